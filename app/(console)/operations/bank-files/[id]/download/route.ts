import { notFound } from 'next/navigation';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { downloadBankFile } from '@/domain/reconciliation/download-bank-file';
import { findBankFile } from '@/domain/reconciliation/file-queries';
import { readStoredFile } from '@/domain/reconciliation/read-stored-file';
import { isId } from '@/lib/id';

/**
 * A file as it was received, to be kept and never to be shown: its name is ours, and its type says nothing. The audit keeps who got it.
 *
 * @source quality/acceptance.md F9, F16
 */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, actor] = await Promise.all([params, requireScope('reconciliation.import'), requireActor()]);
  if (!isId('bankFile', id)) return notFound();
  const kept = await downloadBankFile(actor, newRequestKey(), { fileId: id });
  const file = kept.ok ? await findBankFile(scope, id) : undefined;
  if (!file) return notFound();
  const pieces = readStoredFile(file.id);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(file.bytes),
      'Content-Disposition': `attachment; filename="bank-file-${file.id.slice(-8)}.${endings[file.format]}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}

const endings = { camt053: 'xml', camt054: 'xml', mt940: 'sta', csv: 'csv' } as const;

import { notFound } from 'next/navigation';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { downloadPaymentFile } from '@/domain/withdrawals/download-payment-file';
import { readPaymentFile } from '@/domain/withdrawals/payment-file-queries';
import { isId } from '@/lib/id';

const forms = {
  pain001: { type: 'application/xml; charset=utf-8', extension: 'xml' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
} as const;

/** A payment file as an attachment. Each time it is asked for, the audit keeps who got it. */
export async function fileAnswer(id: string, format: keyof typeof forms): Promise<Response> {
  const [scope, actor] = await Promise.all([requireScope('withdrawals.pay'), requireActor()]);
  if (!isId('paymentFile', id)) return notFound();
  const kept = await downloadPaymentFile(actor, newRequestKey(), { paymentFileId: id, format });
  const file = kept.ok ? await readPaymentFile(scope, id) : undefined;
  if (!file) return notFound();
  const { type, extension } = forms[format];
  return new Response(file[format], {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${file.number}.${extension}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}

import { notFound } from 'next/navigation';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { formatInstant } from '@/components/when-format';
import { downloadExport } from '@/domain/exports/download-export';
import type { ExportFormat } from '@/domain/exports/input';
import { findExportFile, readExportChunk } from '@/domain/exports/queries';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, isId } from '@/lib/id';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<ExportFormat, string>;

/** A finished file, piece by piece. Each time it is asked for, the audit keeps who got it. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, actor] = await Promise.all([params, requireScope('customers.export'), requireActor()]);
  if (!isId('exportTask', id)) return notFound();
  const kept = await downloadExport(actor, newRequestKey(), { taskId: id });
  const file = kept.ok ? await findExportFile(scope, id) : undefined;
  if (!file) return notFound();
  const name = `customers-${formatInstant(file.finishedAt, scope.timeZone, 'day')}-${id.slice(-6)}.${file.format}`;
  return new Response(chunksOf(scope, id, file.bytes), {
    headers: {
      'Content-Type': types[file.format],
      'Content-Length': String(file.bytes),
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}

/** Reads the next piece when the last one was taken. Breaks off when the file is removed meanwhile: a part must not look like the whole. */
function chunksOf(scope: ReadScope, id: Id<'exportTask'>, size: number): ReadableStream<Uint8Array> {
  let [number, sent] = [0, 0];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent === size) return controller.close();
      const bytes = await readExportChunk(scope, id, number);
      if (!bytes) return controller.error(new Error('the file was removed while it was being read'));
      number += 1;
      sent += bytes.byteLength;
      return controller.enqueue(bytes);
    },
  });
}

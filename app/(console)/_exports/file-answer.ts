import { notFound } from 'next/navigation';
import { formatInstant } from '@/components/when-format';
import type { ExportFormat } from '@/domain/exports/input';
import { findExportFile, readExportChunk } from '@/domain/exports/queries';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
} as const satisfies Record<ExportFormat, string>;

/** A finished file, piece by piece, once the command has kept who gets it. */
export async function fileAnswer(scope: ReadScope, list: string, id: Id<'exportTask'>): Promise<Response> {
  const file = await findExportFile(scope, id);
  if (!file) return notFound();
  const name = `${list}-${formatInstant(file.finishedAt, scope.timeZone, 'day')}-${id.slice(-6)}.${file.format}`;
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

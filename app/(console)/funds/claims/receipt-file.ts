import { notFound } from 'next/navigation';
import type { ReadScope } from '@/domain/read-scope';
import { findReceipt } from '@/domain/reconciliation/claim-queries';
import { documentEnding } from '@/lib/document-type';
import { isId } from '@/lib/id';

/**
 * The receipt of a claim as a file to be saved, under a name of ours: somebody else's bytes are never shown as a page.
 *
 * @source quality/acceptance.md F9
 */
export async function receiptFile(scope: ReadScope, id: string): Promise<Response> {
  const receipt = isId('remittanceClaim', id) ? await findReceipt(scope, id) : undefined;
  if (!receipt) return notFound();
  return new Response(new Uint8Array(receipt.bytes), {
    headers: {
      'Content-Type': receipt.type,
      'Content-Length': String(receipt.bytes.byteLength),
      'Content-Disposition': `attachment; filename="receipt-${id.slice(-8)}.${documentEnding[receipt.type]}"`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    },
  });
}

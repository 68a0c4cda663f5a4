import { isRequestKey } from '@/domain/receipts';
import type { ArrivedRequest } from '@/lib/sdk-hmac';

/** The id `proxy.ts` gave a request; handlers that run without it make one. */
export const requestIdOf = (request: Request): string => request.headers.get('x-request-id') ?? crypto.randomUUID();

/** The most a request's body may hold, in bytes. Far more than any operation needs. */
export const bodyMaxBytes = 1_048_576;

/** The body as it arrived, before anything looks into it; undefined when it is too large, which is noticed without reading on. */
export async function readBody(request: Request, maxBytes = bodyMaxBytes): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The types say that a body yields bytes only in newer libraries; fetch has always promised it.
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The request as its signature sees it. What Next has done to it by now leaves the signature as it was: it writes the query's escapes anew,
 * drops dot segments from the path, and has joined repeated headers with a comma.
 */
export function arrivedAs(request: Request, body: Uint8Array): ArrivedRequest {
  const { pathname, search } = new URL(request.url);
  return { method: request.method, rawTarget: pathname + search, headers: [...request.headers], body };
}

/**
 * The object in a JSON body; nothing at all counts as `{}`. Undefined for anything else.
 *
 * Of a member that stands there twice the last one counts, everywhere: this is the only place that parses.
 */
export function parseJsonBody(request: Request, body: Uint8Array): object | undefined {
  if (body.byteLength === 0) return {};
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(request.headers.get('content-type') ?? ''))
    return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What makes a write act once: the client's own `Idempotency-Key`, else the signature, which a byte-identical resend has too.
 *
 * @returns undefined when the client's key has no good form
 * @source design/decisions.md 10
 */
export function requestKeyOf(
  request: Request,
  { accessKey, signature }: { accessKey: string; signature: string },
): string | undefined {
  const given = request.headers.get('idempotency-key');
  if (given === null) return `sig:${accessKey}:${signature}`;
  return isRequestKey(given) ? given : undefined;
}

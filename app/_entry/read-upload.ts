import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';

/** One file of a form, in the pieces it came in, with the form's other fields. */
export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly content: readonly Uint8Array[];
}

/** Why there is none: it is larger than it may be, or no such form. */
export type UploadProblem = 'too_large' | 'not_a_form';

/**
 * Reads a form with one file off the wire, piece by piece. What comes after the limit is let go as it comes, so that neither a body of
 * any size nor one that never ends takes more memory than the limit; packed bodies are not unpacked at all.
 *
 * @param bytesMax the largest file
 * @source quality/acceptance.md F7, F8, I16
 */
export async function readUpload(request: Request, bytesMax: number): Promise<Upload | UploadProblem> {
  const { headers, body } = request;
  const type = headers.get('content-type') ?? '';
  const packing = headers.get('content-encoding') ?? 'identity';
  if (!body || packing !== 'identity' || !/^multipart\/form-data\s*;/i.test(type)) return 'not_a_form';
  const fields = new Map<string, string>();
  let content: Uint8Array[] = [];
  let fileName = '';
  let isTooLarge = false;
  let hasFile = false;
  try {
    const reader = new Busboy({
      headers: { 'content-type': type },
      limits: {
        files: 1,
        fields: 16,
        fieldSize: 4_096,
        fieldNameSize: 64,
        fileSize: bytesMax + 1,
        parts: 20,
        headerPairs: 20,
      },
    });
    reader.on('field', (name, value) => fields.set(name, value));
    reader.on('file', (_name, stream, givenName) => {
      hasFile = true;
      fileName = givenName ?? '';
      let length = 0;
      stream.on('data', (piece: Uint8Array) => {
        length += piece.length;
        if (length > bytesMax) isTooLarge = true;
        if (isTooLarge) content = [];
        else content.push(piece);
      });
      // A body that breaks off ends the pipeline below.
      stream.on('error', () => undefined);
    });
    await pipeline(Readable.from(webChunks(body)), reader);
  } catch {
    return isTooLarge ? 'too_large' : 'not_a_form';
  }
  if (isTooLarge) return 'too_large';
  return hasFile ? { fields, fileName, content } : 'not_a_form';
}

async function* webChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

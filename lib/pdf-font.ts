import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { invariant } from './invariant';

const headerBytes = 44;
const entryBytes = 20;

let unpacked: Buffer | undefined;

/**
 * The one font of our documents, Noto Sans SC (OFL), as TrueType: 7,947 characters, Latin and Chinese. Read once per process: the writer of
 * PDF takes eight seconds over the same font as WOFF and none over this.
 */
export function pdfFont(): Buffer {
  unpacked ??= unpackWoff(
    readFileSync(
      join(
        /* turbopackIgnore: true */ process.cwd(),
        'node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff',
      ),
    ),
  );
  return unpacked;
}

/** A WOFF is a TrueType file whose tables are packed one by one. @source W3C, WOFF File Format 1.0, §3 to §5 */
function unpackWoff(woff: Buffer): Buffer {
  invariant(woff.toString('latin1', 0, 4) === 'wOFF', 'the font is a WOFF');
  const count = woff.readUInt16BE(12);
  const power = Math.floor(Math.log2(count));
  const header = Buffer.alloc(12 + 16 * count);
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(16 * 2 ** power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(16 * (count - 2 ** power), 10);
  const parts: Uint8Array[] = [header];
  let offset = header.length;
  for (let index = 0; index < count; index += 1) {
    const entry = headerBytes + index * entryBytes;
    const [start, packedBytes, bytes] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
    invariant(start !== undefined && packedBytes !== undefined && bytes !== undefined, 'an entry has three numbers');
    const packed = woff.subarray(start, start + packedBytes);
    const table: Uint8Array = packedBytes < bytes ? inflateSync(packed) : packed;
    const at = 12 + 16 * index;
    woff.copy(header, at, entry, entry + 4);
    woff.copy(header, at + 4, entry + 16, entry + 20);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(bytes, at + 12);
    const padding = (4 - (bytes % 4)) % 4;
    parts.push(table, Buffer.alloc(padding));
    offset += bytes + padding;
  }
  return Buffer.concat(parts);
}

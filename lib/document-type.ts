/** Kinds of documents that can be told by their content. */
export const documentTypes = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** The usual ending of their names. */
export const documentEnding: Readonly<Record<DocumentType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
};

/**
 * What a file is, by its content and whatever it is called: its first bytes, and as far as the form allows that it is whole and nothing stands
 * behind it. Undefined for everything else.
 *
 * A file can be several things at once; so whoever hands it out names this type, forbids guessing, and has it saved, not shown.
 *
 * @source quality/acceptance.md F8, F9
 */
export function documentTypeOf(bytes: Uint8Array): DocumentType | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPdf(buffer)) return 'application/pdf';
  if (isPng(buffer)) return 'image/png';
  return isJpeg(buffer) ? 'image/jpeg' : undefined;
}

const isPdf = (bytes: Buffer): boolean =>
  /^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8)) && bytes.subarray(-2048).includes('%%EOF');

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Its parts follow one another: length, name, content, checksum. The last is `IEND`, at the very end. */
function isPng(bytes: Buffer): boolean {
  if (!bytes.subarray(0, 8).equals(pngSignature) || bytes.toString('latin1', 12, 16) !== 'IHDR') return false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next === bytes.length;
    at = next;
  }
  return false;
}

/** Cameras write things of their own behind the picture, so its end marker need not be the last. */
const isJpeg = (bytes: Buffer): boolean =>
  bytes.length > 100 &&
  bytes[0] === 0xff &&
  bytes[1] === 0xd8 &&
  bytes[2] === 0xff &&
  isSegment(bytes[3]) &&
  bytes.includes(Buffer.from([0xff, 0xd9]), 4);

const isSegment = (marker = 0): boolean => marker === 0xdb || (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;

/** The bytes of a file somebody chose, and the name it had on their machine: whatever that may be. */
export type NamedBytes = Uint8Array<ArrayBuffer> & { readonly fileName: string };

/** Bytes that know what their file was called. To everything else they are bytes like any: the name is not counted among them. */
export const namedBytes = (bytes: ArrayBuffer, fileName: string): NamedBytes =>
  Object.defineProperty(new Uint8Array(bytes), 'fileName', { value: fileName }) as NamedBytes;

/** What a file was called, as it may be shown: without its folders and what cannot be seen, at most 120 characters with its ending kept. */
export function shownFileName(bytes: Uint8Array): string {
  const given = 'fileName' in bytes && typeof bytes.fileName === 'string' ? bytes.fileName : '';
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const plain = [...last.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()];
  return plain.length <= shownMax
    ? plain.join('')
    : [...plain.slice(0, shownMax - 13), '…', ...plain.slice(-12)].join('');
}

const shownMax = 120;

/** The most characters of a file's name that are kept. */
const nameMax = 128;

/**
 * The name of a file as it is shown: the last part of whatever path came with it, without what cannot be seen or changes the direction
 * of text, and not too long. Nothing is ever stored under it.
 *
 * @source quality/acceptance.md F9
 */
export function shownFileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .trim();
  const characters = [...plain];
  if (characters.length <= nameMax) return plain || 'file';
  // The ending says more than the middle.
  return `${characters.slice(0, nameMax - 13).join('')}…${characters.slice(-12).join('')}`;
}

import { randomInt } from 'node:crypto';

const accessKeyLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const secretLetters = `${accessKeyLetters}abcdefghijklmnopqrstuvwxyz`;

/** A new access key: 20 letters of 36, 103 bits. @source api/aksk.md */
export const newAccessKey = (): string => randomText(accessKeyLetters, 20);

/** What is signed with in its name: 40 letters of 62, 238 bits. */
export const newAccessSecret = (): string => randomText(secretLetters, 40);

const randomText = (letters: string, length: number): string =>
  Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');

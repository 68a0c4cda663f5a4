import { expect, it } from 'vitest';
import { namedBytes, shownFileName } from './named-bytes';

const shown = (name: string) => shownFileName(namedBytes(new ArrayBuffer(1), name));

it.each([
  ['receipt.pdf', 'receipt.pdf'],
  ['回单 2026-11.png', '回单 2026-11.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\r.jpg', 'r.jpg'],
  ['r\u202Egpj.exe', 'rgpj.exe'],
  ['a\0b\r\nc.pdf', 'abc.pdf'],
  ['/', ''],
  ['\ud800.pdf', '�.pdf'],
])('[F9] shows %j as %j', (name, plain) => {
  expect(shown(name)).toBe(plain);
});

it('keeps the beginning and the ending of a huge name', () => {
  const name = shown(`${'界'.repeat(5000)}.pdf`);
  expect([...name]).toHaveLength(120);
  expect(name.endsWith('界.pdf')).toBe(true);
});

it('has nothing to show of bytes without a name', () => {
  expect(shownFileName(new Uint8Array(1))).toBe('');
});

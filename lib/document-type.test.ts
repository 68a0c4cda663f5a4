import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { tinyJpeg, tinyPdf, tinyPng } from '@/tests/documents';
import { documentTypeOf } from './document-type';

const text = (content: string) => new Uint8Array(Buffer.from(content, 'latin1'));
const both = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

it('[F8] knows documents by their content', () => {
  expect([tinyPdf(), tinyPng(), tinyPng(1_000), tinyJpeg()].map(documentTypeOf)).toEqual([
    'application/pdf',
    'image/png',
    'image/png',
    'image/jpeg',
  ]);
  const inside = both(text('before'), tinyPng());
  expect(documentTypeOf(inside.subarray(6))).toBe('image/png');
});

it.each([
  ['nothing', new Uint8Array()],
  ['text', text('a,b,c')],
  ['HTML', text('<html><script>1</script>')],
  ['SVG', text('<?xml version="1.0"?><svg/>')],
  ['a PDF behind HTML', both(text('<html>'), tinyPdf())],
  ['HTML behind a picture', both(tinyPng(), text('<script>1</script>'))],
  ['a zip behind a picture', both(tinyPng(), text('PK\x03\x04'))],
  ['a picture broken off', tinyPng().subarray(0, 40)],
  ['only the first bytes of a picture', text('\x89PNG\r\n\x1a\n')],
  ['a part longer than the file', both(tinyPng().subarray(0, 8), text('\xff\xff\xff\xffIHDR'), text('x'.repeat(50)))],
  ['only the first bytes of a PDF', text('%PDF-1.7')],
  ['a PDF broken off', tinyPdf().subarray(0, -8)],
  ['only the first bytes of a JPEG', text('\xff\xd8\xff\xe0')],
  ['a JPEG broken off', tinyJpeg().subarray(0, -2)],
  ['GIF', text('GIF89a')],
  ['gzip', new Uint8Array(gzipSync('x'))],
  ['a program', text('MZ\x90\0'.padEnd(200))],
])('[F8] does not take %s for one', (_what, bytes) => {
  expect(documentTypeOf(bytes)).toBeUndefined();
});

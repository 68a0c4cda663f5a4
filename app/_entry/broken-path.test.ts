import { expect, test } from 'vitest';
import { mendedPath } from './broken-path';

test.each([
  ['/', undefined],
  ['/customers/cus_1', undefined],
  ['/customers/%E5%AE%A2', undefined],
  ['/customers/%25E0', undefined],
  ['/customers/%00%2F', undefined],
  ['/%', '/-'],
  ['/customers/%E0', '/customers/-'],
  ['/customers/%E5%AE/edit', '/customers/-/edit'],
  ['/customers/%ED%A0%80', '/customers/-'],
  ['/customers/%zz/%41', '/customers/-/%41'],
  ['/a%2/b%/', '/-/-/'],
])('%j is looked for at %j', (path, mended) => {
  expect(mendedPath(path)).toBe(mended);
});

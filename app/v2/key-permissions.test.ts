import { expect, test } from 'vitest';
import { isKeyPermission } from '@/domain/identity/credential-model';
import { readSourceFiles } from '@/tests/source-files';

test('a key can be narrowed to whatever an operation of the interfaces asks for', () => {
  const asked = [...readSourceFiles()]
    .filter(([file]) => /^app\/(v2|v3|api)\//.test(file) && !file.endsWith('.test.ts'))
    .flatMap(([, text]) => [...text.matchAll(/permission: '([a-z_.]+)'/g)].map((match) => match[1] ?? ''));
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((permission) => !isKeyPermission(permission))).toEqual([]);
});

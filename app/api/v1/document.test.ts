import { describe, expect, test } from 'vitest';
import { findProblemType } from '@/app/_entry/v1-problems';
import { permissions } from '@/domain/permission';
import document from './_document/openapi.json';

interface Answer {
  readonly $ref?: string;
  readonly 'x-problem-types'?: readonly string[];
}
interface Described {
  readonly operationId: string;
  readonly 'x-permission': string;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, Answer>>;
}
process.env['DATABASE_URL'] ??= 'postgres://nobody@127.0.0.1:1/nothing'; // lib/env.ts asks for it; nothing connects by it

const routes = import.meta.glob<Record<string, unknown>>('/app/api/v1/**/route.ts', { eager: true });
/** What is there for people in the console, or for whoever opens an address. */
const notDescribed = ['/api/v1/search', '/api/v1/[[...path]]', '/api/v1/problems/[type]'];
const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Described>>>>;
const described = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
/** The answer itself, whether it stands there or is referred to. */
const answerOf = ({ $ref, ...answer }: Answer): Answer => {
  const shared: Readonly<Record<string, Answer>> = document.components.responses;
  return $ref ? (shared[$ref.split('/').at(-1) ?? ''] ?? {}) : answer;
};

test('the document describes every path that is served, and no other', () => {
  const served = Object.keys(routes)
    .map((file) => file.slice('/app'.length, -'/route.ts'.length))
    .filter((path) => !notDescribed.includes(path))
    .map((path) => path.replaceAll(/\[(\w+)\]/g, '{$1}'));
  expect(served.toSorted()).toEqual(Object.keys(paths).toSorted());
});

describe.each(described)('$method $path', ({ path, method, operation }) => {
  test('has this method and no other', async () => {
    const route = routes[`/app${path.replaceAll(/\{(\w+)\}/g, '[$1]')}/route.ts`] ?? {};
    const options = route['OPTIONS'] as (request: Request, context: object) => Promise<Response>;
    const answer = await options(new Request('http://x.example/'), { params: Promise.resolve({}) });
    expect(answer.headers.get('allow')).toBe(method);
  });

  test('names its permission, and problems that there are under their status', () => {
    expect(permissions).toHaveProperty([operation['x-permission']]);
    for (const [status, answer] of Object.entries(operation.responses)) {
      for (const type of answerOf(answer)['x-problem-types'] ?? []) {
        expect([type, findProblemType(type)?.status]).toEqual([type, Number(status)]);
      }
    }
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '413', '429', '500', '503']),
    );
  });

  test('wants an Idempotency-Key exactly where it writes', () => {
    const refs = operation.parameters?.map(({ $ref }) => $ref) ?? [];
    const isWrite = operation.responses['422'] !== undefined;
    expect(refs.includes('#/components/parameters/IdempotencyKey')).toBe(isWrite);
  });

  test('describes each member of its path', () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? [];
    expect(named).toEqual(inPath);
  });
});

test('every reference leads somewhere, and every part is referred to', () => {
  const text = JSON.stringify(document);
  const refs = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = '']) => ref));
  const { parameters, responses, schemas } = document.components;
  const parts = Object.entries({ parameters, responses, schemas }).flatMap(([kind, some]) =>
    Object.keys(some).map((name) => `components/${kind}/${name}`),
  );
  expect([...refs].toSorted()).toEqual(parts.toSorted());
});

test('operations have names of their own', () => {
  const names = described.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(document.openapi).toBe('3.1.0');
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import published from '@/app/v2/_wire/operations.json' with { type: 'json' };
import { handlers } from '@/tests/contract-calls';
import { answerOf, differences, everyMember, operations } from '@/tests/contract-members';
import { type ContractWorld, openContractWorld } from '@/tests/contract-world';

let it: ContractWorld;
beforeAll(async () => {
  it = await openContractWorld();
});
afterAll(() => it.opened.close());

// In the contract's order reads come before the writes that give them something to show.
const writesFirst = operations.toSorted((a, b) => Number(b.includes('Account')) - Number(a.includes('Account')));
const built = new Set<string>(operations);
/** Operations of the published contract whose domain does not exist here. */
const unbuilt = Object.entries(published).filter(([name]) => !built.has(name));

describe('every operation of the contract', () => {
  test('is served where the contract says, and nothing else is', () => {
    const served = Object.keys(handlers)
      .map((file) => file.slice('/app'.length, -'/route.ts'.length))
      .filter((path) => !path.includes('['));
    expect(served.toSorted()).toEqual([...new Set(operations.map((name) => contract[name].path))].toSorted());
  });

  test('is one of the published contract, at its method and path', () => {
    expect(operations.map((name) => [name, `${contract[name].method} ${contract[name].path}`])).toEqual(
      operations.map((name) => [name, published[name]]),
    );
    expect(operations.length + unbuilt.length).toBe(66);
    const counts = { operations: operations.length, members: everyMember.length, notServed: unbuilt.length };
    process.stdout.write(`contract: ${JSON.stringify(counts)}\n`);
  });

  test.each(writesFirst)('%s answers member for member', async (operation) => {
    const answer = await it.call(operation, await it.good(operation));
    const expected = answerOf(operation);
    expect([answer.status, answer.text]).toEqual(expected ? [200, expect.any(String)] : [204, '']);
    if (expected) expect(differences(answer.body, expected)).toEqual([]);
    const lists = Object.values(answer.body).filter((member) => Array.isArray(member));
    expect(lists.every((list) => list.length > 0)).toBe(true);
    expect(answer.headers.get('content-type')).toBe(expected ? 'application/json;charset=UTF-8' : null);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  });

  test.each(writesFirst)('%s takes every member it has at once', async (operation) => {
    const input = await it.every(operation);
    const names = everyMember.filter((one) => one.operation === operation).map(({ name }) => name);
    expect(names.filter((name) => !(name in input))).toEqual([]);
    const answer = await it.call(operation, input);
    const expected = answerOf(operation);
    expect([answer.status, answer.text]).toEqual(expected ? [200, expect.any(String)] : [204, '']);
    if (expected) expect(differences(answer.body, expected)).toEqual([]);
  });

  test.each(operations)('%s serves whom the contract names', async (operation) => {
    const { callers } = contract[operation];
    const { keys } = it;
    const ask = async (key?: typeof keys.reseller) =>
      it.call(operation, await it.good(operation), key === undefined ? {} : { key });
    const statuses = {
      own: (await ask()).status,
      partner: (await ask(keys.reseller)).body['error_code'] !== 'CBC.0155',
      customer: (await ask(keys.one)).body['error_code'] !== 'CBC.0155',
    };
    expect(statuses).toEqual({
      own: answerOf(operation) ? 200 : 204,
      partner: callers.includes('partner'),
      customer: callers.includes('customer'),
    });
  });
});

test.each(unbuilt)('%s is not served: 404 APIGW.0101, never a stub', async (_name, call) => {
  const [method = '', path = ''] = call.split(' ');
  const own = handlers[`/app${path}/route.ts`];
  const catchAll = handlers[`/app/${path.split('/')[1]}/[...path]/route.ts`];
  const handler = (own ?? catchAll)?.[method];
  const answer = await handler?.(new Request(`http://x.example${path}`, { method }));
  expect([answer?.status, (await answer?.json())?.error_code]).toEqual([404, 'APIGW.0101']);
});

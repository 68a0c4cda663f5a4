import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  everyMember,
  goesWith,
  type MemberOf,
  nothingFound,
  type Operation,
  withoutNews,
} from '@/tests/contract-members';
import { type ContractWorld, openContractWorld } from '@/tests/contract-world';

let it: ContractWorld;
beforeAll(async () => {
  it = await openContractWorld();
});
afterAll(() => it.opened.close());

/** How each way of leaving a member open is spelled. In a query the empty string is `""`, and a list without items a blank. */
const spelled = {
  query: { blank: '', null: 'null', empty: '""', emptyList: '' },
  body: { null: null, empty: '', emptyList: [] },
} as const;

const without = async ({ operation, name }: MemberOf) => {
  await undo(operation);
  const { [name]: _, ...rest } = await it.good(operation);
  const answer = await it.call(operation, rest);
  return [answer.status, withoutNews(answer.text)];
};
const withValue = async ({ operation, name }: MemberOf, value: unknown) => {
  await undo(operation);
  return it.call(operation, { ...(await it.good(operation)), ...goesWith(operation, name), [name]: value });
};

/** What is frozen already is not frozen again. */
async function undo(operation: Operation): Promise<void> {
  const opposites = { FreezeSubCustomers: 'UnfreezeSubCustomers', UnfreezeSubCustomers: 'FreezeSubCustomers' } as const;
  if (operation === 'FreezeSubCustomers' || operation === 'UnfreezeSubCustomers')
    await it.call(opposites[operation], await it.good(opposites[operation]));
}

/** What is to come of a member left open. */
async function expectEffect(one: MemberOf, value: unknown, effect: string): Promise<void> {
  const answer = await withValue(one, value);
  if (effect === 'rejected') {
    expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
    return;
  }
  expect([200, 204]).toContain(answer.status);
  if (effect === 'used-as-filter') expect(answer.text).toMatch(nothingFound);
  else expect([answer.status, withoutNews(answer.text)]).toEqual(await without(one));
}

type Case = [title: string, one: MemberOf, value: unknown, effect: string];

describe('[I3] members left open, as the contract says for each', () => {
  const cases = everyMember.flatMap((one) =>
    Object.entries(one.member['x-blank'] ?? {}).flatMap(([open, effect]): Case[] => {
      const ways: Readonly<Record<string, unknown>> = spelled[one.of];
      return open in ways ? [[`${one.operation} ${one.name} ${open}: ${effect}`, one, ways[open], effect]] : [];
    }),
  );
  test('there are many of them', () => {
    process.stdout.write(`contract: ${cases.length} ways of leaving members open\n`);
    expect(cases.length).toBeGreaterThan(130);
  });

  test.each(cases)('%s', (_title, one, value, effect) => expectEffect(one, value, effect));
});

/** Whether the empty string is no value of the member, so that it is refused though nothing is said of it. */
function refusesEmpty({ operation, name, member }: MemberOf): boolean {
  const isWord = name === 'freeze_type' || name === 'unfreeze_type';
  const isInstant = operation === 'ListIndirectPartners' && name.startsWith('associated_on_');
  return member.type === 'integer' || (member.minLength ?? 0) > 0 || isWord || isInstant;
}

describe('[I3] where the contract is silent, left open is absent, unless the empty string has not the form', () => {
  const cases = everyMember.flatMap((one) => {
    const said = one.member['x-blank'] ?? {};
    const { emptyList: _, ...ways } = spelled[one.of];
    // A list in a query that is left blank has no items; that is the list's own form, said above.
    if (one.isRequired || one.member.type === 'array') return [];
    return Object.entries(ways).flatMap(([open, value]): Case[] => {
      const effect = open === 'empty' && refusesEmpty(one) ? 'rejected' : 'absent';
      return open in said ? [] : [[`${one.operation} ${one.name} ${open}: ${effect}`, one, value, effect]];
    });
  });
  test('there are many of them', () => expect(cases.length).toBeGreaterThan(100));

  test.each(cases)('%s', (_title, one, value, effect) => expectEffect(one, value, effect));
});

describe('[I3] a default is what its value would be', () => {
  const cases = everyMember.flatMap((one): [string, MemberOf, unknown][] => {
    const said = /^default:(.+)$/.exec(one.member['x-blank']?.['absent'] ?? '')?.[1];
    const value = one.member.default ?? (said === undefined ? undefined : JSON.parse(said));
    return value === undefined ? [] : [[`${one.operation} ${one.name} = ${String(value)}`, one, value]];
  });
  test('there are many of them', () => expect(cases.length).toBeGreaterThan(30));

  test.each(cases)('%s', async (_title, one, value) => {
    const answer = await withValue(one, value);
    expect([answer.status, withoutNews(answer.text)]).toEqual(await without(one));
  });
});

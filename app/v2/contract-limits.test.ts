import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyMember, goesWith, type MemberOf, operations, type Schema } from '@/tests/contract-members';
import { type ContractWorld, openContractWorld } from '@/tests/contract-world';
import type { PartnerAnswer } from '@/tests/partner-client';

let it: ContractWorld;
beforeAll(async () => {
  it = await openContractWorld();
});
afterAll(() => it.opened.close());

const typesOf = (member: Schema) => [member.type ?? []].flat();
const isAmount = (member: Schema) => typesOf(member).includes('number');
const isTime = (name: string) => /_(time|on)_(begin|end)$|^(valid|expire)_time$|^active_(start|end)_time$/.test(name);
const list = (length: number, item: unknown = 'x') => Array.from({ length }, () => item);

/** Values just outside of what a member may be, for its place. */
function outside({ name, member, of }: MemberOf): unknown[] {
  const types = typesOf(member);
  const bad: unknown[] = [];
  if (member.maxLength) bad.push('a'.repeat(member.maxLength + 1), '界'.repeat(member.maxLength + 1));
  if (member.enum && !member['x-other-values']) bad.push('SOMETHING_ELSE');
  if (member.minItems) bad.push([]);
  if (member.maxItems) bad.push(list(member.maxItems + 1));
  if (types.includes('integer')) {
    bad.push((member.minimum ?? 0) - 1, (member.maximum ?? 99) + 1, 1.5);
    bad.push(...(of === 'body' ? ['1', true, [1], {}, ''] : ['1e2', '+1', ' 1', '01', '1.0', 'abc', '\0', '""']));
  } else if (of === 'body') {
    bad.push(isAmount(member) ? true : 7, types.includes('array') ? {} : ['a'], { a: 1 });
  }
  if (isAmount(member)) {
    bad.push(0, -0.01, 0.001, 1.005, (member.maximum ?? 0) + 0.01, (member.maximum ?? 0) + 1);
    bad.push('0', '0.00', '-1', '1.005', '1e2', ' 1', '1 ', '+1', '.5', '1.', '0x1', '１', '1,000', 'NaN', 'Infinity');
  }
  if (isTime(name)) bad.push(...(member.maxLength === 10 || !member.maxLength ? badDays : badInstants));
  return bad;
}
const badInstants = [
  ...['2026-02-30T00:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T03:04:60Z', '2026-13-01T00:00:00Z'],
  ...['2026-11-22', '2026-11-22T03:04Z', '2026-11-22 03:04:05', '2026-11-22T03:04:05', '20261122T030405Z', 'yesterday'],
  ...['2026-11-22t03:04:05z', '2026-11-22T3:04:05Z', '0000-01-01T00:00:00Z', '２026-11-22T03:04:05Z'],
];
const badDays = ['2026-02-30', '2026-11-1', '20261122', '2026/11/22', '2026-13-01', '0000-01-01', 'today'];

/** Values on the edge of what a member may be: a digit or a character more would be too much. */
function onTheEdge({ name, member }: MemberOf): unknown[] {
  const { maxLength, minItems, maxItems, minimum, maximum } = member;
  if (hasForm[name]) return [...hasForm[name]];
  if (member.enum) return [...member.enum];
  if (isAmount(member)) return [0.01, '0.01', 1, '1', 1.1, '1.1', '1.10', maximum, `${maximum}`, `${maximum}.00`];
  if (typesOf(member).includes('integer')) return [minimum, maximum].filter((value) => value !== undefined);
  if (maxItems) return [list(minItems ?? 1), list(maxItems)];
  return maxLength && !isTime(name) ? ['a'.repeat(maxLength), '界'.repeat(maxLength), 'a'] : [];
}
/** Members in which not every text of the right length means something. */
const hasForm: Readonly<Record<string, readonly unknown[]>> = {
  cooperation_type: ['1', '2'],
  customer_infos: [list(1, { customer_id: 'x' }), list(100, { customer_id: 'x'.repeat(64) })],
  domain_name: ['abcde', `a${'b'.repeat(31)}`],
  is_close_market_ms: ['true', 'false'],
  mobile_phone: [],
  password: ['Abcdefg1', `A1${'b'.repeat(30)}`],
  quota_status_list: [[0], [0, 3, 4, 5, 6]],
  // By e-mail codes are sent on the international site only.
  receiver_type: [1],
  search_value: ['abcde', `a${'b'.repeat(31)}`],
  verification_code: [],
};

const titleOf = ({ operation, name }: MemberOf, value: unknown) =>
  `${operation} ${name} = ${String(JSON.stringify(value)).slice(0, 24)}`;
const casesOf = (valuesOf: (one: MemberOf) => unknown[]) =>
  everyMember.flatMap((one) =>
    valuesOf(one).map((value): [string, MemberOf, unknown] => [titleOf(one, value), one, value]),
  );
/** Whether a request was refused for the form of that member. */
const isRefusedFor = (name: string, { body }: PartnerAnswer) =>
  body['error_code'] === 'CBC.0100' && String(body['error_msg']).includes(name);

describe('[I3] [I7] [I9] values just outside of what the contract takes are CBC.0100', () => {
  const cases = casesOf(outside);
  test('there are many of them', () => {
    process.stdout.write(`contract: ${cases.length} values outside\n`);
    expect(cases.length).toBeGreaterThan(500);
  });

  test.each(cases)('%s', async (_title, { operation, name }, value) => {
    const answer = await it.call(operation, { ...(await it.good(operation)), [name]: value });
    expect([answer.status, answer.body['error_code'], answer.body['error_msg']]).toEqual([
      400,
      name === 'domain_name' ? expect.stringMatching(/^CBC\.(0100|99000031)$/) : 'CBC.0100',
      expect.stringContaining(name),
    ]);
  });
});

describe('[I3] [I7] values on the edge of what the contract takes are taken', () => {
  const cases = casesOf(onTheEdge);
  test('there are many of them', () => {
    process.stdout.write(`contract: ${cases.length} values on the edge\n`);
    expect(cases.length).toBeGreaterThan(200);
  });

  test.each(cases)('%s', async (_title, { operation, name }, value) => {
    const answer = await it.call(operation, {
      ...(await it.good(operation)),
      ...goesWith(operation, name),
      [name]: value,
    });
    expect([answer.status < 500, isRefusedFor(name, answer), answer.text]).toEqual([true, false, answer.text]);
  });
});

test.each(operations)('%s misses each member that must be there', async (operation) => {
  const required = everyMember.filter((one) => one.operation === operation && one.isRequired);
  for (const { name } of required) {
    for (const open of [undefined, null, '']) {
      const { [name]: _, ...rest } = await it.good(operation);
      const answer = await it.call(operation, open === undefined ? rest : { ...rest, [name]: open });
      expect([name, answer.status, answer.body['error_code']]).toEqual([name, 400, 'CBC.0100']);
    }
  }
});

describe('[I9] what is in a list', () => {
  const lists = everyMember.filter(({ member, of }) => member.items && of === 'body');
  const cases = lists.flatMap((one) => {
    const { type, properties } = one.member.items ?? {};
    const wrong =
      type === 'string' ? [7, null, ['a'], {}, true] : type === 'integer' ? ['1', null, 1.5, {}] : ['a', null, [], 7];
    const nested = Object.keys(properties ?? {}).flatMap((name) => [
      {},
      { [name]: null },
      { [name]: '' },
      { [name]: 7 },
    ]);
    return [...wrong, ...nested].map((value): [string, MemberOf, unknown] => [titleOf(one, [value]), one, [value]]);
  });

  test.each(cases)('%s is CBC.0100', async (_title, { operation, name }, value) => {
    const answer = await it.call(operation, { ...(await it.good(operation)), [name]: value });
    expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
  });
});

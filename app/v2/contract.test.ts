import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import { database, schema } from '@/db/client';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { changeSetting } from '@/domain/settings/change-setting';
import { type Id, wireIdOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, type PartnerAnswer, send, signed, type TestKey } from '@/tests/partner-client';
import { hadMoney } from '@/tests/statements';
import { actorOf, freshKey, fund, seedWorld, type World } from '@/tests/world';

/** The parts of a schema of the contract that answers are held against. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly 'x-blank'?: Readonly<Record<string, string>>;
  readonly 'x-other-values'?: string;
}
type Operation = keyof typeof contract;
const operations = Object.keys(contract) as Operation[];
const handlers = import.meta.glob<Record<string, (request: Request) => Promise<Response>>>(
  ['/app/v2/**/route.ts', '/app/v3/**/route.ts'],
  { eager: true },
);

let opened: TestDatabase;
let world: World;
let keys: { distributor: TestKey; reseller: TestKey; customer: TestKey; referral: TestKey };
let quota: Id<'couponQuota'>;
let quotaNumber: string;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.d1, '1000000.00');
  await database().update(schema.customers).set({ platformUserId: 'u-1', platformType: 'TEST_IDP' });
  await database().update(schema.customers).set({ newTag: 'Y', newTagFrom: '2026-01-01', newTagUntil: '2026-12-01' });
  await database()
    .update(schema.associations)
    .set({ accountManagerId: world.d1.users.sales })
    .where(eq(schema.associations.organizationId, world.d1.id));
  keys = {
    distributor: await makeKey(world.d1),
    reseller: await makeKey(world.r1a),
    customer: await makeKey(world.customers['D1']?.one ?? world.d1),
    referral: await makeKey(world.customers['D1']?.referral ?? world.d1),
  };
  await giveCoupons();
  await hadMoney(world.d1, world.customers['D1']?.referral ?? world.d1);
});
afterAll(() => opened.close());

/** Quota for the distributor and its reseller, and coupons for a customer of each type. */
async function giveCoupons() {
  await changeSetting(actorOf(world.operator), freshKey(), { key: 'coupons_to_referral', value: '1' });
  quota = await grant(world, world.d1, '10000.00', { serviceTypes: ['hws.service.type.ec2'], couponsMax: 1000 });
  quotaNumber = (await quotaOf(quota)).number;
  await issueQuotaTo(world.d1, quota, world.r1a, '100.00');
  const { one, referral } = world.customers['D1'] ?? {};
  if (one && referral) await issueTo(world.d1, quota, [one, referral], '1.00');
}

/** Whom the operation is for: a distributor, unless it is for customers alone. Those of resale have no statement of coupons. */
const keyFor = (operation: Operation): TestKey => {
  const byCustomer: Partial<Record<Operation, TestKey>> = {
    ListSubCustomerCoupons: keys.customer,
    ListCustomerCouponChangeRecords: keys.referral,
    ListCustomerAccountChangeRecords: keys.referral,
    ShowCustomerAccountBalances: keys.customer,
  };
  return byCustomer[operation] ?? keys.distributor;
};

function call(operation: Operation, given: Record<string, unknown>, key = keyFor(operation)): Promise<PartnerAnswer> {
  const { method, path } = contract[operation];
  const handler = handlers[`/app${path}/route.ts`]?.[method];
  if (!handler) throw new Error(`${operation} is not served at ${method} ${path}`);
  const query = new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
  );
  if (method === 'POST') return send(handler, signed(key, { target: path, body: given }));
  return send(handler, signed(key, { target: query.size > 0 ? `${path}?${query}` : path }));
}

let asked = 0;
/** A number nobody has: what is registered or sent once is not the same twice. */
const unused = (): string => {
  asked += 1;
  return String(asked).padStart(6, '0');
};

/** What a good request holds. */
async function goodInput(operation: Operation): Promise<Record<string, unknown>> {
  const customer = wireIdOf(world.customers['D1']?.one.id ?? world.d1.id);
  const other = wireIdOf(world.customers['D1']?.two.id ?? world.d1.id);
  if (operation === 'ReclaimCouponQuotas') {
    const child = await issueQuotaTo(world.d1, quota, world.r1a, '0.01');
    return { quota_ids: [(await quotaOf(child)).number, '1'] };
  }
  if (operation === 'ReclaimPartnerCoupons') {
    const { one } = world.customers['D1'] ?? {};
    const [coupon] = one ? await issueTo(world.d1, quota, [one], '0.01') : [];
    return { coupon_id: coupon && couponNumber(coupon) };
  }
  const inputs: Partial<Record<Operation, Record<string, unknown>>> = {
    CreateSubCustomer: { xaccount_id: `u-${unused()}`, xaccount_type: 'TEST_IDP' },
    CheckUserIdentity: { search_type: 'name', search_value: 'nobody-yet' },
    SendVerificationMessageCode: { receiver_type: 1, mobile_phone: `13912${unused()}` },
    ListCustomersBalancesDetail: { customer_infos: [{ customer_id: customer }] },
    UpdateCustomerAccountAmount: { customer_id: customer, amount: '12.34' },
    ReclaimToPartnerAccount: { customer_id: customer, amount: 0.01 },
    UpdateIndirectPartnerAccount: { indirect_partner_id: wireIdOf(world.r1a.id), amount: 99.99 },
    ReclaimIndirectPartnerAccount: { indirect_partner_id: wireIdOf(world.r1a.id), amount: '0.99' },
    FreezeSubCustomers: { customer_ids: [other, wireIdOf(world.d1.id)], reason: 'Test' },
    UnfreezeSubCustomers: { customer_ids: [other, wireIdOf(world.d1.id)], reason: 'Test' },
    UpdateCouponQuotas: {
      quota_id: quotaNumber,
      indirect_partner_ids: [wireIdOf(world.r1a.id), wireIdOf(world.r2a.id)],
      quota_amount: '0.01',
    },
    CreatePartnerCoupons: { quota_id: quotaNumber, customer_ids: [customer, wireIdOf(world.r2a.id)], face_value: 0.01 },
    ListCustomerCouponChangeRecords: { balance_type: 'BALANCE_TYPE_COUPON' },
    ListPartnerAccountChangeRecords: { balance_type: 'BALANCE_TYPE_DEBIT' },
    ListCustomerAccountChangeRecords: { balance_type: 'BALANCE_TYPE_DEBIT' },
    ListCities: { province_code: 'CN-13' },
    ListCounties: { city_code: 'CN-13-001' },
    ListServiceResources: { service_type_code: 'hws.service.type.ec2' },
  };
  return inputs[operation] ?? {};
}
/** What the contract says the body is; undefined where it is 204 without one. */
function answerOf(operation: Operation): Schema | undefined {
  const entry = contract[operation];
  return 'answer' in entry ? entry.answer : undefined;
}
// In the contract's order reads come before the writes that give them something to show.
const writesFirst = operations.toSorted((a, b) => Number(b.includes('Account')) - Number(a.includes('Account')));

/** Every way in which `value` differs from what the contract says. */
function differences(value: unknown, expected: Schema, at = 'answer'): string[] {
  const types = [expected.type ?? []].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const fits = types.includes(type) || (types.includes('integer') && Number.isInteger(value));
  if (!fits) return [`${at} is ${type}, not ${types.join(' or ')}`];
  if (expected.enum && !expected.enum.includes(value)) return [`${at} is ${String(value)}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => differences(item, expected.items ?? {}, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const members: Record<string, unknown> = { ...value };
  const properties = expected.properties ?? {};
  const unknown = Object.keys(members).filter((name) => !(name in properties));
  return [
    ...unknown.map((name) => `${at}.${name} is not in the contract`),
    // Unset members are sent as null, never left out.
    ...Object.entries(properties).flatMap(([name, schema]) =>
      name in members ? differences(members[name], schema, `${at}.${name}`) : [`${at}.${name} is missing`],
    ),
  ];
}

describe('every operation of the contract', () => {
  test('is served where the contract says, and nothing else is', () => {
    const served = Object.entries(handlers)
      .map(([file]) => file.slice('/app'.length, -'/route.ts'.length))
      .filter((path) => !path.includes('['));
    expect(served.toSorted()).toEqual([...new Set(operations.map((name) => contract[name].path))].toSorted());
    expect(operations).toHaveLength(38);
  });

  test.each(writesFirst)('%s answers member for member', async (operation) => {
    const answer = await call(operation, await goodInput(operation));
    const expected = answerOf(operation);
    expect([answer.status, answer.text]).toEqual(expected ? [200, expect.any(String)] : [204, '']);
    if (expected) expect(differences(answer.body, expected)).toEqual([]);
    const lists = Object.values(answer.body).filter((member) => Array.isArray(member));
    expect(lists.every((list) => list.length > 0)).toBe(true);
    expect(answer.headers.get('content-type')).toBe(expected ? 'application/json;charset=UTF-8' : null);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  });

  test.each(operations)('%s serves whom the contract names', async (operation) => {
    const { callers } = contract[operation];
    const statuses = {
      own: (await call(operation, await goodInput(operation))).status,
      partner: (await call(operation, await goodInput(operation), keys.reseller)).body['error_code'] !== 'CBC.0155',
      customer: (await call(operation, await goodInput(operation), keys.customer)).body['error_code'] !== 'CBC.0155',
    };
    expect(statuses).toEqual({
      own: answerOf(operation) ? 200 : 204,
      partner: callers.includes('partner'),
      customer: callers.includes('customer'),
    });
  });
});

/** Values just outside of what a member may be, for its place. */
function badValues(member: Schema, of: 'query' | 'body'): unknown[] {
  const types = [member.type ?? []].flat();
  const bad: unknown[] = [];
  if (member.maxLength) bad.push('a'.repeat(member.maxLength + 1));
  if (member.enum && !member['x-other-values']) bad.push('SOMETHING_ELSE');
  if (member.minItems) bad.push([]);
  if (member.maxItems) bad.push(Array.from({ length: member.maxItems + 1 }, () => 'x'));
  if (types.includes('integer')) {
    bad.push((member.minimum ?? 0) - 1, (member.maximum ?? 99) + 1, 1.5);
    bad.push(...(of === 'body' ? ['1', true, [1], {}, ''] : ['1e2', '+1', ' 1', 'abc', '\0', '""']));
  } else if (of === 'body') {
    bad.push(types.includes('number') ? true : 7, types.includes('array') ? {} : ['a'], { a: 1 });
  }
  return bad;
}

describe('[I3] [I7] [I9] values just outside of what the contract takes are CBC.0100', () => {
  const cases = operations.flatMap((operation) => {
    const { parameters, body } = contract[operation] as { parameters?: Schema['properties']; body?: Schema };
    const members = Object.entries<Schema>(parameters ?? body?.properties ?? {});
    const of = parameters ? 'query' : 'body';
    return members.flatMap(([name, member]) =>
      badValues(member, of).map((value): [string, string, Operation, unknown] => {
        const shown = String(JSON.stringify(value)).slice(0, 20);
        return [`${operation} ${name} = ${shown}`, name, operation, value];
      }),
    );
  });

  test('there are many of them', () => expect(cases.length).toBeGreaterThan(100));

  test.each(cases)('%s', async (_title, name, operation, value) => {
    const answer = await call(operation, { ...(await goodInput(operation)), [name]: value });
    expect([answer.status, answer.body['error_code'], answer.body['error_msg']]).toEqual([
      400,
      'CBC.0100',
      expect.stringContaining(name),
    ]);
  });

  test.each(operations)('%s misses each member that must be there', async (operation) => {
    const { parameters, body } = contract[operation] as {
      parameters?: Record<string, { required?: boolean }>;
      body?: Schema;
    };
    const required =
      body?.required ?? Object.entries(parameters ?? {}).flatMap(([name, one]) => (one.required ? [name] : []));
    for (const name of required) {
      for (const open of [undefined, null, '']) {
        const { [name]: _, ...rest } = await goodInput(operation);
        const answer = await call(operation, open === undefined ? rest : { ...rest, [name]: open });
        expect([name, answer.status, answer.body['error_code']]).toEqual([name, 400, 'CBC.0100']);
      }
    }
  });
});

/** Made anew by every call, and as long as each other. */
const withoutNews = (text: string): string =>
  text
    .replaceAll(/"domain_(id|name)":"(\w{32})"/g, (_, member) => `"domain_${member}":"new"`)
    .replaceAll(/"coupon_id":"CP\w{26}"|"quota_id":"\d{16}"/g, '"new"');
/** A list in which nothing is. */
const nothingFound = /^\{"(total_count|count)":0,("currency":"CNY",)?"\w+":\[\]\}$/;

describe('members left open, as the contract says for each', () => {
  const cases = operations.flatMap((operation) => {
    const { parameters, body } = contract[operation] as { parameters?: Schema['properties']; body?: Schema };
    const spelled = parameters ? { blank: '', null: 'null', empty: '""' } : { null: null, empty: '' };
    return Object.entries<Schema>(parameters ?? body?.properties ?? {}).flatMap(([name, member]) =>
      Object.entries(member['x-blank'] ?? {}).flatMap(
        ([open, effect]): [string, string, Operation, unknown, string][] =>
          open in spelled
            ? [[`${operation} ${name} ${open}`, name, operation, spelled[open as keyof typeof spelled], effect]]
            : [],
      ),
    );
  });

  test.each(cases)('%s', async (_title, name, operation, value, effect) => {
    const input = await goodInput(operation);
    const answer = await call(operation, { ...input, [name]: value });
    if (effect === 'rejected') return expect(answer.body['error_code']).toBe('CBC.0100');
    expect([200, 204]).toContain(answer.status);
    if (effect === 'used-as-filter') return expect(answer.text).toMatch(nothingFound);
    const { [name]: _, ...without } = await goodInput(operation);
    return expect(withoutNews(answer.text)).toBe(withoutNews((await call(operation, without)).text));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleOf, exampleRequest } from '@/app/_reference/example-values';
import { readDocument } from '@/app/_reference/open-api';
import { operationGroups, type ReferenceOperation } from '@/app/_reference/reference-operations';
import v1 from '@/app/api/v1/_document/openapi.json' with { type: 'json' };
import { bssDocument } from '@/app/v2/_document/bss-document';
import { database, schema } from '@/db/client';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, fund, seedWorld, type World } from '@/tests/world';
import { tryOperation } from './try-operation';

const quietly = () => undefined;
const all = [
  ...operationGroups('bss', readDocument(bssDocument(quietly, 'https://partners.example'))),
  ...operationGroups('v1', readDocument(v1)),
].flatMap((group) => group.operations);
const operations = all.map((operation) => [operation.name, operation] as const);

let opened: TestDatabase;
let world: World;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.d1, '100.00');
});
afterAll(() => opened.close());

const attempt = (input: object, who = actorOf(world.d1)) => tryOperation(who, freshKey(), input);
async function answered(input: object, who = actorOf(world.d1)) {
  const outcome = await attempt(input, who);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.answer;
}

/** What the form of an operation sends as it comes. */
function untouchedForm(operation: ReferenceOperation): Record<string, string> {
  const { body } = exampleRequest(operation);
  const fields = operation.parameters
    .filter(({ place, isRequired }) => isRequired && place !== 'header')
    .map(({ place, name, schema: of }) => [`${place}_${name}`, String(exampleOf(name, of))]);
  return { operation: operation.name, ...Object.fromEntries(fields), ...(body ? { body: JSON.stringify(body) } : {}) };
}

describe('trying an operation', () => {
  test.each(operations)('%s is signed, admitted and answered, and changes nothing', async (_name, operation) => {
    const before = await rowCounts();
    const { request, status, body, headers } = await answered(untouchedForm(operation));
    expect(request).toMatch(new RegExp(`^${operation.method} /(v2|v3|api/v1)/`));
    expect(request).toContain('authorization: SDK-HMAC-SHA256 Access=');
    expect(headers).toContain('x-request-id: ');
    // What the examples name is nobody's; some say so, but all of them were admitted.
    expect([200, 204, 400, 403, 404]).toContain(status);
    if (operation.isWrite && status < 300)
      expect(JSON.parse(body)).toEqual({ sandbox: true, result: 'not_carried_out' });
    // The key is made once, each new secret is in the audit, the calls are counted.
    const {
      api_keys: _key,
      audit_entries: _audit,
      command_receipts: _receipt,
      rate_windows: _rate,
      ...others
    } = grownBy(before, await rowCounts());
    expect(others).toEqual({});
  });

  test('most writes are admitted as they come, and none is carried out', async () => {
    const writes = all.filter(({ isWrite }) => isWrite);
    const statuses: number[] = [];
    for (const write of writes) statuses.push((await answered(untouchedForm(write))).status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
  });

  test('reads answer what there is, numbers as they were written', async () => {
    const balances = await answered({ operation: 'ListPartnerBalances' });
    expect([balances.status, balances.body]).toEqual([200, expect.stringContaining('"amount": 100.00')]);
    const foreign = wireIdOf(world.customers['S1']?.one.id ?? world.s1.id);
    const body = JSON.stringify({ customer_infos: [{ customer_id: foreign }] });
    expect(JSON.parse((await answered({ operation: 'ListCustomersBalancesDetail', body })).body)).toEqual({
      customer_balances: [],
    });
  });

  test('sends what was filled in as it is: members, lists, the language, the body', async () => {
    const types = await answered({
      operation: 'ListServiceTypes',
      query_service_type_name: 'Elastic',
      language: 'en_US',
    });
    expect(types.request).toContain('GET /v2/products/service-types?service_type_name=Elastic\n');
    expect(types.request).toContain('x-language: en_US');
    expect(types.body).toContain('Elastic Cloud Server');
    const records = await answered({
      operation: 'ListPartnerCouponsRecord',
      query_operation_types: '1\r\n2',
      query_limit: '101',
    });
    expect(records.request).toContain('?operation_types=1&operation_types=2&limit=101\n');
    expect([records.status, records.body]).toEqual([400, expect.stringContaining('limit')]);
    const broken = await answered({ operation: 'ListSubCustomers', body: '{' });
    expect([broken.status, broken.body]).toEqual([400, expect.stringContaining('CBC.0100')]);
  });

  test('a path member fills its segment and nothing else', async () => {
    const lookup = await answered({ operation: 'ShowRequest', path_requestKey: '../../v2/x?y' });
    expect(lookup.request.split('\n')[0]).toBe('GET /api/v1/operations/..%2F..%2Fv2%2Fx%3Fy');
    expect(lookup.status).toBe(404);
  });

  test.each([
    {},
    { operation: 'Nothing' },
    { operation: 'constructor' },
    { operation: 'ListCities', query_other: '1' },
    { operation: 'ListCities', query_province_code: ['a', 'b'] },
    { operation: 'ListCities', language: 'de' },
    { operation: 'ListSubCustomers', body: 'x'.repeat(100_001) },
    { operation: 'ListCities', secret: 'x' },
  ])('%j is refused', async (input) => {
    const before = await rowCounts();
    expect(await attempt(input)).toMatchObject({ ok: false, code: 'invalid_input' });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  test('[T2] is for administrators of partners and customers', async () => {
    const input = { operation: 'ListMeasureUnits' };
    for (const who of [actorOf(world.d1, 'finance'), actorOf(world.s1, 'viewer'), actorOf(world.operator)])
      expect(await attempt(input, who)).toMatchObject({ ok: false, code: 'not_permitted' });
    const customer = world.customers['S1']?.one ?? world.s1;
    for (const who of [world.d1, world.r1a, world.s1, world.g1, customer])
      expect(await answered(input, actorOf(who))).toMatchObject({ status: 200 });
    expect(await answered({ operation: 'ListPartnerBalances' }, actorOf(customer))).toMatchObject({ status: 403 });
  });

  test('uses one key for each person, whose secret stands nowhere in clear', async () => {
    await answered({ operation: 'ListMeasureUnits' });
    const keys = (await database().select().from(schema.apiKeys)).filter(({ rights }) => rights === 'sandbox');
    expect(new Set(keys.map(({ createdBy }) => createdBy)).size).toBe(keys.length);
  });
});

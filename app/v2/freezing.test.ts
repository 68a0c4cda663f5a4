import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as freezeRoute } from '@/app/v2/partners/sub-customers/freeze/route';
import { POST as tagsRoute } from '@/app/v2/partners/sub-customers/new-customers-tags/batch-query/route';
import { POST as unfreezeRoute } from '@/app/v2/partners/sub-customers/unfreeze/route';
import { database, schema } from '@/db/client';
import { restrictCustomer } from '@/domain/customers/restrict-customer';
import { asKind, newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldOrganization } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: { s1: TestKey; d1: TestKey; r1a: TestKey; readOnly: TestKey };
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  keys = {
    s1: await makeKey(world.s1),
    d1: await makeKey(world.d1),
    r1a: await makeKey(world.r1a),
    readOnly: await makeKey(world.s1, { rights: 'read_only' }),
  };
});
afterAll(() => opened.close());

const paths = {
  freeze: [freezeRoute, '/v2/partners/sub-customers/freeze'],
  unfreeze: [unfreezeRoute, '/v2/partners/sub-customers/unfreeze'],
  tags: [tagsRoute, '/v2/partners/sub-customers/new-customers-tags/batch-query'],
} as const;

function call(operation: keyof typeof paths, body: object, key = keys.s1, requestKey?: string) {
  const [handler, target] = paths[operation];
  return send(handler, signed(key, { target, body, headers: requestKey ? { 'idempotency-key': requestKey } : {} }));
}

let made = 0;
async function customersOf(partner: WorldOrganization, count: number): Promise<string[]> {
  made += 1;
  const all = await Promise.all(
    Array.from({ length: count }, (_, index) => makeCustomer(partner, `api-${made}-${index}`, 'resale')),
  );
  return all.map(({ customerId }) => wireIdOf(customerId));
}
const frozenOf = async (ids: readonly string[]) => {
  const { rows } = await database().execute<{ level: string | null }>(
    sql`select a.freeze_level as level from unnest(${sql.param(ids)}::uuid[]) with ordinality u (id, n)
        join associations a on a.customer_id = u.id order by n`,
  );
  return rows.map(({ level }) => level);
};
const problem = (code: string, id: string) => ({ error_code: code, error_msg: expect.any(String), id });

describe('FreezeSubCustomers and UnfreezeSubCustomers', () => {
  it('freeze ten at a time, and say nothing of those that went well', async () => {
    const ids = await customersOf(world.s1, 10);
    const answer = await call('freeze', { customer_ids: ids, reason: 'Overdue' });
    expect([answer.status, answer.body]).toEqual([200, { error_details: null }]);
    expect(await frozenOf(ids)).toEqual(ids.map(() => 'account'));
    const back = await call('unfreeze', { customer_ids: ids, reason: 'Paid', unfreeze_type: 'ACCOUNT' });
    expect(back.body).toEqual({ error_details: null });
    expect(await frozenOf(ids)).toEqual(ids.map(() => null));
    const eleven = [...ids, wireIdOf(newId('customer'))];
    const tooMany = await call('freeze', { customer_ids: eleven, reason: 'x' });
    expect([tooMany.status, tooMany.body['error_code']]).toEqual([400, 'CBC.0100']);
    expect((await call('freeze', { customer_ids: [], reason: 'x' })).body).toEqual({ error_details: null });
  });

  it('[T3] name each that failed by the id it was sent with; the others are done', async () => {
    const [own = '', frozen = ''] = await customersOf(world.s1, 2);
    const [foreign = ''] = await customersOf(world.s2, 1);
    await call('freeze', { customer_ids: [frozen], reason: 'Before', freeze_type: 'ACCOUNT_AND_RESOURCE' });
    const answer = await call('freeze', { customer_ids: [foreign, frozen, 'no-id', own], reason: 'Overdue' });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        error_details: [
          problem('CBC.99000035', foreign),
          problem('CBC.0101', frozen),
          problem('CBC.99000035', 'no-id'),
        ],
      },
    ]);
    expect(await frozenOf([own, frozen, foreign])).toEqual(['account', 'account_and_resource', null]);
    const back = await call('unfreeze', { customer_ids: [own, frozen], reason: 'Paid' });
    expect(back.body).toEqual({ error_details: [problem('CBC.0101', frozen)] });
    expect(await frozenOf([own, frozen])).toEqual([null, 'account_and_resource']);
  });

  it('act once per customer for one key, also when the first call was broken off in the middle', async () => {
    const ids = await customersOf(world.s1, 3);
    const body = { customer_ids: ids, reason: 'Overdue' };
    const key = `api-${freshKey()}`;
    const before = await rowCounts();
    await call('freeze', { ...body, customer_ids: ids.slice(0, 2) }, keys.s1, key);
    const rest = await call('freeze', body, keys.s1, key);
    expect([rest.body, rest.headers.get('x-replayed')]).toEqual([{ error_details: null }, null]);
    const again = await call('freeze', body, keys.s1, key);
    expect([again.body, again.headers.get('x-replayed')]).toEqual([{ error_details: null }, 'true']);
    expect(grownBy(before, await rowCounts())).toMatchObject({ audit_entries: 3, outbox_events: 3 });
    const other = await call('freeze', { ...body, reason: 'Something else' }, keys.s1, key);
    expect(other.body).toEqual({ error_details: ids.map((id) => problem('CBC.0100', id)) });
  });

  it('take an id given twice, in whatever case, as one', async () => {
    const [id = ''] = await customersOf(world.s1, 1);
    const answer = await call('freeze', { customer_ids: [id, id, id.toUpperCase()], reason: 'Overdue' });
    expect(answer.body).toEqual({ error_details: null });
  });

  it('act for a reseller its distributor names; a reseller acts itself where it was granted', async () => {
    const [id = ''] = await customersOf(world.r1a, 1);
    const reseller = { indirect_partner_id: wireIdOf(world.r1a.id) };
    const body = { customer_ids: [id], reason: 'Overdue' };
    expect((await call('freeze', body, keys.d1)).body).toEqual({ error_details: [problem('CBC.99000035', id)] });
    for (const stranger of [wireIdOf(world.r2a.id), wireIdOf(newId('organization')), 'x']) {
      const answer = await call('freeze', { ...body, indirect_partner_id: stranger }, keys.d1);
      expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.99000037']);
    }
    const notGranted = await call('freeze', body, keys.r1a);
    expect([notGranted.status, notGranted.body['error_code']]).toEqual([403, 'CBC.0151']);
    expect(await frozenOf([id])).toEqual([null]);
    expect((await call('freeze', { ...body, ...reseller }, keys.d1)).body).toEqual({ error_details: null });
    expect((await call('unfreeze', { ...body, ...reseller }, keys.d1)).body).toEqual({ error_details: null });
    await database()
      .update(schema.organizations)
      .set({ freezesCustomers: true })
      .where(eq(schema.organizations.id, world.r1a.id));
    // From all but distributors `indirect_partner_id` is ignored.
    const ignored = { ...body, indirect_partner_id: wireIdOf(world.s2.id) };
    expect((await call('freeze', ignored, keys.r1a)).body).toEqual({ error_details: null });
    expect(await frozenOf([id])).toEqual(['account']);
  });

  it('refuse a bad reason for all, and keys that only read', async () => {
    const [id = ''] = await customersOf(world.s1, 1);
    const hidden = await call('freeze', { customer_ids: [id], reason: 'a\u202Eb' });
    expect([hidden.status, hidden.body['error_code'], hidden.body['error_msg']]).toEqual([
      400,
      'CBC.0100',
      expect.stringContaining('reason'),
    ]);
    const readOnly = await call('freeze', { customer_ids: [id], reason: 'x' }, keys.readOnly);
    expect([readOnly.status, readOnly.body['error_code']]).toEqual([403, 'CBC.0151']);
    expect(await frozenOf([id])).toEqual([null]);
  });
});

describe('ListSubCustomerNewTag', () => {
  it('[T3] tells the tags of own customers, those asked for or all, page by page', async () => {
    const mine = await customersOf(world.s1, 3);
    const [foreign = ''] = await customersOf(world.s2, 1);
    const tag = (id: string, newTag: 'Y' | 'N' | 'UNDETERMINED', from: string | null) =>
      database()
        .update(schema.customers)
        .set({ newTag, newTagFrom: from, newTagUntil: from })
        .where(sql`id = ${id}::uuid`);
    const [first = '', second = '', unknown = ''] = mine;
    await tag(first, 'Y', '2026-01-01');
    await tag(second, 'N', null);
    await tag(foreign, 'Y', '2026-01-01');
    const item = (id: string, newTag: string, at: string | null) => ({
      customer_id: id,
      customer_tag_type: 'SMB',
      new_customer_tag: newTag,
      effective_time: at,
      expire_time: at,
    });
    const asked = await call('tags', { customer_ids: [first, foreign, unknown, 'x', wireIdOf(newId('customer'))] });
    expect(asked.body).toEqual({ new_customer_tags: [item(first, 'Y', '2026-01-01T00:00:00Z')] });
    const idsIn = async (body: object, key = keys.s1) => {
      const tags: unknown = (await call('tags', body, key)).body['new_customer_tags'];
      return (Array.isArray(tags) ? tags : []).map((one: { customer_id: string }) => one.customer_id);
    };
    const all = await idsIn({ customer_ids: [], limit: 200 });
    expect(all.toSorted()).toEqual([first, second].toSorted());
    expect([...(await idsIn({ limit: 1 })), ...(await idsIn({ limit: 1, offset: 1 }))]).toEqual(all);
    expect(await idsIn({ customer_ids: [first] }, keys.d1)).toEqual([]);
    const limits = await Promise.all([201, 0].map((limit) => call('tags', { limit })));
    expect(limits.map(({ body }) => body['error_code'])).toEqual(['CBC.0100', 'CBC.0100']);
  });

  it('looks with a reseller’s eyes for its distributor', async () => {
    const [id = ''] = await customersOf(world.r1b, 1);
    await database().update(schema.customers).set({ newTag: 'UNDETERMINED' }).where(sql`id = ${id}::uuid`);
    const asked = { customer_ids: [id] };
    expect((await call('tags', asked, keys.d1)).body).toEqual({ new_customer_tags: [] });
    const seen = await call('tags', { ...asked, indirect_partner_id: wireIdOf(world.r1b.id) }, keys.d1);
    expect(seen.body).toMatchObject({ new_customer_tags: [{ customer_id: id, new_customer_tag: 'UNDETERMINED' }] });
    const foreign = await call('tags', { ...asked, indirect_partner_id: wireIdOf(world.r2a.id) }, keys.d1);
    expect(foreign.body['error_code']).toBe('CBC.99000037');
  });
});

it('what the console froze is frozen for the API, and the other way round', async () => {
  const [id = ''] = await customersOf(world.s1, 1);
  const customerId = asKind('customer', (await idFor(id)).id);
  await restrictCustomer(actorOf(world.s1), freshKey(), { customerId, level: 'account', reason: 'By hand' });
  const answer = await call('freeze', { customer_ids: [id], reason: 'By program' });
  expect(answer.body).toEqual({ error_details: [problem('CBC.0101', id)] });
});

const idFor = async (wire: string) => {
  const [row] = await database()
    .select({ id: schema.organizations.id })
    .from(schema.organizations)
    .where(sql`id = ${wire}::uuid`);
  if (!row) throw new Error(`no customer ${wire}`);
  return row;
};

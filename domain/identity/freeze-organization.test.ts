import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';
import { freezeOrganization } from './freeze-organization';
import { unfreezeOrganization } from './unfreeze-organization';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const { organizations, sessions } = schema;
const operator = () => actorOf(world.operator);
const partner = () => makeOrganization({ code: `F${freshKey().slice(-4)}`, kind: 'solution_provider' });
const stateOf = async (id: World['s1']['id']) => {
  const [row] = await database().select().from(organizations).where(eq(organizations.id, id));
  return row && { state: row.state, reason: row.frozenReason, since: row.frozenAt };
};
async function openSession(of: World['s1']) {
  const id = newId('session');
  const now = sql`clock_timestamp()`;
  await database().insert(sessions).values({
    id,
    organizationId: of.id,
    rootId: of.rootId,
    userId: of.users.admin,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now,
  });
  return async () => (await database().select().from(sessions).where(eq(sessions.id, id)))[0]?.endedReason;
}
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

describe('freezing an organization', () => {
  it('[T13] freezes it, keeps the reason, and signs its people out', async () => {
    const frozen = await partner();
    const [own, others] = [await openSession(frozen), await openSession(world.s2)];
    const { outcome, grown } = await watched(() =>
      freezeOrganization(operator(), freshKey(), { organizationId: frozen.id, reason: ' Overdue report ' }),
    );
    expect(outcome).toEqual({ ok: true, id: frozen.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await stateOf(frozen.id)).toMatchObject({ state: 'frozen', reason: 'Overdue report' });
    expect([await own(), await others()]).toEqual(['frozen', null]);
  });

  it('[M17] lets no allocation through that was asked for after the freeze was acknowledged', async () => {
    const frozen = await partner();
    const customer = await makeCustomer(frozen, 'F-c', 'resale');
    const freeze = freezeOrganization(operator(), freshKey(), { organizationId: frozen.id, reason: 'audit' });
    const allocate = () =>
      allocateFunds(actorOf(frozen), freshKey(), { customerId: customer.customerId, amount: '1.00' });
    await freeze;
    const outcomes = await Promise.all(Array.from({ length: 8 }, allocate));
    expect(new Set(outcomes.map((outcome) => !outcome.ok && outcome.code))).toEqual(new Set(['organization_frozen']));
  });

  it('acts once for one key', async () => {
    const frozen = await partner();
    const key = freshKey();
    const call = () => freezeOrganization(operator(), key, { organizationId: frozen.id, reason: 'twice' });
    const outcomes = [await call(), await call()];
    expect(outcomes).toMatchObject([{ replayed: false }, { replayed: true, id: frozen.id }]);
  });

  it.each([
    ['the operator itself', () => world.operator.id],
    ['a customer', () => world.customers['S1']?.one.id],
    ['an id that names nothing', () => newId('organization')],
  ])('refuses %s and leaves one denial', async (_name, whom) => {
    const { outcome, grown } = await watched(() =>
      freezeOrganization(operator(), freshKey(), { organizationId: whom(), reason: 'no' }),
    );
    expect(outcome).toMatchObject({ ok: false, code: 'organization_not_found' });
    expect(grown).toEqual({ audit_entries: 1 });
  });

  it.each([
    ['no reason', { reason: undefined }, { reason: 'required' }],
    ['a blank reason', { reason: '  ' }, { reason: 'required' }],
    ['257 characters', { reason: '因'.repeat(257) }, { reason: 'too_long' }],
    ['[T5] a member more', { reason: 'x', state: 'active' }, { '': 'invalid' }],
  ])('refuses %s and leaves nothing', async (_name, changes, fields) => {
    const input = { organizationId: world.s2.id, ...changes };
    const { outcome, grown } = await watched(() => freezeOrganization(operator(), freshKey(), input));
    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields });
    expect(grown).toEqual({});
  });

  it('refuses what is frozen already', async () => {
    const frozen = await partner();
    const input = { organizationId: frozen.id, reason: 'once' };
    await freezeOrganization(operator(), freshKey(), input);
    const { outcome, grown } = await watched(() => freezeOrganization(operator(), freshKey(), input));
    expect(outcome).toMatchObject({ ok: false, code: 'already_frozen' });
    expect(grown).toEqual({});
  });

  it.each([
    ['finance of the operator', () => actorOf(world.operator, 'finance')],
    ['a partner, even itself', () => actorOf(world.s1)],
    ['a distributor, even its reseller', () => actorOf(world.d1)],
    ['a customer', () => actorOf(world.customers['S1']?.one ?? world.s1)],
  ])('[T2] is not for %s', async (_name, who) => {
    const { outcome, grown } = await watched(() =>
      freezeOrganization(who(), freshKey(), { organizationId: world.r1a.id, reason: 'mine' }),
    );
    expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(grown).toEqual({ audit_entries: 1 });
    expect(await stateOf(world.r1a.id)).toMatchObject({ state: 'active' });
  });
});

describe('unfreezing an organization', () => {
  it('makes it active and forgets the reason, which stays in the audit', async () => {
    const frozen = await partner();
    await freezeOrganization(operator(), freshKey(), { organizationId: frozen.id, reason: 'a while' });
    const outcome = await unfreezeOrganization(operator(), freshKey(), { organizationId: frozen.id });
    expect(outcome).toMatchObject({ ok: true, id: frozen.id });
    expect(await stateOf(frozen.id)).toEqual({ state: 'active', reason: null, since: null });
    const [entry] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`action = 'organizations.unfreeze' and subject_id = ${frozen.id}`);
    expect(entry?.detail).toEqual({ reasonWas: 'a while' });
  });

  it('refuses what is not frozen, and what is not there', async () => {
    const call = (organizationId: unknown) => unfreezeOrganization(operator(), freshKey(), { organizationId });
    expect(await call(world.s1.id)).toMatchObject({ ok: false, code: 'not_frozen' });
    expect(await call(newId('organization'))).toMatchObject({ ok: false, code: 'organization_not_found' });
    expect(await call(world.customers['S1']?.frozen.id)).toMatchObject({ ok: false, code: 'organization_not_found' });
    expect(await unfreezeOrganization(actorOf(world.s1), freshKey(), { organizationId: world.s1.id })).toMatchObject({
      ok: false,
      code: 'not_permitted',
    });
  });
});

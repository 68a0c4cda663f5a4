import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { watched } from '@/tests/join-scenes';
import { codeSentTo, makeReport } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { associateCreatedCustomers } from './associate-created-customers';
import { createCustomer } from './create-customer';
import { sendCustomerCode } from './send-customer-code';

const { associationAttempts, associations, customers, organizations, pendingAssociations, users } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const program = (partner = world.s1) => actorOf(partner, 'admin', { via: 'api_key', userId: null, sessionId: null });
const request = (changes: object = {}) => ({
  domainName: null,
  mobile: null,
  code: null,
  platformType: 'TEST_IDP',
  platformUserId: freshKey(),
  password: null,
  refusesMarketing: true,
  type: 'resale',
  resellerId: null,
  awaitsAssociation: false,
  ...changes,
});
const create = (changes: object = {}, who = program(), key = freshKey()) => createCustomer(who, key, request(changes));

const relationOf = async (outcome: { ok: boolean; id?: string }) => {
  const { rows } = await database().execute<{ organization_id: string }>(
    sql`select a.* from associations a where a.customer_id = ${sql.param(outcome.id, customers.id)}`,
  );
  return rows;
};
async function drain(): Promise<number> {
  let done = 0;
  while ((await associateCreatedCustomers()) > 0) done += 1;
  return done;
}
/** A number, and the code that was sent to it. */
async function proven() {
  const mobile = freshMobile();
  const sent = { mobile, minutes: 10, language: 'zh-CN', purpose: 'register', customerId: null };
  expect(await sendCustomerCode(program(), freshKey(), sent)).toMatchObject({ ok: true });
  return { mobile, code: await codeSentTo(mobile) };
}

describe('a customer made by a program', () => {
  it('has its account at once and its partner a little later', async () => {
    const { mobile, code } = await proven();
    const { outcome, grown } = await watched(() =>
      create({ domainName: 'acme-cloud-01', mobile, code, password: 'Kolibri7' }),
    );
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      customers: 1,
      ledger_accounts: 1,
      ledger_balances: 1,
      organizations: 1,
      pending_associations: 1,
      users: 1,
    });
    expect(await relationOf(outcome)).toEqual([]);
    const { grown: settled } = await watched(drain);
    expect(settled).toEqual({ association_attempts: 1, associations: 1, audit_entries: 1, outbox_events: 1 });
    expect(await drain()).toBe(0);
    if (!outcome.ok) throw new Error(outcome.code);
    const [row] = await database().select().from(customers).where(eq(customers.id, outcome.id));
    expect(row).toMatchObject({ platformPartnerId: world.s1.id, platformType: 'TEST_IDP', refusesMarketing: true });
    expect(row?.newTag).toBe('UNDETERMINED');
    const [person] = await database().select().from(users).where(eq(users.name, 'acme-cloud-01'));
    expect(person?.email).toMatch(/^acme-cloud-01@[0-9a-f]{24}\.invalid$/);
    expect(person?.passwordHash).toMatch(/^\$argon2id\$/);
  });

  it('gets a name of 32 characters and no password where none was given', async () => {
    const outcome = await create({ awaitsAssociation: true, type: 'referral' });
    if (!outcome.ok) throw new Error(outcome.code);
    const [made] = await database()
      .select()
      .from(organizations)
      .where(sql`id = ${sql.param(outcome.id, customers.id)}`);
    expect(made?.accountName).toMatch(/^c[0-9a-f]{31}$/);
    const [person] = await database()
      .select()
      .from(users)
      .where(eq(users.name, made?.accountName ?? ''));
    expect(person?.passwordHash).toBeNull();
    expect(await relationOf(outcome)).toMatchObject([{ type: 'referral' }]);
  });

  it('is made once with one key, also when it is sent twice at once and its code is used up', async () => {
    const number = await proven();
    const key = freshKey();
    const same = request({ ...number, password: 'Kolibri7' });
    const call = () => createCustomer(program(), key, same);
    const before = await rowCounts();
    const outcomes = [...(await Promise.all([call(), call()])), await call()];
    expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.id)).size).toBe(1);
    expect(grownBy(before, await rowCounts())).toMatchObject({ customers: 1, users: 1 });
    expect(await createCustomer(program(), key, { ...same, type: 'referral' })).toMatchObject({
      code: 'request_reused',
    });
  });

  it('leaves its password nowhere: another password with the same key is the same request', async () => {
    const key = freshKey();
    const same = request({ password: 'Kolibri7' });
    await createCustomer(program(), key, same);
    expect(await createCustomer(program(), key, { ...same, password: 'Another8' })).toMatchObject({ replayed: true });
  });

  it('belongs to the reseller its distributor names', async () => {
    const outcome = await create({ resellerId: world.r1a.id, awaitsAssociation: true }, program(world.d1));
    if (!outcome.ok) throw new Error(outcome.code);
    const [row] = await database().select().from(associations).where(eq(associations.customerId, outcome.id));
    expect(row).toMatchObject({ organizationId: world.r1a.id, rootId: world.d1.id });
  });

  it('is the sender’s own where somebody who has no resellers names one', async () => {
    const outcome = await create({ resellerId: world.r1a.id, awaitsAssociation: true });
    if (!outcome.ok) throw new Error(outcome.code);
    const [row] = await database().select().from(associations).where(eq(associations.customerId, outcome.id));
    expect(row?.organizationId).toBe(world.s1.id);
  });
});

describe('a customer that is not made leaves nothing', () => {
  const cases: readonly (readonly [string, () => Promise<object>, object])[] = [
    ['account_name_taken', async () => ({ domainName: await takenName() }), {}],
    ['code_wrong', async () => ({ mobile: (await proven()).mobile, code: 'abc' }), {}],
    ['code_expired', async () => ({ mobile: freshMobile(), code: '123456' }), {}],
    ['password_too_weak', async () => ({ password: 'onlyletters' }), { password: 'password_of_contract' }],
    ['password_too_weak', async () => ({ password: 'Short7' }), { password: 'password_of_contract' }],
    ['password_too_weak', async () => ({ domainName: 'abcdefg-1', password: '1-GFEDCBA' }), {}],
    ['platform_user_taken', async () => ({ platformUserId: await takenUser() }), {}],
    ['reported_by_platform', async () => ({ ...(await reservedNumber()) }), {}],
    ['invalid_input', async () => ({ domainName: 'op_abcdef' }), { domainName: 'invalid_domain_name' }],
    ['invalid_input', async () => ({ domainName: '12345' }), { domainName: 'invalid_domain_name' }],
    ['invalid_input', async () => ({ domainName: 'abcd' }), { domainName: 'invalid_domain_name' }],
    ['invalid_input', async () => ({ mobile: '23800000000', code: '1' }), { mobile: 'invalid_mobile' }],
    ['invalid_input', async () => ({ mobile: freshMobile() }), { code: 'required' }],
  ];
  it.each(cases)('%s (%#)', async (code, changes, fields) => {
    const given = await changes();
    const { outcome, grown } = await watched(() => create(given));
    expect(outcome).toMatchObject({ ok: false, code, fields });
    expect(grown).toEqual({});
  });
  const takenName = async () => {
    await create({ domainName: 'Taken-Name' });
    return 'taken-name';
  };
  const takenUser = async () => {
    await create({ platformUserId: 'u-taken' });
    return 'u-taken';
  };
  async function reservedNumber() {
    const number = await proven();
    await database()
      .insert(schema.reservedProspects)
      .values({
        id: newId('prospect'),
        organizationId: world.operator.id,
        rootId: world.operator.rootId,
        owner: 'platform',
        name: 'Ours',
        mobile: number.mobile,
      });
    return number;
  }

  it('the same user of two partners’ platforms is two users', async () => {
    const platformUserId = freshKey();
    expect(await create({ platformUserId })).toMatchObject({ ok: true });
    expect(await create({ platformUserId }, program(world.s2))).toMatchObject({ ok: true });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => create({ platformUserId: 'at-once' })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('mobile_limit_reached after as many as the platform allows', async () => {
    const { mobile, code } = await proven();
    await database().update(organizations).set({ mobile }).where(eq(organizations.kind, 'customer'));
    const { outcome, grown } = await watched(() => create({ mobile, code }));
    expect(outcome).toMatchObject({ ok: false, code: 'mobile_limit_reached' });
    expect(grown).toEqual({});
    await database().update(organizations).set({ mobile: null }).where(eq(organizations.kind, 'customer'));
  });

  it('development_not_allowed and partner_frozen, as for every way of joining', async () => {
    const partner = await makeOrganization({ code: 'DV', kind: 'solution_provider' });
    const set = (changes: object) =>
      database().update(organizations).set(changes).where(eq(organizations.id, partner.id));
    await set({ developsCustomers: false });
    expect((await watched(() => create({}, program(partner)))).outcome).toMatchObject({
      code: 'development_not_allowed',
    });
    await set({ developsCustomers: true, state: 'frozen', frozenAt: sql`clock_timestamp()` });
    const { outcome, grown } = await watched(() => create({}, program(partner)));
    expect(outcome).toMatchObject({ code: 'partner_frozen' });
    expect(grown).toEqual({});
  });

  it('[T3] a foreign reseller is answered like one that does not exist', async () => {
    const d1 = program(world.d1);
    const random = await create({ resellerId: newId('organization') }, d1);
    expect(random).toEqual({ ok: false, code: 'reseller_not_found', fields: {} });
    for (const id of [world.r2a.id, world.s1.id, world.d1.id, world.d2.id])
      expect(await create({ resellerId: id }, d1)).toEqual(random);
  });
});

describe('an association that does not come about', () => {
  it('leaves the account, and tells the partner why: awaited', async () => {
    const { mobile, code } = await proven();
    await makeReport(world.s2, mobile);
    const { outcome, grown } = await watched(() => create({ mobile, code, awaitsAssociation: true }));
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toMatchObject({ customers: 1, association_attempts: 1, outbox_events: 1 });
    expect(grown['associations']).toBeUndefined();
    if (!outcome.ok) throw new Error(outcome.code);
    const [attempt] = await database()
      .select()
      .from(associationAttempts)
      .where(eq(associationAttempts.customerId, outcome.id));
    expect(attempt).toMatchObject({ via: 'api', outcome: 'failed', cause: 'reported_by_another' });
  });

  it('and by the job', async () => {
    const { mobile, code } = await proven();
    await makeReport(world.s2, mobile);
    const outcome = await create({ mobile, code });
    await drain();
    if (!outcome.ok) throw new Error(outcome.code);
    const [row] = await database()
      .select()
      .from(pendingAssociations)
      .where(eq(pendingAssociations.customerId, outcome.id));
    expect(row).toMatchObject({ state: 'failed', cause: 'reported_by_another', finishedAt: expect.any(Date) });
  });

  it('is shared by two workers and picked up again after one was killed', async () => {
    await drain();
    await Promise.all(Array.from({ length: 6 }, () => create()));
    await test.owner.query(`create function die() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await test.owner.query(
      'create trigger die before update on pending_associations for each statement execute function die()',
    );
    const before = await rowCounts();
    await expect(associateCreatedCustomers()).rejects.toThrow();
    expect(grownBy(before, await rowCounts())).toEqual({});
    await test.owner.query('drop trigger die on pending_associations');
    const done = await Promise.all([drain(), drain(), drain()]);
    expect(done.reduce((sum, count) => sum + count)).toBe(6);
    expect(grownBy(before, await rowCounts())).toMatchObject({ associations: 6, association_attempts: 6 });
  });
});

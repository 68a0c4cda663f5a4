import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { linkTokenHash } from '@/domain/identity/sign-in-links';
import { asKind, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, balanceOf, freshKey, seedWorld, type World } from '@/tests/world';
import { createOrganization } from './create-organization';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

let made = 0;
function inputOf(changes: Record<string, unknown> = {}) {
  made += 1;
  return {
    kind: 'solution_provider',
    name: '新伙伴',
    nameEn: 'New Partner',
    accountName: `new-partner-${made}`,
    mobile: '138 1234-5678',
    email: 'Office@New.example',
    adminName: '李四',
    adminEmail: `admin${made}@new.example`,
    adminLanguage: 'en',
    ...changes,
  };
}
const create = (input: unknown, key = freshKey()) => createOrganization(actorOf(world.operator), key, input);
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const organizationOf = async (id: World['s1']['id']) => {
  const [row] = await database().select().from(schema.organizations).where(eq(schema.organizations.id, id));
  return row;
};

describe('creating an organization', () => {
  it('makes a partner that can hold money and whose administrator can sign in by the link', async () => {
    const input = inputOf();
    const { outcome, grown } = await watched(() => create(input));
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      ledger_accounts: 1,
      ledger_balances: 1,
      organizations: 1,
      outbox_events: 1,
      sign_in_links: 1,
      users: 1,
    });
    expect(await organizationOf(outcome.id)).toMatchObject({
      rootId: outcome.id,
      parentId: null,
      mobile: '13812345678',
      email: 'office@new.example',
      state: 'active',
    });
    expect(await balanceOf({ id: outcome.id })).toBe(0n);

    const token = new URL(outcome.once ?? '').searchParams.get('token') ?? '';
    const links = await database()
      .select({ link: schema.signInLinks, user: schema.users })
      .from(schema.signInLinks)
      .innerJoin(schema.users, eq(schema.users.id, schema.signInLinks.userId))
      .where(eq(schema.signInLinks.tokenHash, linkTokenHash(token)));
    expect(links).toHaveLength(1);
    expect(links[0]?.user).toMatchObject({
      organizationId: outcome.id,
      email: input.adminEmail,
      roles: ['admin'],
      language: 'en',
      passwordHash: null,
    });
    const lifeMs = Number(links[0]?.link.expiresAt) - Number(links[0]?.link.createdAt);
    expect(Math.round(lifeMs / 3_600_000)).toBe(72);
  });

  it('[P1] keeps neither the link nor personal data in audit, receipt or event', async () => {
    const input = inputOf();
    const outcome = await create(input);
    if (!outcome.ok) throw new Error(outcome.code);
    const entries = await database().select().from(schema.auditEntries);
    const events = await database().select().from(schema.outboxEvents);
    const kept = JSON.stringify([entries, events]);
    const token = new URL(outcome.once ?? '').searchParams.get('token') ?? 'none';
    for (const secret of [token, '13812345678', 'office@new.example', input.adminEmail]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('hangs a reseller on its distributor and a customer on its partner', async () => {
    const reseller = await create(inputOf({ kind: 'reseller', parentId: world.d1.id }));
    const customer = await create(inputOf({ kind: 'customer', partnerId: world.r1a.id, associationType: 'referral' }));
    if (!reseller.ok || !customer.ok) throw new Error('refused');
    expect(await organizationOf(reseller.id)).toMatchObject({ parentId: world.d1.id, rootId: world.d1.id });
    expect(await organizationOf(customer.id)).toMatchObject({ parentId: null, rootId: customer.id });
    const [association] = await database()
      .select()
      .from(schema.associations)
      .where(eq(schema.associations.customerId, asKind('customer', customer.id)));
    expect(association).toMatchObject({ organizationId: world.r1a.id, rootId: world.d1.id, type: 'referral' });
  });

  it('acts once for one key, and shows the link once', async () => {
    const [input, key] = [inputOf(), freshKey()];
    const first = await create(input, key);
    const { outcome, grown } = await watched(() => create(input, key));
    expect(first).toMatchObject({ ok: true, replayed: false, once: expect.stringContaining('token=') });
    expect(outcome).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
    expect(grown).toEqual({});
  });

  it.each([
    ['a reseller under a reseller', { kind: 'reseller', parentId: () => world.r1a.id }, 'parentId'],
    ['a reseller under nobody there', { kind: 'reseller', parentId: () => newId('organization') }, 'parentId'],
    ['a customer of the operator', { kind: 'customer', partnerId: () => world.operator.id }, 'partnerId'],
    ['a customer of a customer', { kind: 'customer', partnerId: () => world.customers['S1']?.one.id }, 'partnerId'],
  ])('refuses %s and leaves one denial', async (_name, { kind, ...ids }, field) => {
    const resolved = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id()]));
    const type = kind === 'customer' ? { associationType: 'resale' } : {};
    const { outcome, grown } = await watched(() => create(inputOf({ kind, ...resolved, ...type })));
    expect(outcome).toEqual({ ok: false, code: 'organization_not_found', fields: { [field]: 'not_found' } });
    expect(grown).toEqual({ audit_entries: 1 });
  });

  it('refuses an account name in any case and an address that are taken, also when two ask at once', async () => {
    const first = inputOf();
    await create(first);
    const sameName = inputOf({ accountName: first.accountName.toUpperCase() });
    const sameEmail = inputOf({ adminEmail: first.adminEmail.toUpperCase() });
    const { outcome, grown } = await watched(() => create(sameName));
    expect(outcome).toMatchObject({
      ok: false,
      code: 'account_name_taken',
      fields: { accountName: expect.any(String) },
    });
    expect(grown).toEqual({});
    expect(await create(sameEmail)).toMatchObject({ ok: false, code: 'email_taken' });
    const twin = inputOf();
    const twins = await Promise.all([create(twin), create({ ...twin, adminEmail: 'other@new.example' })]);
    expect(twins.map((outcome) => (outcome.ok ? 'made' : outcome.code)).toSorted()).toEqual([
      'account_name_taken',
      'made',
    ]);
  });

  it.each([
    ['the kind of the operator', { kind: 'operator' }, 'kind'],
    ['a reseller without a distributor', { kind: 'reseller' }, 'parentId'],
    ['a customer without a type', { kind: 'customer', partnerId: newId('organization') }, 'associationType'],
    ['a distributor under another', { kind: 'distributor', parentId: newId('organization') }, 'parentId'],
    ['an id of another kind', { kind: 'reseller', parentId: newId('user') }, 'parentId'],
    ['no name', { name: '' }, 'name'],
    ['an account name with a space', { accountName: 'a b' }, 'accountName'],
    ['letters for a number', { mobile: 'call me' }, 'mobile'],
    ['two addresses', { adminEmail: 'a@b.example,c@d.example' }, 'adminEmail'],
    ['[T5] a state', { state: 'frozen' }, ''],
    ['[T5] a balance', { balance: '1.00' }, ''],
    ['[T5] a root', { rootId: newId('organization') }, ''],
  ])('refuses %s and leaves nothing', async (_name, changes, field) => {
    const { outcome, grown } = await watched(() => create(inputOf(changes)));
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { [field]: expect.any(String) } });
    expect(grown).toEqual({});
  });

  it.each([
    ['finance of the operator', () => actorOf(world.operator, 'finance')],
    ['a distributor', () => actorOf(world.d1)],
  ])('[T2] is not for %s', async (_name, who) => {
    const { outcome, grown } = await watched(() => createOrganization(who(), freshKey(), inputOf()));
    expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(grown).toEqual({ audit_entries: 1 });
  });
});

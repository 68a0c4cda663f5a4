import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeInvitation } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, canary, freshKey, seedWorld, type World } from '@/tests/world';
import { makeCustomLink } from './make-custom-link';
import { openGeneralLink } from './open-general-link';
import { resendInvitation } from './resend-invitation';
import { withdrawInvitation } from './withdraw-invitation';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const { invitations } = schema;
const invitationOf = async (id: string) => {
  const [row] = await database()
    .select()
    .from(invitations)
    .where(eq(invitations.id, id as Id<'invitation'>));
  if (!row) throw new Error(id);
  return row;
};
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

describe('links', () => {
  it('a general link is made once per person and type, also at once, and carries the person’s name', async () => {
    const who = actorOf(world.s2, 'sales');
    const open = (type: string) => openGeneralLink(who, freshKey(), { type });
    const { outcome, grown } = await watched(() => Promise.all(Array.from({ length: 8 }, () => open('resale'))));
    const ids = new Set(outcome.map((one) => (one.ok ? one.id : one.code)));
    expect(ids.size).toBe(1);
    expect(grown).toEqual({ audit_entries: 8, command_receipts: 8, invitations: 1 });
    const [id = ''] = ids;
    expect(await invitationOf(id)).toMatchObject({
      kind: 'link',
      label: canary('S2', 'user-sales'),
      expiresAt: null,
      createdBy: world.s2.users.sales,
    });
    const other = await open('referral');
    expect(other.ok && other.id).not.toBe(id);
    await withdrawInvitation(who, freshKey(), { invitationId: id });
    const next = await open('resale');
    expect(next.ok && next.id).not.toBe(id);
  });

  it('a custom link needs a label of at most 64 characters', async () => {
    const make = (label: unknown) => makeCustomLink(actorOf(world.s1), freshKey(), { type: 'resale', label });
    const made = await make(` ${'标'.repeat(64)} `);
    expect(made.ok && (await invitationOf(made.id))).toMatchObject({ kind: 'custom_link', label: '标'.repeat(64) });
    const { outcome, grown } = await watched(async () => [
      await make('x'.repeat(65)),
      await make(' '),
      await make(null),
    ]);
    expect(outcome).toMatchObject([
      { fields: { label: 'too_long' } },
      { fields: { label: 'required' } },
      { fields: { label: 'required' } },
    ]);
    expect(grown).toEqual({});
  });

  it('[T3] are withdrawn once, by the partner; in sales by whoever made them', async () => {
    const sales = actorOf(world.s1, 'sales');
    const mine = await makeInvitation(sales);
    const others = [
      await makeInvitation(actorOf(world.s1)),
      await makeInvitation(actorOf(world.s2)),
      newId('invitation'),
    ];
    for (const invitationId of others) {
      const missing = { ok: false, code: 'invitation_not_found', fields: {} };
      expect(await withdrawInvitation(sales, freshKey(), { invitationId })).toEqual(missing);
      expect(await resendInvitation(sales, freshKey(), { invitationId, language: 'en' })).toEqual(missing);
    }
    expect(await withdrawInvitation(sales, freshKey(), { invitationId: mine })).toMatchObject({ ok: true });
    expect(await withdrawInvitation(sales, freshKey(), { invitationId: mine })).toMatchObject({
      code: 'invitation_not_open',
    });
  });
});

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeInvitation, makeProspect, makeReport } from '@/tests/onboarding';
import { actorOf, canary, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { listAttempts } from './history-queries';
import { findInvitation, listInvitations, listOwnLinks } from './invitation-queries';
import { makeCustomLink } from './make-custom-link';
import { openGeneralLink } from './open-general-link';
import { findDevelopment, listProspects } from './prospect-queries';
import { countPendingReports, findReport, listReports, type ReportFilter } from './report-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const partner = (code: string) => makeOrganization({ code: `${code}${freshKey()}`, kind: 'solution_provider' });
const scopeOf = (who: Actor) => readScope(who, who.kind === 'operator' ? 'onboarding.review' : 'onboarding.read');
const first = { limit: 50 };
const idsOf = async (who: Actor, filter: ReportFilter = {}) =>
  (await listReports(scopeOf(who), filter, first)).rows.map(({ id }) => id);

describe('reports', () => {
  it('[T3] a partner sees its own, in sales one’s own, the operator all but drafts', async () => {
    const one = await partner('rp');
    const [admin, sales] = [actorOf(one), actorOf(one, 'sales')];
    const ofAdmin = await makeReport(admin, 'pending');
    const draft = await makeReport(sales, 'draft');
    expect(await idsOf(admin)).toEqual([draft, ofAdmin]);
    expect(await idsOf(actorOf(one, 'viewer'))).toEqual([draft, ofAdmin]);
    expect(await idsOf(sales)).toEqual([draft]);
    expect(await idsOf(actorOf(world.operator), { partnerId: one.id })).toEqual([ofAdmin]);
    expect(await idsOf(actorOf(world.s2), { partnerId: one.id })).toEqual([]);
    expect(await findReport(scopeOf(sales), ofAdmin)).toBeUndefined();
    expect(await findReport(scopeOf(actorOf(world.s2)), ofAdmin)).toBeUndefined();
    expect(await findReport(scopeOf(actorOf(world.operator)), draft)).toBeUndefined();
    expect(await findReport(scopeOf(sales), draft)).toMatchObject({ id: draft, state: 'draft' });
    expect(await countPendingReports(scopeOf(admin))).toBe(0);
    expect(await countPendingReports(scopeOf(actorOf(world.operator)))).toBeGreaterThan(0);
  });

  it('[I11] are found by part of a name, whole number, id, state and day; signs of patterns are letters', async () => {
    const who = actorOf(await partner('rf'));
    const wanted = { customerName: '50%_Aé 客户', contactName: '王芳', label: 'Trade\\Fair', mobile: '13900009999' };
    const id = await makeReport(who, 'reported', wanted);
    await makeReport(who, 'pending', { customerName: '50xxAé' });
    for (const q of ['50%_', 'aÉ 客', '王芳', 'e\\f', '139 0000 9999', id, id.toUpperCase()])
      expect([q, await idsOf(who, { q })]).toEqual([q, [id]]);
    expect(await idsOf(who, { q: '%' })).toEqual([id]);
    for (const q of ['5_', '_xx', '13900009', '1390000999', newId('report'), "' or 1=1 --"])
      expect([q, await idsOf(who, { q })]).toEqual([q, []]);
    expect(await idsOf(who, { state: 'reported' })).toEqual([id]);
    const { rows } = await database().execute<{ today: string }>(
      sql`select to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as today`,
    );
    const today = rows[0]?.today;
    expect(await idsOf(who, { from: today, to: today })).toHaveLength(2);
    expect(await idsOf(who, { from: '2999-01-01' })).toEqual([]);
    expect(await idsOf(who, { to: '2000-01-01' })).toEqual([]);
    expect(await idsOf(who, { from: '2026-02-31' })).toEqual([]);
  });

  it('come masked, and the operator’s people stay nameless to partners', async () => {
    const who = actorOf(world.s1);
    const reviewedBy = world.operator.users.admin;
    const id = await makeReport(who, 'reported', { mobile: '13900001111', email: 'someone@x.example', reviewedBy });
    const row = await findReport(scopeOf(who), id);
    expect(row).toMatchObject({ mobile: '139****1111', email: 's***@x.example', reviewedBy: null });
    expect(await findReport(scopeOf(actorOf(world.operator)), id)).toMatchObject({
      reviewedBy: canary('V', 'user-admin'),
    });
  });

  it('page without losing or repeating any', async () => {
    const who = actorOf(await partner('pg'));
    const made = [];
    for (let count = 0; count < 7; count += 1) made.push(await makeReport(who, 'draft'));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listReports(scopeOf(who), {}, pageRequest({ after }, { key: 'instant', id: 'report' }, 3));
      seen.push(...page.rows.map(({ id }) => id));
      after = page.after;
    } while (after);
    expect(seen).toEqual(made.toReversed());
  });
});

describe('invitations and links', () => {
  it('[T3] are their maker’s in sales, the partner’s for others; only links that work show their address', async () => {
    const one = await partner('iv');
    const [admin, sales] = [actorOf(one), actorOf(one, 'sales')];
    const general = await openGeneralLink(sales, freshKey(), { type: 'resale' });
    const custom = await makeCustomLink(admin, freshKey(), { type: 'referral', label: 'Fair' });
    const mail = await makeInvitation(sales);
    if (!general.ok || !custom.ok) throw new Error();
    const ids = async (who: Actor) => (await listInvitations(scopeOf(who), {}, first)).rows.map(({ id }) => id);
    expect(await ids(admin)).toEqual([mail, custom.id, general.id]);
    expect(await ids(sales)).toEqual([mail, general.id]);
    expect(await ids(actorOf(world.s2))).toEqual([]);
    expect(await findInvitation(scopeOf(sales), custom.id)).toBeUndefined();
    expect(await findInvitation(scopeOf(actorOf(world.s2)), custom.id)).toBeUndefined();
    expect(await findInvitation(scopeOf(sales), mail)).toMatchObject({ address: null, email: 'p***@canary.example' });
    const shown = await findInvitation(scopeOf(admin), custom.id);
    expect(shown).toMatchObject({ label: 'Fair', isOwn: true, state: 'open', joinedCount: 0 });
    expect(shown?.address).toMatch(/^http:\/\/127\.0\.0\.1:4390\/join\/[\w-]{43}$/);
    expect((await listOwnLinks(scopeOf(sales))).map(({ id }) => id)).toEqual([general.id]);
    await database()
      .update(schema.invitations)
      .set({ withdrawnAt: sql`clock_timestamp()` })
      .where(sql`id = ${sql.param(custom.id, schema.invitations.id)}`);
    expect(await findInvitation(scopeOf(admin), custom.id)).toMatchObject({ state: 'withdrawn', address: null });
    expect(await listOwnLinks(scopeOf(admin))).toEqual([]);
    const states = await listInvitations(scopeOf(admin), { state: 'open', kind: 'email' }, first);
    expect(states.rows.map(({ id }) => id)).toEqual([mail]);
  });
});

describe('the history of attempts', () => {
  it('[T3] is the partner’s, in sales by one’s own invitations; a customer is named by id only while it is theirs', async () => {
    const customer = world.customers['S1']?.one;
    const stranger = world.customers['S2']?.one;
    const attempt = (values: Partial<typeof schema.associationAttempts.$inferInsert>) =>
      database()
        .insert(schema.associationAttempts)
        .values({
          id: newId('associationAttempt'),
          organizationId: world.s1.id,
          rootId: world.s1.rootId,
          via: 'link',
          type: 'resale',
          outcome: 'failed',
          cause: 'associated_with_another',
          ...values,
        });
    await attempt({
      outcome: 'associated',
      cause: null,
      customerId: customer?.customerId ?? null,
      customerName: 'Own',
    });
    await attempt({
      customerId: stranger?.customerId ?? null,
      customerName: 'Stranger',
      accountManagerId: world.s1.users.sales,
    });
    await attempt({ organizationId: world.s2.id, rootId: world.s2.rootId, customerName: 'Elsewhere' });
    const rows = async (who: Actor, filter = {}) => (await listAttempts(scopeOf(who), filter, first)).rows;
    expect(await rows(actorOf(world.s1))).toMatchObject([
      { customerName: 'Stranger', customerId: null, cause: 'associated_with_another' },
      { customerName: 'Own', customerId: customer?.customerId, outcome: 'associated' },
    ]);
    expect(await rows(actorOf(world.s1, 'sales'))).toMatchObject([{ customerName: 'Stranger' }]);
    expect(await rows(actorOf(world.s1), { outcome: 'associated' })).toHaveLength(1);
    expect(await rows(actorOf(world.s1), { q: 'stran' })).toMatchObject([{ customerName: 'Stranger' }]);
  });
});

describe('what only the operator sees', () => {
  it('reserved prospects, by name, number and address, and who may develop customers', async () => {
    const operator = actorOf(world.operator);
    const id = await makeProspect(operator, '13700001234');
    const ids = async (who: Actor, q?: string) => (await listProspects(scopeOf(who), { q }, first)).rows;
    for (const q of [undefined, 'kept', '137 0000 1234'])
      expect(await ids(operator, q)).toMatchObject([{ id, mobile: '137****1234' }]);
    expect(await ids(operator, 'nothing')).toEqual([]);
    expect(await ids(actorOf(world.s1))).toEqual([]);
    expect(await findDevelopment(scopeOf(operator), world.s1.id)).toEqual({ developsCustomers: true });
    expect(await findDevelopment(scopeOf(actorOf(world.s1)), world.s1.id)).toBeUndefined();
  });
});

import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import type { Obstacle } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { unfreezeOrganization } from '@/domain/identity/unfreeze-organization';
import type { Id } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { freshMobile, makeReport, newReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';
import { grantDevelopment } from './grant-development';
import { releaseProspect } from './release-prospect';
import { reportCustomer } from './report-customer';
import { reserveProspect } from './reserve-prospect';
import { reviewReport } from './review-report';
import { saveReport } from './save-report';
import { submitReport } from './submit-report';

let test: TestDatabase;
let world: World;
let operator: Actor;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = actorOf(world.operator);
});
afterAll(() => test.close());

const { customerReports, customers, outboxEvents, auditEntries } = schema;
const reportOf = async (id: string) => {
  const [row] = await database()
    .select()
    .from(customerReports)
    .where(eq(customerReports.id, id as Id<'report'>));
  if (!row) throw new Error(id);
  return row;
};
const eventsOf = async (id: string) =>
  (await database().select().from(outboxEvents).where(eq(outboxEvents.subjectId, id))).map(
    ({ kind, organizationId }) => ({
      kind,
      organizationId,
    }),
  );
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const setting = (key: string, value: number) =>
  database()
    .insert(schema.settings)
    .values({ organizationId: world.operator.id, rootId: world.operator.rootId, key, value })
    .onConflictDoUpdate({ target: [schema.settings.organizationId, schema.settings.key], set: { value } });
const partner = (code: string) => makeOrganization({ code: `${code}${freshKey()}`, kind: 'solution_provider' });
const report = (who: Actor, changes: Record<string, unknown> = {}) =>
  reportCustomer(who, freshKey(), newReport(changes));
const review = (reportId: string, decision: 'approve' | 'reject' = 'approve', note: string | null = 'Checked') =>
  reviewReport(operator, freshKey(), { reportId, decision, note });

describe('what cannot be reported is refused with its reason, and leaves nothing', () => {
  /** The same refusal for reporting at once and for submitting a draft; neither changes anything. */
  async function bothRefuse(who: Actor, prospect: Record<string, unknown>, code: string) {
    const reportId = await makeReport(who, 'draft', prospect);
    const { outcome, grown } = await watched(async () => [
      await report(who, prospect),
      await submitReport(who, freshKey(), { reportId }),
    ]);
    expect(outcome).toEqual([
      { ok: false, code, fields: {} },
      { ok: false, code, fields: {} },
    ]);
    expect(grown).toEqual({});
    expect((await reportOf(reportId)).state).toBe('draft');
  }

  it('organization_frozen', async () => {
    const organizationId = (await partner('fz')).id;
    const who = { ...actorOf(world.s1), organizationId, rootId: organizationId };
    await freezeOrganization(operator, freshKey(), { organizationId, reason: 'x' });
    await bothRefuse(who, {}, 'organization_frozen');
    expect(await saveReport(who, freshKey(), newReport())).toMatchObject({ code: 'organization_frozen' });
    await unfreezeOrganization(operator, freshKey(), { organizationId });
    expect(await report(who)).toMatchObject({ ok: true });
  });

  it('development_not_allowed', async () => {
    const one = await partner('dev');
    const grant = (develops: string) => grantDevelopment(operator, freshKey(), { organizationId: one.id, develops });
    expect(await grant('no')).toMatchObject({ ok: true });
    await bothRefuse(actorOf(one), {}, 'development_not_allowed');
    expect(await saveReport(actorOf(one), freshKey(), newReport())).toMatchObject({ code: 'development_not_allowed' });
    expect(await grant('yes')).toMatchObject({ ok: true });
    expect(await report(actorOf(one))).toMatchObject({ ok: true });
    const kept = await database()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subjectId, one.id))
      .orderBy(auditEntries.at);
    expect(kept.map(({ detail }) => detail)).toEqual([
      { developsCustomersWas: true, developsCustomers: false },
      { developsCustomersWas: false, developsCustomers: true },
    ]);
  });

  it('contact_data_missing, with neither number nor address; one of both is enough', async () => {
    const one = await partner('con');
    // The application may not change these: the owner does.
    const byOwner = (column: string, value: string | null) =>
      test.owner.query(`update organizations set ${column} = $1 where account_name like lower($2)`, [
        value,
        `${one.code}-%`,
      ]);
    await byOwner('mobile', null);
    expect(await report(actorOf(one))).toMatchObject({ ok: true });
    await byOwner('email', null);
    await bothRefuse(actorOf(one), {}, 'contact_data_missing');
  });

  it('too_many_reports: pending and valid ones are counted, others are not', async () => {
    const one = await partner('max');
    const who = actorOf(one);
    await setting('reports_max', 4);
    const states: ReportState[] = ['draft', 'rejected', 'expired', 'withdrawn', 'associated', 'failed'];
    for (const state of states) await makeReport(who, state);
    await makeReport(who, 'reported', { expiresAt: sql`clock_timestamp() - interval '1 second'` });
    await makeReport(who, 'reported');
    for (let count = 1; count < 4; count += 1) expect(await report(who)).toMatchObject({ ok: true });
    await bothRefuse(who, {}, 'too_many_reports');
    await setting('reports_max', 100);
  });

  it('too_many_reports: two at once do not get past the limit together', async () => {
    const one = await partner('race');
    await setting('reports_max', 3);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => report(actorOf(one))));
    await setting('reports_max', 100);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['too_many_reports']),
    );
  });

  it('already_reported: by another partner while it is valid, and by itself', async () => {
    const mobile = freshMobile();
    await makeReport(actorOf(world.s2), 'reported', { mobile });
    await bothRefuse(actorOf(world.s1), { mobile }, 'already_reported');
    await bothRefuse(actorOf(world.s2), { mobile }, 'already_reported');
    const pending = freshMobile();
    await makeReport(actorOf(world.s1), 'pending', { mobile: pending });
    await bothRefuse(actorOf(world.s1), { mobile: pending }, 'already_reported');
    expect(await report(actorOf(world.s2), { mobile: pending })).toMatchObject({ ok: true });
  });

  it('already_reported no longer, once the days are over, even before the job has been there', async () => {
    const mobile = freshMobile();
    const expiresAt = sql`clock_timestamp() - interval '1 second'`;
    const earlier = await makeReport(actorOf(world.s2), 'reported', { mobile, expiresAt });
    const next = await report(actorOf(world.s1), { mobile });
    expect(next.ok && (await review(next.id))).toMatchObject({ ok: true });
    expect(await reportOf(earlier)).toMatchObject({ state: 'expired', endedAt: expect.any(Date) });
    expect(await eventsOf(earlier)).toEqual([{ kind: 'report.expired', organizationId: world.s2.id }]);
  });

  it.each([
    ['direct_sales', 'owned_by_direct_sales'],
    ['platform', 'reported_by_platform'],
    ['online_sales', 'owned_by_online_sales'],
    ['sales_support', 'owned_by_sales_support'],
  ])('%s: %s, by number and by address, until it is released', async (owner, code) => {
    const mobile = freshMobile();
    const email = `${mobile}@kept.example`;
    const reserve = (known: object) => reserveProspect(operator, freshKey(), { owner, name: 'Kept', ...known });
    const byMobile = await reserve({ mobile });
    const byEmail = await reserve({ email: email.toUpperCase() });
    await bothRefuse(actorOf(world.s1), { mobile }, code);
    await bothRefuse(actorOf(world.s1), { email }, code);
    for (const made of [byMobile, byEmail]) {
      if (!made.ok) throw new Error(made.code);
      expect(await releaseProspect(operator, freshKey(), { prospectId: made.id })).toMatchObject({ ok: true });
      expect(await releaseProspect(operator, freshKey(), { prospectId: made.id })).toMatchObject({
        code: 'prospect_not_found',
      });
    }
    expect(await report(actorOf(world.s1), { mobile, email })).toMatchObject({ ok: true });
  });

  /** A customer with that number, registered some days ago and associated with nobody. */
  async function registered(mobile: string, days: number, obstacles: Obstacle[] = []) {
    const customer = await makeCustomer(world.s2, `reg${freshKey()}`, 'resale');
    await test.owner.query(
      `update organizations set mobile = $1, created_at = clock_timestamp() - make_interval(days => $2)
        where id = (select customer_id from associations where ended_at is null order by associated_at desc limit 1)`,
      [mobile, days],
    );
    await database().update(customers).set({ obstacles }).where(eq(customers.id, customer.customerId));
    const leave = () =>
      database()
        .update(schema.associations)
        .set({ endedAt: sql`clock_timestamp()` })
        .where(eq(schema.associations.customerId, customer.customerId));
    return { customer, leave };
  }

  it('customer_registered_long_ago: after seven days, or with cash consumption; 0 days is no limit', async () => {
    const [young, old, spender] = [freshMobile(), freshMobile(), freshMobile()];
    for (const { leave } of [
      await registered(young, 6),
      await registered(old, 8),
      await registered(spender, 1, ['cash_consumption']),
    ])
      await leave();
    expect(await report(actorOf(world.s1), { mobile: young })).toMatchObject({ ok: true });
    await bothRefuse(actorOf(world.s1), { mobile: old }, 'customer_registered_long_ago');
    await bothRefuse(actorOf(world.s1), { mobile: spender }, 'customer_registered_long_ago');
    await setting('account_age_days_max', 0);
    expect(await report(actorOf(world.s1), { mobile: old })).toMatchObject({ ok: true });
    await bothRefuse(actorOf(world.s1), { mobile: spender }, 'customer_registered_long_ago');
    await setting('account_age_days_max', 7);
  });

  it('already_associated with the partner itself, associated_with_another else', async () => {
    const mobile = freshMobile();
    await registered(mobile, 1);
    await bothRefuse(actorOf(world.s2), { mobile }, 'already_associated');
    await bothRefuse(actorOf(world.s1), { mobile }, 'associated_with_another');
  });
});

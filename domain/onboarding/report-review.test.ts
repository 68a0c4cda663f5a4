import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import type { Actor } from '@/domain/actor';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { unfreezeOrganization } from '@/domain/identity/unfreeze-organization';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { freshMobile, makeProspect, makeReport, newReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { grantDevelopment } from './grant-development';
import { reportCustomer } from './report-customer';
import { reserveProspect } from './reserve-prospect';
import { reviewReport } from './review-report';

let test: TestDatabase;
let world: World;
let operator: Actor;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = actorOf(world.operator);
});
afterAll(() => test.close());

const { customerReports } = schema;
const reportOf = async (id: string) => {
  const [row] = await database()
    .select()
    .from(customerReports)
    .where(eq(customerReports.id, id as Id<'report'>));
  if (!row) throw new Error(id);
  return row;
};
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const partner = (code: string) => makeOrganization({ code: `${code}${freshKey()}`, kind: 'solution_provider' });
const report = (who: Actor, changes: Record<string, unknown> = {}) =>
  reportCustomer(who, freshKey(), newReport(changes));
const review = (reportId: string, decision: 'approve' | 'reject' = 'approve', note: string | null = 'Checked') =>
  reviewReport(operator, freshKey(), { reportId, decision, note });

describe('the review', () => {
  it('rejects with a note the partner reads, and the prospect is free', async () => {
    const mobile = freshMobile();
    const reportId = await makeReport(actorOf(world.s1), 'pending', { mobile });
    expect(await review(reportId, 'reject', null)).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: { note: 'required' },
    });
    expect(await review(reportId, 'reject', 'Not a company')).toMatchObject({ ok: true });
    expect(await reportOf(reportId)).toMatchObject({
      state: 'rejected',
      reviewNote: 'Not a company',
      expiresAt: null,
      endedAt: expect.any(Date),
    });
    expect(await report(actorOf(world.s1), { mobile })).toMatchObject({ ok: true });
  });

  it('is given once, and never to drafts', async () => {
    const done = await makeReport(actorOf(world.s1), 'pending');
    expect(await review(done)).toMatchObject({ ok: true });
    const others: ReportState[] = ['reported', 'rejected', 'expired', 'withdrawn', 'associated', 'failed'];
    const ids = [done, ...(await Promise.all(others.map((state) => makeReport(actorOf(world.s1), state))))];
    for (const id of ids) expect(await review(id)).toEqual({ ok: false, code: 'report_not_open', fields: {} });
    const draft = await makeReport(actorOf(world.s1), 'draft');
    for (const id of [draft, newId('report')])
      expect(await review(id)).toEqual({ ok: false, code: 'report_not_found', fields: {} });
  });

  it('asks everything about the prospect again before approving, nothing before rejecting', async () => {
    const [mobile, kept] = [freshMobile(), freshMobile()];
    await makeReport(actorOf(world.s2), 'reported', { mobile });
    await makeProspect(operator, kept);
    for (const [number, code] of [
      [mobile, 'already_reported'],
      [kept, 'reported_by_platform'],
    ] as const) {
      const id = await makeReport(actorOf(world.s1), 'pending', { mobile: number });
      const { outcome, grown } = await watched(() => review(id));
      expect(outcome).toEqual({ ok: false, code, fields: {} });
      expect(grown).toEqual({});
      expect(await review(id, 'reject')).toMatchObject({ ok: true });
    }
  });

  it('does not approve for a partner that is frozen or may not develop customers', async () => {
    const one = await partner('rev');
    const id = await makeReport(actorOf(one), 'pending');
    await freezeOrganization(operator, freshKey(), { organizationId: one.id, reason: 'x' });
    expect(await review(id)).toMatchObject({ code: 'partner_frozen' });
    await unfreezeOrganization(operator, freshKey(), { organizationId: one.id });
    await grantDevelopment(operator, freshKey(), { organizationId: one.id, develops: 'no' });
    expect(await review(id)).toMatchObject({ code: 'development_not_allowed' });
    await grantDevelopment(operator, freshKey(), { organizationId: one.id, develops: 'yes' });
    expect(await review(id)).toMatchObject({ ok: true });
  });

  it('of partners that wait for one number lets one through, also at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const mobile = freshMobile();
      const ids = await Promise.all(
        [world.s1, world.s2, world.d1, world.r1a].map((who) => makeReport(actorOf(who), 'pending', { mobile })),
      );
      const outcomes = await Promise.all(ids.map((id) => review(id)));
      expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).toSorted()).toEqual([
        ...Array(3).fill('already_reported'),
        'ok',
      ]);
    }
  });

  it('of approving and rejecting at once one happens', async () => {
    const id = await makeReport(actorOf(world.s1), 'pending');
    const outcomes = await Promise.all([review(id, 'approve'), review(id, 'reject')]);
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).toSorted()).toEqual(['ok', 'report_not_open']);
  });
});

describe('the operator’s part', () => {
  it('a prospect needs a number or an address', async () => {
    const input = { owner: 'platform', name: 'Kept', mobile: '', email: null };
    expect(await reserveProspect(operator, freshKey(), input)).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: { mobile: 'required' },
    });
  });

  it('[T2] reviewing, keeping prospects and granting are the operator’s alone; customers are not partners', async () => {
    const reportId = await makeReport(actorOf(world.s1), 'pending');
    const who = actorOf(world.s1);
    expect(await reviewReport(who, freshKey(), { reportId, decision: 'approve', note: null })).toMatchObject({
      code: 'not_permitted',
    });
    const customer = world.customers['S1']?.one;
    for (const organizationId of [customer?.id, world.operator.id, newId('organization')])
      expect(await grantDevelopment(operator, freshKey(), { organizationId, develops: 'no' })).toMatchObject({
        code: 'organization_not_found',
      });
  });
});

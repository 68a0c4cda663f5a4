import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import type { Actor } from '@/domain/actor';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { freshMobile, makeInvitation, makeReport, newReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { reportCustomer } from './report-customer';
import { reviewReport } from './review-report';
import { saveReport } from './save-report';
import { submitReport } from './submit-report';
import { withdrawReport } from './withdraw-report';

let test: TestDatabase;
let world: World;
let operator: Actor;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = actorOf(world.operator);
});
afterAll(() => test.close());

const { customerReports, outboxEvents } = schema;
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
const report = (who: Actor, changes: Record<string, unknown> = {}) =>
  reportCustomer(who, freshKey(), newReport(changes));
const review = (reportId: string, decision: 'approve' | 'reject' = 'approve', note: string | null = 'Checked') =>
  reviewReport(operator, freshKey(), { reportId, decision, note });

describe('reporting a customer', () => {
  it('goes from draft to pending to reported for fifteen days, and everybody concerned hears of it', async () => {
    const who = actorOf(world.s1, 'sales');
    const saved = await watched(() => saveReport(who, freshKey(), newReport({ email: '', label: '  ', remark: null })));
    expect(saved.outcome).toMatchObject({ ok: true, replayed: false });
    expect(saved.grown).toEqual({ audit_entries: 1, command_receipts: 1, customer_reports: 1 });
    if (!saved.outcome.ok) throw new Error();
    const reportId = saved.outcome.id;
    expect(await reportOf(reportId)).toMatchObject({
      state: 'draft',
      submittedAt: null,
      reportedBy: world.s1.users.sales,
      email: null,
      label: null,
      organizationId: world.s1.id,
    });
    const submitted = await watched(() => submitReport(who, freshKey(), { reportId }));
    expect(submitted.outcome).toMatchObject({ ok: true, id: reportId });
    expect(submitted.grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await reportOf(reportId)).toMatchObject({ state: 'pending', submittedAt: expect.any(Date) });
    expect(await review(reportId)).toMatchObject({ ok: true, id: reportId });
    const reported = await reportOf(reportId);
    expect(reported).toMatchObject({
      state: 'reported',
      reviewedBy: world.operator.users.admin,
      reviewNote: 'Checked',
    });
    const [{ days } = { days: 0 }] = (
      await database().execute<{ days: number }>(
        sql`select extract(epoch from expires_at - reviewed_at) / 86400 as days from customer_reports where id = ${sql.param(reportId, customerReports.id)}`,
      )
    ).rows;
    expect(Number(days)).toBeCloseTo(15, 3);
    expect(await eventsOf(reportId)).toEqual([
      { kind: 'report.submitted', organizationId: world.s1.id },
      { kind: 'report.reviewed', organizationId: world.s1.id },
    ]);
  });

  it('straight to pending, once for one key', async () => {
    const key = freshKey();
    const input = newReport();
    const call = () => reportCustomer(actorOf(world.s1), key, input);
    const { outcome, grown } = await watched(async () => [await call(), await call()]);
    expect(outcome).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, customer_reports: 1, outbox_events: 1 });
  });

  it.each([
    ['+86 138-1234-5678', '13812345678'],
    ['１３８１２３４５６７９', '13812345679'],
    ['008613812345670', '13812345670'],
  ])('keeps the number %s as its digits', async (mobile, digits) => {
    const outcome = await saveReport(actorOf(world.s1), freshKey(), newReport({ mobile }));
    expect(outcome.ok && (await reportOf(outcome.id)).mobile).toBe(digits);
  });

  it.each<[Record<string, unknown>, unknown]>([
    [{ mobile: '12345' }, { mobile: 'invalid_mainland_mobile' }],
    [{ mobile: '85212345678' }, { mobile: 'invalid_mainland_mobile' }],
    [{ email: 'no address' }, { email: 'invalid_email' }],
    [{ customerName: ' ' }, { customerName: 'required' }],
    [{ customerName: 'a\u202Eb' }, { customerName: 'text_not_plain' }],
    [{ contactName: 'x\0y' }, { contactName: 'text_not_plain' }],
    [{ label: '标'.repeat(65) }, { label: 'too_long' }],
    [{ remark: 'x'.repeat(257) }, { remark: 'too_long' }],
    [{ organizationId: 'org_00000000000000000000000000' }, expect.anything()],
  ])('refuses what is written wrongly (%#) and leaves nothing', async (changes, fields) => {
    const { outcome, grown } = await watched(() => report(actorOf(world.s1), changes));
    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields });
    expect(grown).toEqual({});
  });

  it('keeps 64 characters of any script as they are', async () => {
    const label = '😀'.repeat(64);
    const outcome = await report(actorOf(world.s1), { label, customerName: '=HYPERLINK("x")<script>' });
    expect(outcome.ok && (await reportOf(outcome.id))).toMatchObject({
      label,
      customerName: '=HYPERLINK("x")<script>',
    });
  });
});

describe('taking a report back', () => {
  it('frees the prospect and ends the invitations sent for it', async () => {
    const who = actorOf(world.s1);
    const mobile = freshMobile();
    const reportId = await makeReport(who, 'reported', { mobile });
    const invitationId = await makeInvitation(who, reportId);
    expect(await withdrawReport(who, freshKey(), { reportId })).toMatchObject({ ok: true });
    expect(await reportOf(reportId)).toMatchObject({ state: 'withdrawn', endedAt: expect.any(Date) });
    const [invitation] = await database()
      .select()
      .from(schema.invitations)
      .where(eq(schema.invitations.id, invitationId));
    expect(invitation?.withdrawnAt).toBeInstanceOf(Date);
    expect(await report(actorOf(world.s2), { mobile })).toMatchObject({ ok: true });
  });

  it('is not possible any more once it has ended', async () => {
    const ended: ReportState[] = ['rejected', 'expired', 'withdrawn', 'associated', 'failed'];
    for (const state of ended) {
      const reportId = await makeReport(actorOf(world.s1), state);
      const { outcome, grown } = await watched(() => withdrawReport(actorOf(world.s1), freshKey(), { reportId }));
      expect(outcome).toEqual({ ok: false, code: 'report_not_open', fields: {} });
      expect(grown).toEqual({});
      expect(await submitReport(actorOf(world.s1), freshKey(), { reportId })).toMatchObject({
        code: 'report_not_open',
      });
    }
  });

  it('[T3] is for the partner’s own reports, in sales for one’s own', async () => {
    const sales = actorOf(world.s1, 'sales');
    const mine = await makeReport(sales, 'draft');
    const ids = [
      await makeReport(actorOf(world.s1), 'draft'),
      await makeReport(actorOf(world.s2), 'draft'),
      newId('report'),
    ];
    for (const run of [withdrawReport, submitReport]) {
      const outcomes = await Promise.all(ids.map((reportId) => run(sales, freshKey(), { reportId })));
      expect(outcomes).toEqual(ids.map(() => ({ ok: false, code: 'report_not_found', fields: {} })));
    }
    expect(await submitReport(sales, freshKey(), { reportId: mine })).toMatchObject({ ok: true });
    expect(await withdrawReport(actorOf(world.s1), freshKey(), { reportId: mine })).toMatchObject({ ok: true });
  });
});

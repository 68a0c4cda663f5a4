import { sql } from 'drizzle-orm';
import type pg from 'pg';
import { database, schema } from '@/db/client';
import type { PaymentProvider, RefundAnswer, RefundOrder } from '@/domain/recharge/payment-provider';
import { type TestRefundWord, testProvider, testRefundReference } from '@/domain/recharge/test-provider';
import { askDue } from '@/domain/withdrawals/ask-refunds';
import { type Id, uuidOf } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { notify, paidFor, received, signed, startedRecharge } from './payments';
import { approved, ask, heldOf, withdrawalRow } from './withdrawals';
import { balanceOf, type WorldOrganization } from './world';

/** Pays online. @returns the recharge, which is credited */
export async function paidOnline(partner: WorldOrganization, amount = '100.00'): Promise<Id<'onlineRecharge'>> {
  const id = await startedRecharge(partner, amount);
  const { status } = await notify(signed(paidFor(id, { amount })));
  if (status !== received.status) throw new Error(`the door answered ${status}`);
  return id;
}

/** By the original route, of which the recharges say everything. */
export const wayBack = (amount: string) => ({ kind: 'original', amount });

/** What a request has become: the withdrawals that were asked for together, the first one first. */
export async function partsOfRequest(id: Id<'withdrawal'>) {
  const { withdrawals } = schema;
  const rows = await database()
    .select()
    .from(withdrawals)
    .where(sql`id = ${uuidOf(id)}::uuid or asked_with = ${uuidOf(id)}::uuid`);
  return rows.toSorted((a, b) => Number(a.askedWith !== null) - Number(b.askedWith !== null) || (a.id < b.id ? -1 : 1));
}

/** The refund of a withdrawal, as the database has it. */
export async function refundOf(id: Id<'withdrawal'>) {
  const { paymentRefunds } = schema;
  const rows = await database()
    .select()
    .from(paymentRefunds)
    .where(sql`withdrawal_id = ${uuidOf(id)}::uuid`);
  return rows[0];
}

/** A withdrawal through the test provider that was asked for, approved, and put to the provider. @returns it and our number of the refund */
export async function askedRefund(
  world: { operator: WorldOrganization },
  partner: WorldOrganization,
  amount = '100.00',
): Promise<{ id: Id<'withdrawal'>; refundId: Id<'paymentRefund'> }> {
  await paidOnline(partner, amount);
  const id = await approved(world, partner, wayBack(amount));
  while ((await askDue([testProvider])) > 0);
  const refund = await refundOf(id);
  if (!refund) throw new Error('nobody was asked');
  return { id, refundId: refund.id };
}

/** What the provider says when a refund of 100.00 was made. */
export const refundedFor = (order: string, changes: Partial<TestRefundWord> = {}): TestRefundWord => ({
  ...{ type: 'refund.succeeded', refund: testRefundReference(order), order, amount: '100.00', currency: 'CNY' },
  ...changes,
});

/** The same when it failed. */
export const refundFailedFor = (order: string): TestRefundWord =>
  refundedFor(order, { type: 'refund.failed', failure: 'account_closed' });

/** Lets every refund of a partner that waits be due now, whoever has it in hand. */
export const letBeDue = ({ id }: WorldOrganization) =>
  database().execute(
    sql`update payment_refunds set next_at = clock_timestamp() where state = 'asked' and organization_id = ${uuidOf(id)}::uuid`,
  );

/** A provider with a memory: it gives back once for each number, however often it is asked, and counts what it was asked. */
export class ScriptedRefunds {
  readonly asked: RefundOrder[] = [];
  /** What it gave back, by number. */
  readonly given = new Map<string, string>();

  /** What it gave back of one payment, each time. */
  givenOf = (refund: { readonly id: string } | undefined): string[] =>
    [...this.given].flatMap(([id, amount]) => (id === refund?.id ? [amount] : []));
  /** What happens to the answers, in turn; then it answers. */
  readonly lost: boolean[] = [];
  /** How a refund ends when it is asked for. */
  outcome: 'refunded' | 'failed' | 'later' = 'later';

  readonly provider: PaymentProvider = {
    ...testProvider,
    refunds: { months: 11, ask: (order) => this.#answer(order) },
  };

  async #answer(order: RefundOrder): Promise<RefundAnswer> {
    this.asked.push(order);
    const amount = formatMoney(order.amount);
    if (this.outcome !== 'failed') {
      if ((this.given.get(order.id) ?? amount) !== amount) throw new Error('another amount under the same number');
      this.given.set(order.id, amount);
    }
    if (this.lost.shift()) throw new Error('the connection broke');
    const reference = testRefundReference(order.id);
    if (this.outcome === 'later') return { kind: 'accepted', reference };
    const failure = this.outcome === 'failed' ? 'account_closed' : null;
    return { kind: 'ended', result: this.outcome, reference, amount: order.amount, failure };
  }
}

/** Asks for money of both ways. */
export const askBack = (partner: WorldOrganization, amount: string, more: object = {}) =>
  ask(partner, { ...wayBack(amount), ...more });

/** What a partner has, and what is held of it. */
export const moneyOf = async (partner: WorldOrganization): Promise<bigint[]> => [
  await balanceOf(partner),
  await heldOf(partner),
];

/** What a withdrawal has come to. */
export const stateOf = async (id: Id<'withdrawal'>) => (await withdrawalRow(id)).state;

/** What came of each notification of a refund, in the order in which they came. */
export async function outcomesOf(refundId: Id<'paymentRefund'>) {
  const { paymentNotifications } = schema;
  const rows = await database()
    .select({ outcome: paymentNotifications.outcome })
    .from(paymentNotifications)
    .where(sql`refund_id = ${uuidOf(refundId)}::uuid`)
    .orderBy(paymentNotifications.createdAt);
  return rows.map(({ outcome }) => outcome);
}

/** What one test leaves to be asked is not asked in the next. */
export const askNoMore = (owner: pg.Pool) =>
  owner.query(`update payment_refunds set next_at = 'infinity' where state = 'asked'`);

import { randomUUID } from 'node:crypto';
import {
  type TestOrder,
  type TestPayment,
  type TestRefund,
  type TestRefundWord,
  testNotification,
  testReference,
  testRefundReference,
} from './test-provider';

/** What the test provider's page offers: two ways for a payment to end, and ways to misbehave. */
export const testActs = ['pay', 'fail', 'twice', 'reordered', 'old', 'forged', 'other_amount'] as const;
export type TestAct = (typeof testActs)[number];

/** Whether text is one of them. */
export const isTestAct = (text: unknown): text is TestAct => testActs.some((act) => act === text);

/** How long ago a notification was signed that comes too late, in milliseconds. */
const oldMs = 600_000;

type Sent = { headers: Record<string, string>; body: string }[];

/** The notifications that go out for an act, in their order. */
export function notificationsFor(order: TestOrder, act: TestAct, at: Date): Sent {
  const { orderId, amount, currency } = order;
  const paid: TestPayment = {
    ...{ type: 'payment.paid', payment: testReference(orderId), order: orderId, amount, currency },
  };
  return sentFor(act, at, paid, { ...paid, type: 'payment.failed', failure: 'declined' });
}

/** The same about a refund. */
export function refundNotificationsFor({ refundId, amount, currency }: TestRefund, act: TestAct, at: Date): Sent {
  const refunded: TestRefundWord = {
    ...{ type: 'refund.succeeded', refund: testRefundReference(refundId), order: refundId, amount, currency },
  };
  return sentFor(act, at, refunded, { ...refunded, type: 'refund.failed', failure: 'account_closed' });
}

function sentFor<Word extends TestPayment | TestRefundWord>(act: TestAct, at: Date, good: Word, bad: Word): Sent {
  const sign = (word: Word, how: { at?: Date; secret?: string } = {}) =>
    testNotification(word, { id: randomUUID(), at, ...how });
  switch (act) {
    case 'pay':
      return [sign(good)];
    case 'fail':
      return [sign(bad)];
    case 'twice': {
      const notification = sign(good);
      return [notification, notification];
    }
    case 'reordered':
      return [sign(good), sign(bad)];
    case 'old':
      return [sign(good, { at: new Date(at.getTime() - oldMs) })];
    case 'forged':
      return [sign(good, { secret: randomUUID() })];
    case 'other_amount':
      return [sign({ ...good, amount: '0.01' })];
  }
}

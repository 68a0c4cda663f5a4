import { randomUUID } from 'node:crypto';
import { type TestOrder, type TestPayment, testNotification, testReference } from './test-provider';

/** What the test provider's page offers: two ways for a payment to end, and ways to misbehave. */
export const testActs = ['pay', 'fail', 'twice', 'reordered', 'old', 'forged', 'other_amount'] as const;
export type TestAct = (typeof testActs)[number];

/** Whether text is one of them. */
export const isTestAct = (text: unknown): text is TestAct => testActs.some((act) => act === text);

/** How long ago a notification was signed that comes too late, in milliseconds. */
const oldMs = 600_000;

/** The notifications that go out for an act, in their order. */
export function notificationsFor(
  order: TestOrder,
  act: TestAct,
  at: Date,
): { headers: Record<string, string>; body: string }[] {
  const { orderId, amount, currency } = order;
  const paid: TestPayment = {
    ...{ type: 'payment.paid', payment: testReference(orderId), order: orderId, amount, currency },
  };
  const failed: TestPayment = { ...paid, type: 'payment.failed', failure: 'declined' };
  const sign = (payment: TestPayment, how: { at?: Date; secret?: string } = {}) =>
    testNotification(payment, { id: randomUUID(), at, ...how });
  switch (act) {
    case 'pay':
      return [sign(paid)];
    case 'fail':
      return [sign(failed)];
    case 'twice': {
      const notification = sign(paid);
      return [notification, notification];
    }
    case 'reordered':
      return [sign(paid), sign(failed)];
    case 'old':
      return [sign(paid, { at: new Date(at.getTime() - oldMs) })];
    case 'forged':
      return [sign(paid, { secret: randomUUID() })];
    case 'other_amount':
      return [sign({ ...paid, amount: '0.01' })];
  }
}

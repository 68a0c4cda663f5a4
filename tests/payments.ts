import { randomUUID } from 'node:crypto';
import { POST } from '@/app/api/payments/[provider]/notifications/route';
import { startOnlineRecharge } from '@/domain/recharge/start-online-recharge';
import {
  type TestPayment,
  type TestRefundWord,
  testNotification,
  testReference,
} from '@/domain/recharge/test-provider';
import type { Id } from '@/lib/id';
import { actorOf, freshKey, type WorldOrganization } from './world';

/** A recharge that waits for its payment. */
export async function startedRecharge(of: WorldOrganization, amount = '100.00'): Promise<Id<'onlineRecharge'>> {
  const outcome = await startOnlineRecharge(actorOf(of, 'finance'), freshKey(), { amount, provider: 'test' });
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}

/** What the provider says when a payment of 100.00 was made. */
export const paidFor = (order: string, changes: Partial<TestPayment> = {}): TestPayment => ({
  ...{ type: 'payment.paid', payment: testReference(order), order, amount: '100.00', currency: 'CNY' },
  ...changes,
});

/** The same when it failed. */
export const failedFor = (order: string): TestPayment =>
  paidFor(order, { type: 'payment.failed', failure: 'declined' });

/** A signed notification as it goes over the wire. */
export const signed = (payment: TestPayment | TestRefundWord, how: { at?: Date; secret?: string; id?: string } = {}) =>
  testNotification(payment, { id: how.id ?? randomUUID(), at: how.at ?? new Date(), ...how });

/** Sends to the provider's door. @returns status and answer */
export async function notify(
  { headers, body }: { headers: Record<string, string>; body: string | Uint8Array<ArrayBuffer> },
  { provider = 'test', address = '198.51.100.7' } = {},
): Promise<{ status: number; answer: unknown; retryAfter: string | null }> {
  const request = new Request(`http://127.0.0.1/api/payments/${provider}/notifications`, {
    method: 'POST',
    headers: { ...headers, 'x-forwarded-for': address },
    body,
  });
  const response = await POST(request, { params: Promise.resolve({ provider }) });
  return { status: response.status, answer: await response.json(), retryAfter: response.headers.get('retry-after') };
}

/** How the door answers what is dealt with. */
export const received = { status: 200, answer: { received: true }, retryAfter: null };

/** How it answers what it does not believe or cannot read. */
export const doubted = (status: number, reason: string) => ({
  ...{ status, answer: { received: false, reason }, retryAfter: null },
});

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

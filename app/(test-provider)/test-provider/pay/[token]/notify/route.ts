import type { NextRequest } from 'next/server';
import { isFromOwnPage, ownOrigin } from '@/app/_entry/origin';
import { readFields, redirectTo } from '@/app/_entry/sign-in-door';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestOrder } from '@/domain/recharge/test-provider';
import { isTestAct, notificationsFor } from '@/domain/recharge/test-provider-acts';

/** How long the provider waits for an answer, in milliseconds. */
const patienceMs = 10_000;

/** What the test provider's page does: sends real notifications to the merchant's address, and shows what it was answered. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await params;
  const order = findPaymentProvider('test') && openTestOrder(token);
  if (!order) return new Response(null, { status: 404 });
  if (!isFromOwnPage(request.headers)) return new Response(null, { status: 403 });
  const act = (await readFields(request))?.get('act');
  if (!isTestAct(act)) return new Response(null, { status: 400 });
  const answers: number[] = [];
  for (const notification of notificationsFor(order, act, new Date())) answers.push(await send(notification));
  if (act === 'pay' || act === 'fail') return redirectTo(order.returnPath);
  return redirectTo(`/test-provider/pay/${token}?sent=${act}&answers=${answers.join('-')}`);
}

/** The status of the answer; 0 where none came. */
async function send({ headers, body }: { headers: Record<string, string>; body: string }): Promise<number> {
  const sent = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) } as const;
  const answer = await fetch(`${ownOrigin()}/api/payments/test/notifications`, sent).catch(() => undefined);
  return answer?.status ?? 0;
}

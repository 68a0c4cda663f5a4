import type { NextRequest } from 'next/server';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestOrder } from '@/domain/recharge/test-provider';
import { notificationsFor } from '@/domain/recharge/test-provider-acts';
import { actOnPage } from '../../../act-on-page';

/** What the test provider's page does: sends real notifications to the merchant's address, and shows what it was answered. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await params;
  const order = findPaymentProvider('test') && openTestOrder(token);
  if (!order) return new Response(null, { status: 404 });
  return actOnPage(request, {
    notificationsFor: (act, at) => notificationsFor(order, act, at),
    nextHref: (act, answers) =>
      act === 'pay' || act === 'fail' ? order.returnPath : `/test-provider/pay/${token}?sent=${act}&answers=${answers}`,
  });
}

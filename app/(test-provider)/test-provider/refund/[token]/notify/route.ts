import type { NextRequest } from 'next/server';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestRefund } from '@/domain/recharge/test-provider';
import { refundNotificationsFor } from '@/domain/recharge/test-provider-acts';
import { actOnPage } from '../../../act-on-page';

/** What the test provider's page of a refund does: sends real notifications to the merchant's address, and shows what it was answered. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await params;
  const refund = findPaymentProvider('test') && openTestRefund(token);
  if (!refund) return new Response(null, { status: 404 });
  return actOnPage(request, {
    notificationsFor: (act, at) => refundNotificationsFor(refund, act, at),
    nextHref: (act, answers) => `/test-provider/refund/${token}?sent=${act}&answers=${answers}`,
  });
}

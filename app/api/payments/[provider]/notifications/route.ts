import { addressOf } from '@/app/_entry/address';
import { readBody } from '@/app/_entry/api-request';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { takeNotification } from '@/domain/recharge/take-notification';
import { lookAtRefund } from '@/domain/withdrawals/look-at-refund';

/** Far more than any provider says of a payment, in bytes. */
const bodyMax = 65_536;

/** How long a provider is to wait before it tells us again, in seconds. */
const againAfter = 10;

/**
 * The door of payment providers. What is answered with 200 need not be sent again, whatever came of it; every other answer says why not.
 *
 * @source docs/payments.md
 */
export async function POST(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  const provider = findPaymentProvider((await params).provider);
  if (!provider) return answer(404, 'unknown_provider');
  const body = await readBody(request, bodyMax).catch(() => undefined);
  if (!body) return answer(413, 'too_large');
  const { headers } = request;
  const arrived = { headers, body, receivedAt: new Date() };
  const said = await takeNotification(provider, arrived, addressOf(headers), lookAtRefund);
  switch (said.kind) {
    case 'received':
      return Response.json({ received: true }, { headers: ours });
    case 'doubted':
      return answer(said.doubt === 'not_readable' ? 400 : 401, said.doubt);
    case 'too_many':
      return answer(429, 'too_many', said.waitSeconds);
    case 'busy':
      return answer(503, 'busy', againAfter);
  }
}

const ours = { 'Cache-Control': 'private, no-store' };

const answer = (status: number, reason: string, waitSeconds?: number): Response =>
  Response.json(
    { received: false, reason },
    { status, headers: { ...ours, ...(waitSeconds === undefined ? {} : { 'Retry-After': String(waitSeconds) }) } },
  );

import { notFound } from 'next/navigation';
import { ownOrigin } from '@/app/_entry/origin';
import { requireScope } from '@/app/_entry/session';
import { redirectTo } from '@/app/_entry/sign-in-door';
import { findOnlineRecharge } from '@/domain/recharge/online-queries';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { isId } from '@/lib/id';

/** On to the provider's payment page, as long as the recharge waits for its payment. Opened again it is the same payment. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope] = await Promise.all([params, requireScope('recharge.pay_online')]);
  const recharge = isId('onlineRecharge', id) ? await findOnlineRecharge(scope, id) : undefined;
  if (!recharge) return notFound();
  const own = `/funds/recharge/online/${id}`;
  const provider = findPaymentProvider(recharge.provider);
  if (!provider || !recharge.isOpen) return redirectTo(own);
  const { url } = await provider.start({
    id: recharge.id,
    amount: recharge.amount,
    expiresAt: recharge.expiresAt,
    returnUrl: `${ownOrigin()}${own}`,
    notifyUrl: `${ownOrigin()}/api/payments/${provider.name}/notifications`,
  });
  return redirectTo(url);
}

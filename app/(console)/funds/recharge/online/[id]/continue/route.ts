import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { redirectTo } from '@/app/_entry/sign-in-door';
import { findRechargeContinuation } from '@/domain/open-access/callback-queries';
import { findOnlineRecharge } from '@/domain/recharge/online-queries';
import { isId } from '@/lib/id';

/**
 * On to the partner's own platform after a recharge that is paid. Where to, only the address that is set says: nothing of the request does.
 *
 * @source quality/acceptance.md A21, spec/08 §8.2
 */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope] = await Promise.all([params, requireScope('recharge.pay_online')]);
  const recharge = isId('onlineRecharge', id) ? await findOnlineRecharge(scope, id) : undefined;
  if (!recharge) return notFound();
  return redirectTo((await findRechargeContinuation(scope, recharge.id)) ?? `/funds/recharge/online/${recharge.id}`);
}

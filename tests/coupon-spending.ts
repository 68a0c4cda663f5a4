import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { moveCoupons } from '@/domain/coupons/move-coupons';
import { openAccount } from '@/domain/ledger/post';
import { amountOf } from '@/lib/amount-input';
import { type Id, idOf } from '@/lib/id';
import { couponOf, quotaOf } from './coupons';
import { actorOf, freshKey, type WorldCustomer } from './world';

/** Moves value as an order that uses a coupon does, without what an order has to be asked for. */
const spend = command({
  name: 'coupons.consume',
  permission: 'coupons.use',
  returns: 'couponOperation',
  input: z.strictObject({ couponId: idOf('coupon'), orderId: z.string(), amount: amountOf('CNY') }),
  refusals: ['coupon_short'],
  async run({ actor, tx, newId, refuse }, { couponId, orderId, amount }) {
    const { organizationId, rootId, quotaId, customerId, accountId, type } = await couponOf(couponId);
    const credit = await openAccount(tx, (await quotaOf(quotaId)).issuerId, 'coupon_spent', 'CNY');
    const about = { organizationId, rootId, quotaId, customerId, couponId, orderId, amount };
    await tx
      .update(schema.coupons)
      .set({ orderId, lastUsedAt: sql`clock_timestamp()`, uses: 1 })
      .where(eq(schema.coupons.id, couponId));
    const use = { ...about, kind: 'use', quotaType: type, debit: accountId, credit } as const;
    if (!(await moveCoupons(tx, actor, { action: 'coupons.consume', id: newId }, [use]))) return refuse('coupon_short');
    return { id: newId, audit: { subjectId: couponId, detail: { orderId } } };
  },
});

/** Lets a customer use a part of a coupon for an order. */
export async function spendPartOf(
  couponId: Id<'coupon'>,
  customer: WorldCustomer,
  orderId: string,
  amount: string,
): Promise<void> {
  const outcome = await spend(actorOf(customer), freshKey(), { couponId, orderId, amount });
  if (!outcome.ok) throw new Error(`using was refused: ${outcome.code}`);
}

import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { takeBack } from '@/domain/reconciliation/take-back';
import { newId } from '@/lib/id';
import { claimableLine, claimOf } from '@/tests/claims';
import { askedRefund } from '@/tests/refunds';
import { reversalOf } from '@/tests/reversals';
import { actorOf, canary, freshKey, type World } from '@/tests/world';
import type { Thing } from './canary-server';

/** For some partners a claim, an online recharge that waits for its payment, and one that its provider is to give back. */
export async function fillClaims(world: World): Promise<Thing[]> {
  const made: Thing[] = [];
  for (const partner of [world.s1, world.s2, world.d1]) {
    const line = await claimableLine(world.operator, { payerName: canary(partner.code, 'payer') });
    made.push({ of: partner.code, id: await claimOf(partner, line) });
    const id = newId('onlineRecharge');
    await database()
      .insert(schema.onlineRecharges)
      .values({
        ...{ id, organizationId: partner.id, rootId: partner.rootId, userId: partner.users.finance },
        ...{ amountMinor: 12_345n, currency: 'CNY', provider: 'test' },
        expiresAt: sql`clock_timestamp() + interval '1 day'`,
      });
    made.push({ of: partner.code, id });
    const refund = await askedRefund(world, partner, '3.00');
    made.push({ of: partner.code, id: refund.id });
    await database()
      .insert(schema.paymentNotifications)
      .values({
        ...{ id: newId('paymentNotification'), organizationId: world.operator.id, rootId: world.operator.rootId },
        ...{ provider: 'test', rechargeId: id, notificationId: canary('V', `told-${partner.code.toLowerCase()}`) },
        ...{ bodySha256: Buffer.alloc(32, 5), outcome: 'wrong_amount', amountMinor: 1n, currency: 'CNY' },
        paymentReference: canary('V', `reference-${partner.code.toLowerCase()}`),
      });
  }
  const free = await claimableLine(world.operator, { payerName: 'CNRY-payer' });
  return [...made, { of: world.operator.code, id: free.lineId }, ...(await fillReversals(world))];
}

/** What the bank took back: one of which somebody has proposed what to do, and one that is open. */
async function fillReversals(world: World): Promise<Thing[]> {
  const of = world.operator.code;
  const { lineId: originalId } = await claimableLine(world.operator, { payerName: canary('V', 'reversed-payer') });
  const lineId = await reversalOf(world, originalId);
  const proposed = await takeBack(actorOf(world.operator, 'finance'), freshKey(), { lineId, originalId });
  if (!proposed.ok) throw new Error(proposed.code);
  const { lineId: other } = await claimableLine(world.operator, { payerName: canary('V', 'reversed-payer') });
  return [proposed.id, lineId, await reversalOf(world, other)].map((id) => ({ of, id }));
}

import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFromReseller } from '@/domain/funds/reclaim-from-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { approveClaim } from '@/domain/reconciliation/approve-claim';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { takeBack } from '@/domain/reconciliation/take-back';
import { publishEvents } from '@/domain/webhooks/publish-events';
import { cancelWithdrawal } from '@/domain/withdrawals/cancel-withdrawal';
import { rejectWithdrawal } from '@/domain/withdrawals/reject-withdrawal';
import { returnWithdrawal } from '@/domain/withdrawals/return-withdrawal';
import type { Id } from '@/lib/id';
import { claimableLine, claimOf } from './claims';
import { grant, issueQuotaTo, issueTo } from './coupons';
import { notify, paidFor, signed, startedRecharge } from './payments';
import { yuan } from './recharge';
import { answerAs, makeChange, makeFundedCustomer } from './relations';
import { creditedLine, reversalOf } from './reversals';
import { approved, ask, fileOf, requester, settle, toCard } from './withdrawals';
import { actorOf, freshKey, type World } from './world';

/** Publishes everything that waits in the outbox. */
export async function publishAll(): Promise<void> {
  while ((await publishEvents()) > 0);
}

/** What a receiver's book comes to, in minor units: the sum of every amount it was told. */
export const totalTold = (bodies: readonly { readonly data: { readonly amount?: string } }[]): bigint =>
  bodies.reduce((total, { data: { amount } }) => {
    if (amount === undefined) return total;
    const { minor } = yuan(amount.replace('-', ''));
    return amount.startsWith('-') ? total - minor : total + minor;
  }, 0n);

/** Everything that moves funds of S1, D1 and R1a, and coupons besides. */
export async function moveMoney(world: World): Promise<void> {
  const [s1, d1, r1a] = [actorOf(world.s1), actorOf(world.d1), actorOf(world.r1a)];
  const [one, two] = [world.customers['S1']?.one, world.customers['S1']?.two];
  if (!one || !two) throw new Error('the world has customers');
  const { customerId } = one;
  await must(allocateFunds(s1, freshKey(), { customerId, amount: '100.00' }));
  await must(reclaimFunds(s1, freshKey(), { customerId, amount: '30.10' }));
  await must(allocateToReseller(d1, freshKey(), { resellerId: world.r1a.id, amount: '500.00' }));
  await must(reclaimFromReseller(d1, freshKey(), { resellerId: world.r1a.id, amount: '20.05' }));
  await must(allocateFunds(r1a, freshKey(), { customerId: world.customers['R1a']?.one.customerId, amount: '7.77' }));
  const leaving = await makeFundedCustomer(world.s1, `leaving-${freshKey()}`, '55.55');
  await must(answerAs(leaving, 'customer', await makeChange(leaving, 'partner'), true));
  const rejected = await ask(world.s1, toCard('10.00'));
  await must(rejectWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId: rejected, note: 'No' }));
  const cancelled = await ask(world.s1, toCard('11.00'));
  await must(cancelWithdrawal(requester(world.s1), freshKey(), { withdrawalId: cancelled }));
  await settle(world, await fileOf(world, [await approved(world, world.s1, toCard('12.00'))]));
  const sentBack = await approved(world, world.s1, toCard('14.00'));
  await fileOf(world, [sentBack]);
  await must(
    returnWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId: sentBack, note: 'No account' }),
  );
  await ask(world.d1, toCard('13.00'));
  await takeIn(world);
  await takeBackFrom(world, await creditedLine(world, world.s1, '33.00'));
  await issueTo(world.s1, await grant(world, world.s1, '100.00'), [two], '5.00');
  await issueQuotaTo(world.d1, await grant(world, world.d1, '100.00'), world.r1a, '40.00');
}

/** A recharge paid online, and a transfer in suspense that S1 claims: another's claim of it is turned down. */
async function takeIn(world: World): Promise<void> {
  const { status } = await notify(signed(paidFor(await startedRecharge(world.s1))));
  if (status !== 200) throw new Error(`the payment was not believed: ${status}`);
  const line = await claimableLine(world.operator);
  const claimId = await claimOf(world.s1, line);
  await claimOf(world.d1, line);
  await must(approveClaim(actorOf(world.operator, 'finance'), freshKey(), { claimId, note: 'Fits' }));
}

/** The bank takes a credited line back, and two people follow. */
async function takeBackFrom(world: World, originalId: Id<'bankLine'>): Promise<void> {
  const { finance, admin } = world.operator.users;
  const actor = actorOf(world.operator);
  const lineId = await reversalOf(world, originalId);
  const proposed = await takeBack({ ...actor, userId: finance }, freshKey(), { lineId, originalId });
  if (!proposed.ok) throw new Error(`it was refused: ${proposed.code}`);
  await must(approvePosting({ ...actor, userId: admin }, freshKey(), { postingId: proposed.id }));
}

async function must(outcome: Promise<{ readonly ok: boolean; readonly code?: string }>): Promise<void> {
  const { ok, code } = await outcome;
  if (!ok) throw new Error(`it was refused: ${code}`);
}

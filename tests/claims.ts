import type { Actor } from '@/domain/actor';
import { makeClaim } from '@/domain/reconciliation/make-claim';
import type { Id } from '@/lib/id';
import { namedBytes } from '@/lib/named-bytes';
import { tinyPng } from './documents';
import { type ReceivingAccount, receivingAccountOf, suspenseLine } from './recharge';
import { actorOf, freshKey, type WorldOrganization } from './world';

let account: Promise<ReceivingAccount> | undefined;

/** A transfer of 100.00 in suspense, paid by somebody nobody else has been paid by. */
export async function claimableLine(
  operator: WorldOrganization,
  changes: Partial<Parameters<typeof suspenseLine>[2]> = {},
): Promise<{ lineId: Id<'bankLine'>; payerName: string; amount: string }> {
  account ??= receivingAccountOf(operator, { isDefault: false });
  const known = { payerName: `Payer ${freshKey()}`, amount: '100.00', ...changes };
  const lineId = await suspenseLine(operator, await account, { payerAccount: '6222020000001234', ...known });
  return { lineId, payerName: known.payerName, amount: known.amount };
}

/** The bytes of a receipt as a form hands them on. */
export const receiptOf = (bytes: Uint8Array<ArrayBuffer> = tinyPng(), name = 'receipt.png') =>
  namedBytes(bytes.slice().buffer, name);

/** A claim that waits for the operator. */
export async function claimOf(
  partner: WorldOrganization | Actor,
  line: Awaited<ReturnType<typeof claimableLine>>,
): Promise<Id<'remittanceClaim'>> {
  const actor = 'users' in partner ? actorOf(partner, 'finance') : partner;
  const outcome = await makeClaim(actor, freshKey(), { ...line, receipt: receiptOf() });
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}

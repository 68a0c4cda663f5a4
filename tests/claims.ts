import { createHash, randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { namedBytes } from '@/lib/named-bytes';
import { tinyPng } from './documents';
import { type ReceivingAccount, receivingAccountOf, suspenseLine } from './recharge';
import { freshKey, makeOrganization, type WorldOrganization } from './world';

const accounts = new Map<Id<'organization'>, Promise<ReceivingAccount>>();

/** Other processes make accounts in the same database. */
const freshPrefix = () => String(randomInt(10 ** 10, 10 ** 11));

/** A transfer of 100.00 in suspense, paid by somebody nobody else has been paid by. */
export async function claimableLine(
  operator: WorldOrganization,
  changes: Partial<Parameters<typeof suspenseLine>[2]> = {},
): Promise<{ lineId: Id<'bankLine'>; payerName: string; amount: string }> {
  const account =
    accounts.get(operator.id) ?? receivingAccountOf(operator, { isDefault: false, numberPrefix: freshPrefix() });
  accounts.set(operator.id, account);
  const known = { payerName: `Payer ${freshKey()}`, amount: '100.00', ...changes };
  const lineId = await suspenseLine(operator, await account, { payerAccount: '6222020000001234', ...known });
  return { lineId, payerName: known.payerName, amount: known.amount };
}

/** The bytes of a receipt as a form hands them on. */
export const receiptOf = (bytes: Uint8Array<ArrayBuffer> = tinyPng(), name = 'receipt.png') =>
  namedBytes(bytes.slice().buffer, name);

/** A claim that waits for the operator, as a row. */
export async function claimOf(
  partner: WorldOrganization,
  { lineId }: { lineId: Id<'bankLine'> },
): Promise<Id<'remittanceClaim'>> {
  const id = newId('remittanceClaim');
  const receipt = Buffer.from(tinyPng());
  await database()
    .insert(schema.remittanceClaims)
    .values({
      ...{ id, organizationId: partner.id, rootId: partner.rootId, lineId, userId: partner.users.finance },
      ...{ receiptName: 'receipt.png', receiptType: 'image/png', receipt },
      receiptSha256: createHash('sha256').update(receipt).digest(),
    });
  return id;
}

let claimants = 0;
/** Two partners that have claimed nothing yet. */
export async function makeClaimants(): Promise<{ partner: WorldOrganization; other: WorldOrganization }> {
  claimants += 1;
  return {
    partner: await makeOrganization({ code: `CP${claimants}`, kind: 'solution_provider' }),
    other: await makeOrganization({ code: `CO${claimants}`, kind: 'distributor' }),
  };
}

/** What its partner was told of a claim, time by time. */
export const decisionsOn = async (id: Id<'remittanceClaim'>) =>
  (
    await database()
      .select({ payload: schema.outboxEvents.payload })
      .from(schema.outboxEvents)
      .where(sql`kind = 'claim.decided' and subject_id = ${id}`)
  ).map(({ payload }) => payload['decision']);

import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { type Id, newId } from '@/lib/id';
import { creditLine, imported, linesOf, partnerWithNumber, statementOf } from './bank-import';
import { freshLine, openPosting } from './postings';
import type { ReceivingAccount } from './recharge';
import { actorOf, freshKey, recordTransfer, type World, type WorldOrganization } from './world';

const { bankFiles, bankLines, bankStatements } = schema;

/** The bank's reversal of a line, as the import of a file leaves it: a debit that is called what the line was called. */
export async function reversalOf(
  { operator }: Pick<World, 'operator'>,
  originalId: Id<'bankLine'>,
  changes: Partial<typeof bankLines.$inferInsert> = {},
): Promise<Id<'bankLine'>> {
  const [original] = await database().select().from(bankLines).where(eq(bankLines.id, originalId));
  if (!original) throw new Error('there is a line to reverse');
  const of = { organizationId: operator.id, rootId: operator.rootId };
  const [fileId, statementId, id] = [newId('bankFile'), newId('bankStatement'), newId('bankLine')];
  const sha256 = createHash('sha256').update(id).digest();
  const { receivingAccountId, amountMinor, currency, bankReference, payerName, payerNameKey } = original;
  await inTransaction(async (tx) => {
    await tx.insert(bankFiles).values({
      ...{
        ...of,
        id: fileId,
        name: 'reversal.xml',
        source: 'upload',
        format: 'camt053',
        sha256,
        bytes: 1,
        state: 'done',
      },
      ...{
        linesTotal: 1,
        linesDone: 1,
        linesNew: 1,
        userId: operator.users.finance,
        finishedAt: sql`clock_timestamp()`,
      },
    });
    await tx.insert(bankStatements).values({
      ...{ ...of, id: statementId, fileId, number: 1, receivingAccountId, currency },
      ...{ creditsMinor: 0n, debitsMinor: amountMinor, lineCount: 1 },
    });
    await tx.insert(bankLines).values({
      ...{ ...of, id, fileId, statementId, lineNumber: 1, receivingAccountId, bankReference, fingerprint: sha256 },
      ...{ direction: 'debit', amountMinor, currency, bookedOn: original.bookedOn, payerName, payerNameKey },
      ...{ isReversal: true, state: 'reversal', ...changes },
    });
  });
  return id;
}

/** A line that was recognised by a person and credited to a partner. */
export async function creditedLine(
  world: Pick<World, 'operator'>,
  partner: WorldOrganization,
  amount: string,
  payerName?: string,
): Promise<Id<'bankLine'>> {
  const { admin, finance } = world.operator.users;
  const postingId = await openPosting(world, finance, partner, { amount, ...(payerName ? { payerName } : {}) });
  const made = await approvePosting({ ...actorOf(world.operator), userId: admin }, freshKey(), { postingId });
  if (!made.ok) throw new Error(made.code);
  const { bankPostings } = schema;
  const [posting] = await database().select().from(bankPostings).where(eq(bankPostings.id, postingId));
  if (!posting) throw new Error('there is a posting');
  return posting.lineId;
}

/** A partner that was credited with one line of a file by itself. */
export async function creditedByItself(
  { operator }: Pick<World, 'operator'>,
  account: ReceivingAccount,
  code: string,
  amount: string,
) {
  const { partner, number, name } = await partnerWithNumber(account, code);
  const line = creditLine({ amount, payerName: name, virtualNumber: number });
  const file = await imported(operator, statementOf(account, [line]));
  const [booked] = await linesOf(file.id);
  if (booked?.state !== 'posted') throw new Error('it posts by itself');
  return { partner, line, lineId: booked.id };
}

/** A transfer recorded by hand for a partner. */
export async function recordedTransfer(
  { operator }: Pick<World, 'operator'>,
  partner: WorldOrganization,
  amount: string,
): Promise<Id<'bankTransfer'>> {
  const bankReference = `HAND-${freshKey()}`.slice(0, 60);
  const facts = { payerName: 'Payer', bankReference, amount, receivedOn: '2026-11-19' };
  return recordTransfer({ operator }, { organizationId: partner.id, ...facts });
}

/** Right inputs for the commands that decide about reversals, and about what was recorded by hand before. */
export const reversalInputs = {
  'bank_lines.mark_recorded': async (_actor: Actor, _principal: unknown, world: World) => ({
    lineId: await freshLine(world, '1.00'),
    bankTransferId: await recordedTransfer(world, world.s1, '1.00'),
  }),
  'reversals.close': async (_actor: Actor, _principal: unknown, world: World) => ({
    lineId: await reversalOf(world, await freshLine(world, '1.00')),
    note: 'Test',
  }),
  'reversals.take_back': async (_actor: Actor, _principal: unknown, world: World) => {
    const originalId = await freshLine(world, '1.00');
    return { lineId: await reversalOf(world, originalId), originalId };
  },
};

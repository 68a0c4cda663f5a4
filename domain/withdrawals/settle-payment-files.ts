import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { log } from '@/lib/log';
import { type Currency, money } from '@/lib/money';
import { factsOf, withdrawalEvent } from './hold-withdrawal';
import type { WithdrawalKind } from './model';
import { type HeldMove, moveHeld } from './move-held';

/** How many withdrawals one step settles. */
const stepMax = 25;

/**
 * Settles what the bank has paid: of each file that is said to be paid, what is still on its way leaves the held money for the bank. Step by
 * step; what a step began and did not finish has not happened, and the next one finds it.
 *
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0013-waiting-work-is-rows.md
 */
export const settlePaymentFiles = job('settle-payment-files', () => inJob(settleNext));

async function settleNext(tx: Transaction): Promise<number> {
  const file = await claimFile(tx);
  if (!file) return 0;
  const rows = await claimSent(tx, file.id);
  const moves = await moveHeld(tx, { pay: file.operatorId }, rows);
  const settled = rows.flatMap((row, at) => {
    const move = moves[at];
    return move?.outcome === 'posted' ? [{ ...row, transferId: move.transferId }] : [];
  });
  if (settled.length < rows.length) log.error({ paymentFile: file.id }, 'held money cannot leave');
  if (settled.length > 0) await keep(tx, file, settled);
  const isDone = await closeFile(tx, file.id);
  return settled.length + (isDone ? 1 : 0);
}

interface File {
  readonly id: Id<'paymentFile'>;
  readonly operatorId: Id<'organization'>;
  readonly settledBy: string;
}

/** Whether the held money of a withdrawal `w` can leave: an account under the emergency brake waits, and holds up no other. */
const canLeave = sql`not exists (select from ledger_accounts a join ledger_balances b on b.account_id = a.id
  where a.owner_id = w.organization_id and a.purpose = 'held' and a.unit_code = w.currency and b.frozen)`;

/** The file that has waited longest. Another process that holds it is left alone: it goes on with the next. */
async function claimFile(tx: Transaction): Promise<File | undefined> {
  const { rows } = await tx.execute<{ id: string; organization_id: string; settled_by: string }>(
    sql`select f.id, f.organization_id, f.settled_by from payment_files f where f.state = 'settling'
       and coalesce((select bool_or(${canLeave}) from withdrawals w where w.payment_file_id = f.id and w.state = 'sent'), true)
     order by f.created_at, f.id limit 1 for no key update skip locked`,
  );
  return rows.map((row) => ({
    id: idFromUuid('paymentFile', row.id),
    operatorId: idFromUuid('organization', row.organization_id),
    settledBy: row.settled_by,
  }))[0];
}

type Row = {
  id: string;
  organization_id: string;
  root_id: string;
  kind: WithdrawalKind;
  organization_kind: OrganizationKind;
  time_zone: string;
  amount_minor: string;
  currency: Currency;
};

/** Withdrawals of the file that are still on their way, held. One that is being returned at this moment is not waited for. */
async function claimSent(tx: Transaction, fileId: Id<'paymentFile'>) {
  const { rows } = await tx.execute<Row>(
    sql`select w.id, w.organization_id, w.root_id, w.kind, w.amount_minor, w.currency, o.kind as organization_kind, o.time_zone
      from withdrawals w join organizations o on o.id = w.organization_id
     where w.payment_file_id = ${uuidOf(fileId)}::uuid and w.state = 'sent' and ${canLeave} order by w.id limit ${stepMax} for no key update of w skip locked`,
  );
  return rows.map((row) => ({
    id: idFromUuid('withdrawal', row.id),
    organizationId: idFromUuid('organization', row.organization_id),
    rootId: idFromUuid('organization', row.root_id),
    kind: row.kind,
    organizationKind: row.organization_kind,
    timeZone: row.time_zone,
    amount: money(BigInt(row.amount_minor), row.currency),
  }));
}
type Settled = Awaited<ReturnType<typeof claimSent>>[number] & Pick<HeldMove, 'transferId'>;

async function keep(tx: Transaction, file: File, settled: readonly Settled[]): Promise<void> {
  const ends = settled.map((each) => ({ id: uuidOf(each.id), transfer_id: uuidOf(each.transferId) }));
  await tx.execute(
    sql`update withdrawals w set state = 'settled', end_transfer_id = e.transfer_id, ended_by = ${file.settledBy}::uuid,
        ended_at = clock_timestamp(), updated_at = clock_timestamp()
      from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) e (id uuid, transfer_id uuid) where w.id = e.id`,
  );
  const facts = settled.map(({ organizationId: id, rootId, organizationKind: kind, timeZone, ...each }) => ({
    actor: jobActor({ id, rootId, kind, currency: each.amount.currency, timeZone }),
    fact: {
      action: 'withdrawals.settle',
      subjectId: each.id,
      transferId: each.transferId,
      detail: { ...factsOf(each), paymentFileId: file.id },
    },
  }));
  await tx.execute(insertAudit(facts));
  await tx.execute(
    insertEvents(settled.map((each) => withdrawalEvent('withdrawal.settled', each, { transferId: each.transferId }))),
  );
}

/** Ends a file of which nothing is on its way any more. @returns whether it did */
async function closeFile(tx: Transaction, fileId: Id<'paymentFile'>): Promise<boolean> {
  const { rowCount } = await tx.execute(
    sql`update payment_files f set state = 'settled' where f.id = ${uuidOf(fileId)}::uuid
      and not exists (select 1 from withdrawals w where w.payment_file_id = f.id and w.state = 'sent')`,
  );
  return rowCount === 1;
}

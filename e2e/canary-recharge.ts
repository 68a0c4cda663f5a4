import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { CsvProfile } from '@/db/schema/reconciliation';
import { type Id, newId, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import {
  claimOf,
  heldWithdrawal,
  payerOf,
  type ReceivingAccount,
  receivingAccountOf,
  remittanceAccountOf,
  suspenseLine,
  yuan,
} from '@/tests/recharge';
import { canary, type World, type WorldOrganization } from '@/tests/world';
import type { Thing } from './canary-server';

/**
 * Of all there is about recharge and withdrawal something for several partners, as rows. A word of a partner's own has its code; what only the
 * operator may see of it, and what nobody has claimed yet, has the operator's. Partners see the operator's account at the bank, so that has no
 * canary.
 */
export async function fillRecharge(world: World): Promise<void> {
  const { operator, s1, s2, d1, d2 } = world;
  const account = await receivingAccountOf(operator);
  await suspenseLine(operator, account, unclaimed('70.00'));
  await fillOperator(operator);
  for (const partner of [s1, s2, d1, d2]) {
    await remittanceAccountOf(partner, account);
    await payerOf(partner, canary(partner.code, 'payer-name'));
    await fillLines(operator, partner, account);
    await fillCredit(operator, partner, world.customers[partner.code]?.one);
    await fillWithdrawals(operator, partner, account);
  }
}

const unclaimed = (amount: string) => ({
  amount,
  payerName: canary('V', 'unclaimed-payer'),
  payerAccount: canary('V', 'unclaimed-account'),
  remittanceText: canary('V', 'unclaimed-text'),
});
const ofOwner = ({ id, rootId }: WorldOrganization) => ({ organizationId: id, rootId });
const now = new Date();

/** A format of a bank, and a file that could not be read. */
async function fillOperator(operator: WorldOrganization): Promise<void> {
  const definition = {
    ...{ encoding: 'utf-8', delimiter: ',', headerLine: 1, dateFormat: 'YYYY-MM-DD', amountFormat: '1234.56' },
    columns: { bookedOn: 'Date', amount: 'Amount' },
  } as const satisfies CsvProfile;
  const userId = operator.users.finance;
  await database()
    .insert(schema.bankProfiles)
    .values({ ...ofOwner(operator), id: newId('bankProfile'), name: canary('V', 'profile'), definition, userId });
  await database()
    .insert(schema.bankFiles)
    .values({
      ...{ ...ofOwner(operator), id: newId('bankFile'), name: canary('V', 'file'), source: 'upload', format: 'mt940' },
      ...{
        sha256: createHash('sha256').update('canary').digest(),
        bytes: 7,
        state: 'refused',
        finishedAt: now,
        userId,
      },
      ...{ refusal: 'balance_missing', refusalLine: 3, refusalDetail: { found: canary('V', 'found') } },
    });
}

/** A line that the partner has claimed, one that somebody wants to post to it, and what is known of its payers. */
async function fillLines(
  operator: WorldOrganization,
  partner: WorldOrganization,
  account: ReceivingAccount,
): Promise<void> {
  const { code } = partner;
  const claimed = await suspenseLine(operator, account, {
    ...{ amount: '30.00', payerName: canary(code, 'claimed-payer'), payerAccount: canary(code, 'claimed-account') },
    remittanceText: canary(code, 'claimed-text'),
  });
  await claimOf(partner, claimed, { note: canary(code, 'claim-note'), receiptName: canary(code, 'receipt') });
  const other = await suspenseLine(operator, account, unclaimed('40.00'));
  await claimOf(partner, other, {
    ...{ note: canary(code, 'claim-note'), receiptName: canary(code, 'receipt'), state: 'rejected', decidedAt: now },
    ...{ decidedBy: operator.users.finance, decisionNote: canary(code, 'claim-answer') },
  });
  await database()
    .insert(schema.bankPostings)
    .values({
      ...{ ...ofOwner(operator), id: newId('bankPosting'), lineId: other, kind: 'manual', partnerId: partner.id },
      ...{ amountMinor: yuan('40.00').minor, currency: 'CNY', note: canary('V', 'posting-note'), needsSecond: true },
      ...{ state: 'proposed', proposedBy: operator.users.finance },
    });
  await database()
    .insert(schema.bankTransferProposals)
    .values({
      ...{ ...ofOwner(operator), id: newId('bankTransferProposal'), partnerId: partner.id, amountMinor: 100n },
      ...{ currency: 'CNY', payerName: canary('V', 'proposed-payer'), bankReference: canary('V', `proposed-${code}`) },
      ...{ receivedOn: '2026-11-20', note: canary('V', 'proposed-note'), proposedBy: operator.users.finance },
    });
  const payerName = canary('V', `rule-${code.toLowerCase()}`);
  await database()
    .insert(schema.payerRules)
    .values({
      ...{ ...ofOwner(operator), id: newId('payerRule'), payerName, payerNameKey: payerNameKey(payerName) },
      ...{ partnerId: partner.id, lineId: other, userId: operator.users.finance },
    });
  await database()
    .insert(schema.onlineRecharges)
    .values({
      ...{ ...ofOwner(partner), id: newId('onlineRecharge'), amountMinor: yuan('9.00').minor, currency: 'CNY' },
      ...{ provider: 'test', providerReference: canary('V', `payment-${code.toLowerCase()}`), state: 'expired' },
      ...{ expiresAt: now, userId: partner.users.finance },
    });
}

/** Terms that lend nothing, so that no floor moves. Thresholds of the partner and of its first customer. */
async function fillCredit(
  operator: WorldOrganization,
  partner: WorldOrganization,
  customer: ({ id: Id<'organization'>; customerId: Id<'customer'> } & WorldOrganization) | undefined,
): Promise<void> {
  const { rows } = await database().execute<{ id: string }>(
    sql`select id from ledger_accounts where owner_id = ${uuidOf(partner.id)}::uuid and purpose = 'funds'`,
  );
  const nothing = { creditLimitMinor: 0n, designatedMinor: 0n, creditLimitWasMinor: 0n, designatedWasMinor: 0n };
  await database()
    .insert(schema.creditTerms)
    .values({
      ...{ ...ofOwner(partner), id: newId('creditTerms'), accountId: BigInt(rows[0]?.id ?? 0), currency: 'CNY' },
      ...{ ...nothing, owedInvoicesMinor: 1n, owedInvoicesWasMinor: 0n, reason: canary(partner.code, 'terms-reason') },
      userId: operator.users.finance,
    });
  const threshold = (of: WorldOrganization, customerId: Id<'customer'> | null) => ({
    ...{ ...ofOwner(of), id: newId('balanceThreshold'), customerId, thresholdMinor: 1n, currency: 'CNY' as const },
    userId: of.users.admin,
  });
  const all = [
    threshold(partner, null),
    ...(customer ? [threshold(partner, customer.customerId), threshold(customer, null)] : []),
  ];
  await database().insert(schema.balanceThresholds).values(all);
}

/** Money that waits for the operator, and some that a file for the bank carries. */
async function fillWithdrawals(
  operator: WorldOrganization,
  partner: WorldOrganization,
  account: ReceivingAccount,
): Promise<void> {
  const { code } = partner;
  const words = { note: canary(code, 'withdrawal-note'), accountName: canary(code, 'card-name') };
  await heldWithdrawal(partner, '2.00', { ...words, branch: canary(code, 'card-branch') });
  const paymentFileId = newId('paymentFile');
  await database()
    .insert(schema.paymentFiles)
    .values({
      ...{ ...ofOwner(operator), id: paymentFileId, receivingAccountId: account.id, number: `CNRY-V-file-${code}` },
      ...{ executionOn: '2026-11-20', paymentCount: 1, totalMinor: yuan('1.00').minor, currency: 'CNY' },
      ...{ pain001: canary('V', 'pain001'), csv: canary('V', 'csv'), sha256: Buffer.alloc(32) },
      userId: operator.users.finance,
    });
  await heldWithdrawal(partner, '1.00', {
    ...{ ...words, state: 'sent', paymentFileId, decidedBy: operator.users.finance, decidedAt: now },
    decisionNote: canary(code, 'withdrawal-answer'),
  });
}

/** What the pages of recharge are asked for by, with whose it is. */
export async function rechargeThings(codes: ReadonlyMap<Id<'organization'>, string>): Promise<Thing[]> {
  const tables = [
    schema.receivingAccounts,
    schema.entrustedPayers,
    schema.bankProfiles,
    schema.bankFiles,
    schema.bankLines,
    schema.bankPostings,
    schema.bankTransferProposals,
    schema.payerRules,
    schema.remittanceClaims,
    schema.onlineRecharges,
    schema.creditTerms,
    schema.balanceThresholds,
    schema.withdrawals,
    schema.paymentFiles,
  ];
  const { bankTransfers, fundAdjustments, withdrawals } = schema;
  const rows = await Promise.all([
    ...tables.map((table) => database().select({ id: table.id, owner: table.organizationId }).from(table)),
    ...[bankTransfers, fundAdjustments].map((table) =>
      database().select({ id: table.transferId, owner: table.organizationId }).from(table),
    ),
    database().select({ id: withdrawals.holdTransferId, owner: withdrawals.organizationId }).from(withdrawals),
  ]);
  return rows.flat().flatMap(({ id, owner }) => {
    const of = codes.get(owner);
    return of === undefined ? [] : [{ of, id }];
  });
}

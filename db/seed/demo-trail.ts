import { createHash } from 'node:crypto';
import type pg from 'pg';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { type AccountKey, bankNameOf, type DemoPosting } from './demo-deeds';
import type { HistoricTransfer } from './demo-history';
import { demoEmail, demoId, demoKeys, demoOrganizations } from './demo-organizations';
import { insertRows } from './insert-rows';
import { SeededRandom } from './seeded-random';

/** Who did it: a person of `organization` in the console, or its program with its key. */
interface Doer {
  readonly organization: string;
  readonly via: 'session' | 'api_key';
  readonly userId: Id<'user'> | null;
  readonly apiKeyId: Id<'apiKey'> | null;
}

/** A transfer with its ids and who did it. */
export interface Posted extends HistoricTransfer {
  readonly id: Id<'adjustment'>;
  readonly transferId: Id<'transfer'>;
  readonly doer: Doer;
}

const memos = ['季度预算', '项目启动', '续费', 'Q4 budget', '活动用量', null, null, null] as const;

/** The history with the ids it has in every demo world. `random` goes on where they end. */
export function traceHistory(transfers: readonly HistoricTransfer[]) {
  const random = new SeededRandom(28);
  const posted = transfers.map((transfer): Posted => {
    const doer = doerOf(transfer, random);
    return {
      ...transfer,
      id: random.idAt('adjustment', transfer.at),
      transferId: random.idAt('transfer', transfer.at),
      doer,
    };
  });
  return { posted, random };
}

/**
 * Writes what the commands would have left of the demo history, whose money has moved: record, audit row, event and receipt.
 *
 * @source design/decisions.md 28
 */
export async function writeHistory(client: pg.Client, posted: readonly Posted[], random: SeededRandom): Promise<void> {
  const [recharges, adjustments] = [
    posted.filter((one) => one.kind === 'recharge'),
    posted.filter((one) => one.kind !== 'recharge'),
  ];
  await insertRows(client, 'bank_transfers', recharges.map(bankTransferRow));
  await insertRows(
    client,
    'fund_adjustments',
    adjustments.map((one) => adjustmentRow(one, random)),
  );
  await insertRows(
    client,
    'command_receipts',
    posted.map((one) => ({
      organization_id: uuid(one.doer.organization),
      command: commandOf[one.kind],
      request_key: `demo-${one.id}`,
      fingerprint: `\\x${createHash('sha256').update(one.id).digest('hex')}`,
      result_id: uuidOf(one.id),
      created_at: one.at.toISOString(),
    })),
  );
  await insertRows(
    client,
    'audit_entries',
    posted.map((one) => auditRow(one, random)),
  );
  await insertRows(
    client,
    'outbox_events',
    posted.map((one) => eventRow(one, random)),
  );
}

const commandOf = {
  recharge: 'bank_transfers.record',
  allocate: 'funds.allocate',
  reclaim: 'funds.reclaim',
  allocate_reseller: 'funds.allocate_reseller',
  reclaim_reseller: 'funds.reclaim_reseller',
} as const satisfies Record<HistoricTransfer['kind'], string>;

/** The operator books recharges; now and then a distributor acts for its reseller, and a partner's program for the partner. */
function doerOf({ kind, partner }: HistoricTransfer, random: SeededRandom): Doer {
  const byPerson = (organization: string): Doer => ({
    organization,
    via: 'session',
    userId: demoId('user', demoEmail('finance', organization)),
    apiKeyId: null,
  });
  if (kind === 'recharge') return byPerson('cloud');
  const distributor = demoOrganizations.find((one) => one.code === partner)?.under;
  if (distributor && random.isLikely(0.1)) return byPerson(distributor);
  const key = demoKeys.find((one) => one.organization === partner);
  if (!key || random.isLikely(0.85)) return byPerson(partner);
  return { organization: partner, via: 'api_key', userId: null, apiKeyId: demoId('apiKey', key.accessKey) };
}

/** The legs of what the history has moved. */
export const historicPostings = (posted: readonly Posted[]): DemoPosting[] =>
  posted.map((one): DemoPosting => {
    const [own, theirs]: [AccountKey, AccountKey] = [`${one.partner}:funds`, `${one.counterparty}:funds`];
    const [debit, credit]: [AccountKey, AccountKey] =
      one.kind === 'recharge'
        ? ['cloud:bank_clearing', own]
        : one.kind.startsWith('allocate')
          ? [own, theirs]
          : [theirs, own];
    return { transferId: one.transferId, kind: one.kind, debit, credit, amountMinor: one.amountMinor, at: one.at };
  });

const uuid = (code: string): string => uuidOf(demoId('organization', code));
const rootOf = (code: string): string => demoOrganizations.find((one) => one.code === code)?.under ?? code;
const amountOf = (one: Posted): string => formatMoney(money(one.amountMinor, 'CNY'));
/** The calendar day in Shanghai. */
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
/** What the bank called it. */
export const bankReferenceOf = (one: Posted): string =>
  `BOC${dayOf(one.at).replaceAll('-', '')}-${one.partner.toUpperCase()}`;

const bankTransferRow = (one: Posted) => ({
  id: uuidOf(one.id),
  organization_id: uuid(one.partner),
  root_id: uuid(rootOf(one.partner)),
  payer_name: bankNameOf(one.partner),
  bank_reference: bankReferenceOf(one),
  amount_minor: String(one.amountMinor),
  currency: 'CNY',
  received_on: dayOf(one.at),
  note: null,
  transfer_id: uuidOf(one.transferId),
  user_id: one.doer.userId && uuidOf(one.doer.userId),
  created_at: one.at.toISOString(),
});

const isWithReseller = (one: Posted): boolean => one.kind.endsWith('_reseller');

const adjustmentRow = (one: Posted, random: SeededRandom) => ({
  id: uuidOf(one.id),
  organization_id: uuid(one.partner),
  root_id: uuid(rootOf(one.partner)),
  kind: one.kind.startsWith('allocate') ? 'allocate' : 'reclaim',
  counterparty_kind: isWithReseller(one) ? 'reseller' : 'customer',
  counterparty_id: uuid(one.counterparty),
  amount_minor: String(one.amountMinor),
  currency: 'CNY',
  transfer_id: uuidOf(one.transferId),
  acting_organization_id: uuid(one.doer.organization),
  user_id: one.doer.userId && uuidOf(one.doer.userId),
  api_key_id: one.doer.apiKeyId && uuidOf(one.doer.apiKeyId),
  memo: random.pick(memos),
  created_at: one.at.toISOString(),
});

/** The facts as the commands write them. */
function factsOf(one: Posted): Record<string, string> {
  const payerId = demoId('organization', one.partner);
  const amount = { amount: amountOf(one), currency: 'CNY' };
  if (one.kind === 'recharge')
    return { ...amount, bankReference: bankReferenceOf(one), receivedOn: dayOf(one.at), organizationId: payerId };
  const kind = isWithReseller(one) ? 'organization' : 'customer';
  return { ...amount, counterpartyId: demoId(kind, one.counterparty), payerId };
}

const subjectOf = (one: Posted): string => (one.kind === 'recharge' ? asKind('bankTransfer', one.id) : one.id);

const auditRow = (one: Posted, random: SeededRandom) => ({
  id: uuidOf(random.idAt('auditEntry', one.at)),
  organization_id: uuid(one.doer.organization),
  root_id: uuid(rootOf(one.doer.organization)),
  at: one.at.toISOString(),
  action: commandOf[one.kind],
  outcome: 'done',
  via: one.doer.via,
  user_id: one.doer.userId && uuidOf(one.doer.userId),
  api_key_id: one.doer.apiKeyId && uuidOf(one.doer.apiKeyId),
  address: `203.0.113.${random.between(1, 254)}`,
  subject_id: subjectOf(one),
  transfer_id: uuidOf(one.transferId),
  detail: factsOf(one),
});

/** Delivered already: nobody waits for news of the past. */
function eventRow(one: Posted, random: SeededRandom) {
  const { amount = '', currency = '', ...rest } = factsOf(one);
  const isRecharge = one.kind === 'recharge';
  const kind = isRecharge
    ? 'recharge.credited'
    : one.kind.startsWith('allocate')
      ? 'funds.allocated'
      : 'funds.reclaimed';
  return {
    id: uuidOf(random.idAt('event', one.at)),
    organization_id: uuid(one.partner),
    root_id: uuid(rootOf(one.partner)),
    kind,
    subject_id: subjectOf(one),
    transfer_id: uuidOf(one.transferId),
    payload: isRecharge
      ? { amount, currency, bankTransferId: subjectOf(one) }
      : { amount, currency, ...rest, adjustmentId: one.id },
    created_at: one.at.toISOString(),
    delivered_at: new Date(one.at.getTime() + 2000).toISOString(),
  };
}

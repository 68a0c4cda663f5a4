import type pg from 'pg';
import { uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { type DemoDeed, organizationUuid, ownerOf, userUuid } from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';
import { insertRows } from './insert-rows';

type Ago = (days: number) => Date;

const none = { credit: 0n, designated: 0n, owed: 0n };
/** What the operator has agreed with donglin, one after the other. Amounts in minor units. */
const terms = [
  { ...none, credit: 5_000_000n, daysAgo: 55, reason: '签署年度框架协议，授信五万元。' },
  {
    credit: 10_000_000n,
    designated: 2_000_000n,
    owed: 500_000n,
    daysAgo: 14,
    reason: '提高授信；两万元指定用于联合市场活动。',
  },
] as const;
const partner = 'donglin';

/** Whose balance is watched: qiming's own and that of two of its customers, one of whom has nothing left. */
const thresholds = [
  { of: 'qiming', customer: null, minor: 5_000_000n, daysAgo: 40, crossed: undefined },
  { of: 'qiming', customer: 'acme', minor: 100_000n, daysAgo: 40, crossed: undefined },
  { of: 'qiming', customer: 'nanfeng', minor: 20_000n, daysAgo: 30, crossed: 0.9 },
  { of: 'yunhe', customer: null, minor: 20_000_000n, daysAgo: 70, crossed: undefined },
  { of: 'acme', customer: null, minor: 50_000n, daysAgo: 25, crossed: undefined },
] as const;

/** Lends donglin something and sets the floor of its account accordingly; sets thresholds. @returns what was done for it */
export async function writeCredit(client: pg.Client, ago: Ago): Promise<DemoDeed[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from ledger_accounts where owner_id = $1 and purpose = 'funds' and unit_code = 'CNY'`,
    [organizationUuid(partner)],
  );
  const account = rows[0]?.id ?? '';
  await insertRows(
    client,
    'credit_terms',
    terms.map((one, place) => {
      const before = terms[place - 1] ?? none;
      return {
        ...{ id: uuidOf(termsId(place)), ...ownerOf(partner), account_id: account, currency: 'CNY' },
        ...{ credit_limit_minor: String(one.credit), designated_minor: String(one.designated) },
        ...{ owed_invoices_minor: String(one.owed), credit_limit_was_minor: String(before.credit) },
        ...{ designated_was_minor: String(before.designated), owed_invoices_was_minor: String(before.owed) },
        ...{ reason: one.reason, user_id: userUuid('finance', 'cloud'), created_at: ago(one.daysAgo).toISOString() },
      };
    }),
  );
  const last = terms[terms.length - 1] ?? none;
  await client.query('select ledger_set_floor($1, $2)', [account, String(last.designated - last.credit)]);
  await insertRows(
    client,
    'balance_thresholds',
    thresholds.map((one) => thresholdRow(one, ago)),
  );
  return [
    ...terms.map((one, place) => termsDeed(one, place, ago)),
    ...thresholds.flatMap((one) => thresholdDeeds(one, ago)),
  ];
}

const termsId = (place: number) => demoId('creditTerms', `terms ${place}`);
const thresholdId = (one: (typeof thresholds)[number]) =>
  demoId('balanceThreshold', `threshold ${one.of} ${one.customer ?? ''}`);
const textOf = (minor: bigint): string => formatMoney(money(minor, 'CNY'));

function thresholdRow(one: (typeof thresholds)[number], ago: Ago) {
  const at = ago(one.daysAgo).toISOString();
  const who = one.of === 'acme' ? 'admin' : 'finance';
  const crossedAt = one.crossed === undefined ? null : ago(one.crossed).toISOString();
  return {
    ...{ id: uuidOf(thresholdId(one)), ...ownerOf(one.of), threshold_minor: String(one.minor), currency: 'CNY' },
    customer_id: one.customer && uuidOf(demoId('customer', one.customer)),
    ...{ is_crossed: crossedAt !== null, crossed_at: crossedAt, user_id: userUuid(who, one.of) },
    ...{ created_at: at, updated_at: at },
  };
}

/** As domain/credit/set-terms.ts writes it down. */
function termsDeed(one: (typeof terms)[number], place: number, ago: Ago): DemoDeed {
  const before = terms[place - 1] ?? none;
  const changes = {
    ...{ creditLimitWas: textOf(before.credit), creditLimit: textOf(one.credit) },
    ...{ designatedWas: textOf(before.designated), designated: textOf(one.designated) },
    ...{ owedInvoicesWas: textOf(before.owed), owedInvoices: textOf(one.owed), currency: 'CNY' },
  };
  return {
    ...{ at: ago(one.daysAgo), action: 'credit.set_terms', by: demoEmail('finance', 'cloud'), via: 'session' },
    ...{ organization: 'cloud', subjectId: termsId(place) },
    detail: { organizationId: demoId('organization', partner), ...changes, reason: one.reason },
    event: { kind: 'credit.terms_set', organization: partner, payload: { amount: textOf(one.credit), ...changes } },
  };
}

/** As domain/credit/set-threshold.ts and watch-balances.ts write it down. */
function thresholdDeeds(one: (typeof thresholds)[number], ago: Ago): DemoDeed[] {
  const about = { subjectId: thresholdId(one), organization: one.of };
  const customerId = one.customer && demoId('customer', one.customer);
  const detail = { amount: textOf(one.minor), currency: 'CNY', customerId };
  const who = demoEmail(one.of === 'acme' ? 'admin' : 'finance', one.of);
  const set: DemoDeed = { ...about, at: ago(one.daysAgo), action: 'thresholds.set', by: who, via: 'session', detail };
  if (one.crossed === undefined) return [set];
  const told = { ...detail, available: '0.00' };
  const kind = one.customer ? 'customer' : 'own';
  const crossed: DemoDeed = {
    ...{ ...about, at: ago(one.crossed), action: 'thresholds.cross', by: null, via: 'job', detail: told },
    event: { kind: 'balance.low', organization: one.of, payload: { kind, ...told } },
  };
  return [set, crossed];
}

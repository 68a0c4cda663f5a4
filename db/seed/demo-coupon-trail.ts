import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { CouponRecordKind } from '@/db/schema/coupons';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import type { DemoMove } from './demo-coupon-moves';
import { demoEmail, demoId, demoOrganizations, namedCustomers } from './demo-organizations';
import { insertRows, type Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** Who did it: a person in the console, the platform's order system for a customer, or a job. */
interface Doer {
  readonly organization: string;
  readonly via: 'session' | 'system' | 'job';
  readonly userId: Id<'user'> | null;
}

interface Traced extends DemoMove {
  readonly id: Id<'couponRecord'>;
  /** Absent for what was declined. */
  readonly transferId: Id<'transfer'> | null;
  readonly doer: Doer;
}

type Accounts = ReadonlyMap<string, string>;

/**
 * Posts what happened to coupons, each at its own moment, and writes the record, audit row, event and receipt which the command would have
 * left.
 *
 * @param accounts number of the account of each quota and coupon by its uuid, and of the operator's by its purpose
 */
export async function traceCoupons(
  client: pg.Client,
  moves: readonly DemoMove[],
  accounts: Accounts,
  random: SeededRandom,
): Promise<void> {
  const traced = moves.map((move): Traced => {
    const transferId = move.isDeclined ? null : random.idAt('transfer', move.at);
    return { ...move, id: random.idAt('couponRecord', move.at), transferId, doer: doerOf(move) };
  });
  const done = traced.filter(({ isDeclined }) => !isDeclined);
  await post(client, done, accounts);
  await insertRows(client, 'coupon_records', traced.map(recordRow));
  await insertRows(client, 'command_receipts', receiptsOf(done));
  await insertRows(
    client,
    'audit_entries',
    done.map((one) => auditRow(one, random)),
  );
  await insertRows(
    client,
    'outbox_events',
    done.map((one) => eventRow(one, random)),
  );
}

type Kind = Extract<
  CouponRecordKind,
  'quota_grant' | 'quota_issue' | 'quota_reclaim' | 'issue' | 'reclaim' | 'use' | 'expire'
>;

/** What each kind is in the ledger, which command does it, and what others hear of it. */
const ways: Readonly<Record<Kind, readonly [transfer: string, action: string, event: string]>> = {
  quota_grant: ['quota_grant', 'quotas.grant', 'quota.granted'],
  quota_issue: ['quota_issue', 'quotas.issue', 'quota.issued'],
  quota_reclaim: ['quota_reclaim', 'quotas.reclaim', 'quota.reclaimed'],
  issue: ['coupon_issue', 'coupons.issue', 'coupon.issued'],
  reclaim: ['coupon_return', 'coupons.reclaim', 'coupon.reclaimed'],
  use: ['coupon_use', 'coupons.consume', 'coupon.used'],
  expire: ['coupon_return', 'coupons.expire', 'coupon.expired'],
};

const wayOf = (kind: CouponRecordKind) => {
  const way = Object.entries(ways).find(([one]) => one === kind)?.[1];
  if (!way) throw new Error(`the demo world has nothing of kind ${kind}`);
  return way;
};

/** Of what passes between two partners, it is the distributor's record. */
const ownerOf = ({ kind, quota }: DemoMove): string =>
  kind === 'quota_issue' || kind === 'quota_reclaim' ? rootOf(quota.partner) : quota.partner;

function doerOf(move: DemoMove): Doer {
  const byFinance = (organization: string): Doer => ({
    ...{ organization, via: 'session', userId: demoId('user', demoEmail('finance', organization)) },
  });
  const { kind, quota, customer } = move;
  if (kind === 'quota_grant') return byFinance('cloud');
  if (kind === 'expire') return { organization: quota.partner, via: 'job', userId: null };
  if (kind !== 'use' || customer === null) return byFinance(ownerOf(move));
  const isNamed = namedCustomers.some(({ code }) => code === customer);
  return isNamed
    ? { organization: customer, via: 'session', userId: demoId('user', demoEmail('admin', customer)) }
    : { organization: customer, via: 'system', userId: null };
}

async function post(client: pg.Client, moves: readonly Traced[], accounts: Accounts): Promise<void> {
  const accountOf = (key: string): string => {
    const account = accounts.get(key);
    if (!account) throw new Error(`no account of ${key}`);
    return account;
  };
  const items = moves.map((one) => {
    const quota = accountOf(uuidOf(one.quota.id));
    const coupon = one.coupon ? accountOf(uuidOf(one.coupon.id)) : '';
    const parent = one.quota.parentId ? accountOf(uuidOf(one.quota.parentId)) : '';
    const legs: Readonly<Record<Kind, readonly [debit: string, credit: string]>> = {
      quota_grant: [accountOf('coupon_issuance'), quota],
      quota_issue: [parent, quota],
      quota_reclaim: [quota, parent],
      issue: [quota, coupon],
      reclaim: [coupon, quota],
      use: [coupon, accountOf('coupon_spent')],
      expire: [coupon, quota],
    };
    const [, [debit, credit] = ['', '']] = Object.entries(legs).find(([kind]) => kind === one.kind) ?? [];
    const [kind] = wayOf(one.kind);
    const id = one.transferId && uuidOf(one.transferId);
    return { id, kind, debit, credit, amount: String(one.amountMinor), at: one.at };
  });
  await client.query(
    `select ledger_post_dated(r.id, r.kind, r.debit, r.credit, 'CPN.CNY', r.amount, r.at)
       from rows from (jsonb_to_recordset($1) as (id uuid, kind text, debit bigint, credit bigint, amount bigint, at timestamptz)) with ordinality
         as r (id, kind, debit, credit, amount, at, place)
      order by r.place`,
    [JSON.stringify(items)],
  );
}

const uuid = (code: string): string => uuidOf(demoId('organization', code));
const rootOf = (code: string): string => demoOrganizations.find((one) => one.code === code)?.under ?? code;
const rootUuidOf = (code: string): string => uuid(rootOf(code));
const isOfReseller = ({ kind }: DemoMove): boolean => kind === 'quota_issue' || kind === 'quota_reclaim';

const recordRow = (one: Traced): Row => ({
  ...{ id: uuidOf(one.id), organization_id: uuid(ownerOf(one)), root_id: rootUuidOf(ownerOf(one)) },
  ...{ operation_id: uuidOf(one.operationId), kind: one.kind, quota_id: uuidOf(one.quota.id) },
  ...{ quota_type: one.quota.type, parent_quota_id: one.quota.parentId && uuidOf(one.quota.parentId) },
  coupon_id: one.coupon && uuidOf(one.coupon.id),
  customer_id: one.customer && uuid(one.customer),
  reseller_id: isOfReseller(one) ? uuid(one.quota.partner) : null,
  ...{ amount_minor: String(one.amountMinor), currency: 'CNY' },
  transfer_id: one.transferId && uuidOf(one.transferId),
  refusal: one.isDeclined ? 'customer_frozen' : null,
  order_id: one.kind === 'use' && one.coupon ? one.coupon.orderId : null,
  acting_organization_id: uuid(one.doer.organization),
  user_id: one.doer.userId && uuidOf(one.doer.userId),
  created_at: one.at.toISOString(),
});

/** One for each operation of a person. */
function receiptsOf(moves: readonly Traced[]): Row[] {
  const byOperation = new Map(moves.filter(({ doer }) => doer.userId).map((one) => [one.operationId, one]));
  return [...byOperation.values()].map((one) => ({
    ...{ organization_id: uuid(one.doer.organization), command: wayOf(one.kind)[1] },
    request_key: `demo-${one.operationId}`,
    fingerprint: `\\x${createHash('sha256').update(one.operationId).digest('hex')}`,
    result_id: uuidOf(one.operationId),
    created_at: one.at.toISOString(),
  }));
}

/** The facts as domain/coupons/move-coupons.ts writes them. */
function factsOf(one: Traced) {
  const { kind, quota, coupon, customer } = one;
  return {
    ...{ kind, quotaId: quota.id },
    ...(quota.parentId ? { parentQuotaId: quota.parentId } : {}),
    ...(coupon ? { couponId: coupon.id } : {}),
    ...(customer ? { customerId: demoId('customer', customer) } : {}),
    ...(isOfReseller(one) ? { resellerId: demoId('organization', quota.partner) } : {}),
    ...(kind === 'use' && coupon?.orderId ? { orderId: coupon.orderId } : {}),
    ...{ amount: formatMoney(money(one.amountMinor, 'CNY')), currency: 'CNY' },
  };
}

const subjectOf = ({ coupon, quota }: DemoMove): string => coupon?.id ?? quota.id;

const auditRow = (one: Traced, random: SeededRandom): Row => ({
  ...{ id: uuidOf(random.idAt('auditEntry', one.at)), organization_id: uuid(one.doer.organization) },
  ...{ root_id: rootUuidOf(one.doer.organization), at: one.at.toISOString(), action: wayOf(one.kind)[1] },
  ...{ outcome: 'done', via: one.doer.via, user_id: one.doer.userId && uuidOf(one.doer.userId) },
  address: one.doer.userId && `203.0.113.${random.between(1, 254)}`,
  subject_id: subjectOf(one),
  transfer_id: one.transferId && uuidOf(one.transferId),
  detail: factsOf(one),
});

/** Delivered already: nobody waits for news of the past. */
const eventRow = (one: Traced, random: SeededRandom): Row => ({
  ...{ id: uuidOf(random.idAt('event', one.at)), organization_id: uuid(ownerOf(one)) },
  ...{ root_id: rootUuidOf(ownerOf(one)), kind: wayOf(one.kind)[2], subject_id: subjectOf(one) },
  transfer_id: one.transferId && uuidOf(one.transferId),
  payload: { ...factsOf(one), operationId: asKind('couponOperation', one.operationId) },
  created_at: one.at.toISOString(),
  delivered_at: new Date(one.at.getTime() + 2000).toISOString(),
});

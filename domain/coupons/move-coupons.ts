import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { CouponRecordKind, CouponType } from '@/db/schema/coupons';
import type { CouponTransferKind } from '@/db/schema/ledger';
import type { Actor } from '@/domain/actor';
import { type AccountId, postBatch } from '@/domain/ledger/post';
import type { RefusalCode } from '@/domain/refusal';
import { type AuditFact, type DomainEvent, insertAudit, insertEvents } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money } from '@/lib/money';

/** One thing that happens to a quota or a coupon, as it is kept. */
interface RecordFacts {
  readonly kind: CouponRecordKind;
  /** Whose quota it is, or for what passes between two partners whose it was cut from. */
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly quotaId: Id<'couponQuota'>;
  readonly quotaType: CouponType;
  readonly parentQuotaId?: Id<'couponQuota'> | null;
  readonly couponId?: Id<'coupon'>;
  readonly customerId?: Id<'customer'>;
  readonly resellerId?: Id<'organization'>;
  readonly orderId?: string | null;
  readonly remark?: string | null;
  readonly amount: Money;
}

/** A movement of coupon value, with what is to be written down of it. */
export interface CouponMove extends RecordFacts {
  readonly debit: AccountId;
  readonly credit: AccountId;
}

/** What was declined within a list of which others are done; what it names may not exist. */
export interface DeclinedMove extends Omit<RecordFacts, 'quotaType' | 'quotaId'> {
  readonly quotaId?: Id<'couponQuota'>;
  readonly quotaType?: CouponType;
  readonly refusal: RefusalCode;
}

/** Under what name and id the moves are kept: those of the command, whose receipt names the same id; for a job, its own. */
export interface Operation {
  readonly action: string;
  readonly id: Id<'couponOperation'>;
}

/**
 * Moves coupon value, all of it or nothing, and writes down each move: its record, its audit and its event. Balances are locked from here to
 * the commit, so this is called last.
 *
 * @returns whether it was done; false leaves nothing behind but the caller's own rows: an account did not have enough
 * @source spec/05 §5.5, spec/13 L9–L11, L19
 */
export async function moveCoupons(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  moves: readonly CouponMove[],
  declined: readonly DeclinedMove[] = [],
): Promise<boolean> {
  const posted = moves.map((move) => ({ ...move, transferId: newId('transfer') }));
  const postings = await postBatch(
    tx,
    posted.map(({ transferId, kind, debit, credit, amount }) => ({
      id: transferId,
      kind: transferKinds[kind],
      debit,
      credit,
      amount,
    })),
  );
  invariant(
    postings.every(({ outcome }) => outcome !== 'invalid'),
    `the accounts of ${operation.action} exist, in one unit`,
  );
  const at = postings[0]?.postedAt;
  if (!at || postings.some(({ outcome }) => outcome === 'short')) return false;
  const rows = [
    ...posted.map((move) => rowOf(actor, operation, at, move, { transferId: move.transferId })),
    ...declined.map((move) => rowOf(actor, operation, at, move, { refusal: move.refusal })),
  ];
  await tx.insert(schema.couponRecords).values(rows);
  await tx.execute(
    insertAudit(posted.map((move) => ({ actor, fact: { ...auditOf(actor, move), action: operation.action } }))),
  );
  await tx.execute(insertEvents(posted.map((move) => eventOf(actor, move, operation))));
  return true;
}

const transferKinds: Readonly<Record<CouponRecordKind, CouponTransferKind>> = {
  quota_grant: 'quota_grant',
  quota_issue: 'quota_issue',
  quota_reclaim: 'quota_reclaim',
  issue: 'coupon_issue',
  reclaim: 'coupon_return',
  unbind: 'coupon_return',
  expire: 'coupon_return',
  unsubscribe: 'coupon_return',
  recharge_cancelled: 'coupon_return',
  associate: 'coupon_return',
  switch: 'coupon_return',
  move: 'coupon_return',
  use: 'coupon_use',
  refund: 'coupon_refund',
};

const eventKinds: Readonly<Partial<Record<CouponRecordKind, string>>> = {
  quota_grant: 'quota.granted',
  quota_issue: 'quota.issued',
  quota_reclaim: 'quota.reclaimed',
  issue: 'coupon.issued',
  expire: 'coupon.expired',
  use: 'coupon.used',
  refund: 'coupon.refunded',
};

type Posted = CouponMove & { readonly transferId: Id<'transfer'> };

const rowOf = (
  actor: Actor,
  operation: Operation,
  at: string,
  move: CouponMove | DeclinedMove,
  outcome: { readonly transferId?: Id<'transfer'>; readonly refusal?: RefusalCode },
) => ({
  id: newId('couponRecord'),
  organizationId: move.organizationId,
  rootId: move.rootId,
  operationId: operation.id,
  kind: move.kind,
  quotaId: move.quotaId ?? null,
  quotaType: move.quotaType ?? null,
  parentQuotaId: move.parentQuotaId ?? null,
  couponId: move.couponId ?? null,
  customerId: move.customerId ?? null,
  resellerId: move.resellerId ?? null,
  orderId: move.orderId ?? null,
  amountMinor: move.amount.minor,
  currency: move.amount.currency,
  transferId: outcome.transferId ?? null,
  refusal: outcome.refusal ?? null,
  actingOrganizationId: actor.organizationId,
  userId: actor.userId,
  apiKeyId: actor.apiKeyId,
  remark: move.remark ?? null,
  // To the microsecond, as the ledger has it: a `Date` would lose three digits.
  createdAt: sql`${at}::timestamptz`,
});

/** What the audit and the event say. The remark is the issuer's own and in neither. */
const factsOf = ({ kind, quotaId, parentQuotaId, couponId, customerId, resellerId, orderId, amount }: CouponMove) => ({
  kind,
  quotaId,
  ...(parentQuotaId ? { parentQuotaId } : {}),
  ...(couponId ? { couponId } : {}),
  ...(customerId ? { customerId } : {}),
  ...(resellerId ? { resellerId } : {}),
  ...(orderId ? { orderId } : {}),
  amount: formatMoney(amount),
  currency: amount.currency,
});

/**
 * The audit stands on the page of whoever acted. A customer sees nothing there of the quota a coupon was cut from, nor a reseller what its own
 * quota was: and what goes on between the two partners, when a customer's leaving makes it, stands on theirs.
 */
const auditOf = ({ kind }: Actor, move: Posted): Omit<AuditFact, 'action'> => {
  const { quotaId, parentQuotaId, ...facts } = factsOf(move);
  const ofQuota = { quotaId, ...(parentQuotaId && kind !== 'reseller' ? { parentQuotaId } : {}) };
  return {
    subjectId: move.couponId ?? move.quotaId,
    transferId: move.transferId,
    detail: kind === 'customer' && move.customerId ? facts : { ...facts, ...ofQuota },
    ...(kind === 'customer' && !move.customerId ? { organizationId: move.organizationId } : {}),
  };
};

const eventOf = ({ organizationId }: Actor, move: Posted, operation: Operation): DomainEvent => ({
  kind: eventKinds[move.kind] ?? 'coupon.reclaimed',
  organizationId: move.organizationId,
  rootId: move.rootId,
  subjectId: move.couponId ?? move.quotaId,
  transferId: move.transferId,
  payload: {
    ...factsOf(move),
    operationId: operation.id,
    // Where somebody else has done it: the platform, or a distributor for its reseller.
    ...(organizationId === move.organizationId ? {} : { actingOrganizationId: organizationId }),
  },
});

import type { CouponRecordKind } from '@/db/schema/coupons';
import { asKind, type Id } from '@/lib/id';
import { type DemoIssue, type DemoQuota, demoQuotas, type Fate } from './demo-coupons';
import type { SeededRandom } from './seeded-random';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const shanghaiMs = 8 * hourMs;

/** A quota with what it was made of. */
export interface MadeQuota extends DemoQuota {
  readonly id: Id<'couponQuota'>;
  readonly parentId: Id<'couponQuota'> | null;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
}

/** A coupon with what became of it. */
export interface MadeCoupon {
  readonly id: Id<'coupon'>;
  readonly quota: MadeQuota;
  readonly customer: string;
  readonly fate: Fate;
  readonly faceMinor: bigint;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  /** The order that used it. */
  readonly orderId: string | null;
  readonly usedAt: Date | null;
}

/** One movement, or what was declined within a list: then there is no amount to move. */
export interface DemoMove {
  readonly kind: CouponRecordKind;
  readonly operationId: Id<'couponOperation'>;
  readonly quota: MadeQuota;
  readonly coupon: MadeCoupon | null;
  readonly customer: string | null;
  readonly amountMinor: bigint;
  readonly at: Date;
  readonly isDeclined: boolean;
}

/** Everything that happened to the coupons of the demo world, in order of time. */
export function couponHistory(issues: readonly DemoIssue[], random: SeededRandom, now: Date) {
  const today = Math.floor((now.getTime() + shanghaiMs) / dayMs) * dayMs - shanghaiMs;
  const clock: Clock = {
    at: (daysAgo) => new Date(today - Math.floor(daysAgo) * dayMs + random.between(9 * hourMs, 17 * hourMs)),
    endIn: (days) => new Date(today + (days + 1) * dayMs - 1000),
  };
  const quotas: MadeQuota[] = [];
  for (const one of demoQuotas) {
    const effectiveAt = clock.at(one.daysAgo);
    const id = random.idAt('couponQuota', effectiveAt);
    const parentId = quotas.find(({ key }) => key === one.parent)?.id ?? null;
    quotas.push({ ...one, id, parentId, effectiveAt, expiresAt: clock.endIn(one.endsIn) });
  }
  const quotaOf = (key: string): MadeQuota => {
    const found = quotas.find((one) => one.key === key);
    if (!found) throw new Error(`no quota ${key}`);
    return found;
  };
  const given = quotas.flatMap((quota) => movesOfQuota(quota, random, clock));
  const issued = issues.flatMap((issue) => movesOfIssue(issue, quotaOf(issue.quota), random, clock));
  const coupons = issued.flatMap(({ kind, coupon }) => (kind === 'issue' && coupon ? [coupon] : []));
  const moves = [...given, ...issued].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return { quotas, coupons, moves };
}

/** Somebody at work so many days ago in Shanghai, and the last second of a day to come there. */
interface Clock {
  readonly at: (daysAgo: number) => Date;
  readonly endIn: (days: number) => Date;
}

function movesOfQuota(quota: MadeQuota, random: SeededRandom, { at }: Clock): DemoMove[] {
  const about = { quota, coupon: null, customer: null, amountMinor: quota.yuan * 100n, isDeclined: false };
  const move = (kind: CouponRecordKind, when: Date): DemoMove => {
    return { ...about, kind, at: when, operationId: random.idAt('couponOperation', when) };
  };
  // A grant goes by the id of what it grants.
  const given = quota.parent
    ? move('quota_issue', quota.effectiveAt)
    : { ...move('quota_grant', quota.effectiveAt), operationId: asKind('couponOperation', quota.id) };
  return quota.reclaimed ? [given, move('quota_reclaim', at(quota.reclaimed))] : [given];
}

function movesOfIssue(issue: DemoIssue, quota: MadeQuota, random: SeededRandom, clock: Clock): DemoMove[] {
  const { at, endIn } = clock;
  const effectiveAt = at(issue.daysAgo);
  const expiresAt = endIn(issue.endsIn);
  const operationId = random.idAt('couponOperation', effectiveAt);
  const about = { kind: 'issue', quota, operationId, at: effectiveAt, amountMinor: issue.faceMinor } as const;
  const issued = issue.coupons.flatMap(({ customer, fate }) => {
    const isUsed = fate === 'partly' || fate === 'used' || fate === 'lapsed';
    const lastsDays = Math.min(issue.daysAgo, issue.daysAgo + issue.endsIn) - 2.5;
    const usedAt = isUsed ? at(issue.daysAgo - 1 - random.next() * lastsDays) : null;
    const coupon: MadeCoupon = {
      ...{ id: random.idAt('coupon', effectiveAt), quota, customer, fate, faceMinor: issue.faceMinor },
      ...{ effectiveAt, expiresAt, usedAt, orderId: usedAt && `CS${usedAt.getTime()}${random.between(100, 999)}` },
    };
    return [{ ...about, coupon, customer, isDeclined: false }, ...movesAfter(coupon, random, clock, issue.daysAgo)];
  });
  return issue.declined ? [...issued, { ...about, coupon: null, customer: issue.declined, isDeclined: true }] : issued;
}

/** What happened after a coupon was issued. */
function movesAfter(coupon: MadeCoupon, random: SeededRandom, { at }: Clock, daysAgo: number): DemoMove[] {
  const { quota, customer, fate, faceMinor, usedAt, expiresAt } = coupon;
  const move = (kind: CouponRecordKind, when: Date, amountMinor: bigint): DemoMove => {
    const operationId = random.idAt('couponOperation', when);
    return { kind, quota, coupon, customer, operationId, amountMinor, at: when, isDeclined: false };
  };
  const spent = fate === 'used' ? faceMinor : (faceMinor * 2n) / 5n;
  const used = usedAt ? [move('use', usedAt, spent)] : [];
  const left = usedAt ? faceMinor - spent : faceMinor;
  if (fate === 'reclaimed') return [move('reclaim', at(daysAgo / 2), left)];
  // The job comes by within a minute.
  if (fate === 'expired' || fate === 'lapsed')
    return [...used, move('expire', new Date(expiresAt.getTime() + 40_000), left)];
  return used;
}

import { invariant } from '@/lib/invariant';
import { type DemoCustomer, type DemoOrganization, demoPartners } from './demo-organizations';
import { SeededRandom } from './seeded-random';

/** A transfer of the demo history. `from` and `to` are codes; a recharge comes from the bank, which has no code. */
export interface HistoricTransfer {
  readonly kind: 'recharge' | 'allocate' | 'reclaim' | 'allocate_reseller' | 'reclaim_reseller';
  /** Whose record it is: the partner whose balance pays or takes back. */
  readonly partner: string;
  readonly counterparty: string;
  readonly amountMinor: bigint;
  readonly at: Date;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Ninety days that end, for every partner and customer, at the balance the contract names: money arrives from the bank, goes down the
 * tree, and some of it comes back. Nobody is ever below zero on the way.
 *
 * @param now the history ends on the day before
 * @param otherwise by partner, what else comes (above zero) or goes, in minor units: recharges make up for it
 * @returns in order of time
 */
export function demoHistory(
  customers: readonly DemoCustomer[],
  now: Date,
  otherwise: Readonly<Record<string, bigint>>,
): HistoricTransfer[] {
  const random = new SeededRandom(7021);
  const clock = clockOf(now, random);
  const transfers: HistoricTransfer[] = [];
  for (const customer of customers) {
    const partner = demoPartners.find((one) => one.code === customer.partner);
    if (customer.type === 'referral' || partner?.kind === 'subsidised_partner') continue;
    transfers.push(...customerHistory(customer, random, clock));
  }
  // Resellers first: what they are given is part of what their distributor needs.
  for (const reseller of demoPartners.filter((one) => one.under !== null))
    transfers.push(...resellerHistory(reseller, transfers, clock));
  for (const partner of demoPartners.filter((one) => one.under === null))
    transfers.push(...rechargeHistory(partner, transfers, otherwise[partner.code] ?? 0n, clock));
  return transfers.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** A moment so many days before today: a random one in Shanghai's working hours, or the given minute after nine. */
type Clock = (daysAgo: number, minute?: number) => Date;

function clockOf(now: Date, random: SeededRandom): Clock {
  const shanghaiMs = 8 * 3_600_000;
  const today = Math.floor((now.getTime() + shanghaiMs) / dayMs) * dayMs - shanghaiMs;
  return (daysAgo, minute) =>
    new Date(
      today -
        daysAgo * dayMs +
        9 * 60 * minuteMs +
        (minute ?? random.between(45, 510)) * minuteMs +
        random.between(0, 59_999),
    );
}

/** Some allocations, perhaps a reclaim between them, and at the end whatever leads to the balance. */
function customerHistory(customer: DemoCustomer, random: SeededRandom, clock: Clock): HistoricTransfer[] {
  if (customer.balance === 0n && customer.code !== 'nanfeng' && random.isLikely(0.4)) return [];
  const days = Array.from({ length: random.between(2, 5) }, () => random.between(4, 87)).toSorted((a, b) => b - a);
  const moments = [...new Set(days)].map((day) => clock(day));
  let held = 0n;
  const move = (delta: bigint, at: Date): HistoricTransfer => {
    held += delta;
    return {
      kind: delta > 0n ? 'allocate' : 'reclaim',
      partner: customer.partner,
      counterparty: customer.code,
      amountMinor: delta > 0n ? delta : -delta,
      at,
    };
  };
  const transfers = moments.map((at) => {
    const takesBack = held > 20_000n && random.isLikely(0.3);
    return move(takesBack ? -(held / 20_000n) * 10_000n : BigInt(random.between(2, 30)) * 10_000n, at);
  });
  const left = customer.balance - held;
  return left === 0n ? transfers : [...transfers, move(left, clock(random.between(1, 3)))];
}

/** Given by the distributor in three parts; what was too much is taken back in the evening of the last day. */
function resellerHistory(
  reseller: DemoOrganization,
  transfers: readonly HistoricTransfer[],
  clock: Clock,
): HistoricTransfer[] {
  const distributor = reseller.under;
  invariant(distributor, 'a reseller stands under a distributor');
  const needed = netOutflow(reseller.code, transfers) + reseller.balance;
  const given = roundUp(max(needed, mostSpent(reseller.code, transfers)), 1_000_000n);
  const between = { partner: distributor, counterparty: reseller.code };
  const first = roundUp(given / 2n, 100_000n);
  const parts = [first, (given - first) / 2n, given - first - (given - first) / 2n];
  const gifts = parts
    .map((amountMinor, index): HistoricTransfer => {
      return { kind: 'allocate_reseller', ...between, amountMinor, at: clock([89, 75, 60][index] ?? 60, 15) };
    })
    .filter((gift) => gift.amountMinor > 0n);
  const tooMuch = given - needed;
  const back: HistoricTransfer = { kind: 'reclaim_reseller', ...between, amountMinor: tooMuch, at: clock(1, 560) };
  return tooMuch > 0n ? [...gifts, back] : gifts;
}

/** Bank transfers in round sums; the last one is what is left, to the fen. */
function rechargeHistory(
  partner: DemoOrganization,
  transfers: readonly HistoricTransfer[],
  otherwise: bigint,
  clock: Clock,
): HistoricTransfer[] {
  const needed = netOutflow(partner.code, transfers) + partner.balance - otherwise;
  if (needed === 0n) return [];
  const first = roundUp(needed / 2n, 1_000_000n);
  const second = roundUp((needed - first) / 2n, 1_000_000n);
  const parts = [first, second, needed - first - second];
  return parts
    .map((amountMinor, index): HistoricTransfer => {
      const at = clock([90, 62, 33][index] ?? 33, 20);
      return { kind: 'recharge', partner: partner.code, counterparty: partner.code, amountMinor, at };
    })
    .filter((recharge) => recharge.amountMinor > 0n);
}

/** What moves through `code`'s own balance below it, in time order: positive leaves it. */
const outflows = (code: string, transfers: readonly HistoricTransfer[]): bigint[] =>
  transfers
    .filter((one) => one.partner === code && one.kind !== 'recharge')
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((one) => (one.kind.startsWith('allocate') ? one.amountMinor : -one.amountMinor));

const netOutflow = (code: string, transfers: readonly HistoricTransfer[]): bigint =>
  outflows(code, transfers).reduce((a, b) => a + b, 0n);

/** The largest sum that was out at one time. */
function mostSpent(code: string, transfers: readonly HistoricTransfer[]): bigint {
  let [out, most] = [0n, 0n];
  for (const delta of outflows(code, transfers)) {
    out += delta;
    most = max(most, out);
  }
  return most;
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const roundUp = (amount: bigint, step: bigint): bigint => ((amount + step - 1n) / step) * step;

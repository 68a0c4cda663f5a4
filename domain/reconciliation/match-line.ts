import type { MatchReason, MatchRung } from '@/db/schema/reconciliation';
import type { Id } from '@/lib/id';
import { isVirtualNumber, virtualNumbersIn } from '@/lib/virtual-number';

/** Of a credit line, what a match is made by. */
export interface LineToMatch {
  readonly amountMinor: bigint;
  readonly payerName: string | null;
  /** As names are compared; empty or null where the bank does not say who paid. */
  readonly payerNameKey: string | null;
  readonly payerAccount: string | null;
  readonly virtualNumber: string | null;
  readonly remittanceText: string | null;
  readonly endToEndId: string | null;
  /** The operator's own account it arrived at: no partner's number, though banks write it where one could stand. */
  readonly accountNumber: string;
}

/** Somebody whose transfers count for a partner: itself, or by an agreement in effect. */
export interface NameOwner {
  readonly partnerId: Id<'organization'>;
  readonly payerId: Id<'entrustedPayer'> | null;
}

/** What is known that concerns a batch of lines. */
export interface MatchFacts {
  /** Numbers that were given to partners. */
  readonly numbers: ReadonlyMap<string, Id<'organization'>>;
  /** For whom a payer's transfers count, by its name as names are compared. */
  readonly names: ReadonlyMap<string, readonly NameOwner[]>;
  readonly rules: ReadonlyMap<
    string,
    readonly { readonly partnerId: Id<'organization'>; readonly payerAccount: string | null }[]
  >;
  readonly partners: ReadonlyMap<
    Id<'organization'>,
    {
      readonly mayReceive: boolean;
      readonly isFrozen: boolean;
      /** The largest of its latest recharges; null where there is none. */
      readonly largestMinor: bigint | null;
    }
  >;
  /** From this amount on a second person decides. */
  readonly automaticBelowMinor: bigint;
}

/** Whose a line seems to be, how sure that is, and what may be done with it by itself. */
export interface Match {
  readonly rung: MatchRung | null;
  readonly partnerId: Id<'organization'> | null;
  /** By whose agreement the payer's transfers count for the partner. */
  readonly payerId: Id<'entrustedPayer'> | null;
  readonly reasons: readonly MatchReason[];
  /** In percent; null where there is no match. */
  readonly certainty: number | null;
  readonly decision: 'post' | 'propose' | 'suspend';
}

/** How many times a partner's largest recharge is still usual for it. */
const usualTimes = 10n;

/** How sure a rung is by itself, in percent. */
const certainties = { virtual_account: 95, reference: 90, payer: 65, rule: 50 } as const satisfies Record<
  MatchRung,
  number
>;

/**
 * Climbs the ladder: the number that was paid to, a number in the payer's words, the payer's name, a rule. Only the first two post by
 * themselves, and only where nothing at all speaks against it: the payer has to be one whose transfers count for that partner.
 *
 * @param doubts what speaks against any match: that the line may be known from elsewhere
 * @source spec/06 §6.2, spec/13 L14, design/differentiators.md X4
 */
export function matchLine(line: LineToMatch, facts: MatchFacts, doubts: readonly MatchReason[] = []): Match {
  const found = byNumber(line, facts) ?? byName(line, facts) ?? byRule(line, facts);
  const aside = [...doubts, ...numberTroubles(line, facts)];
  if (!found)
    return { rung: null, partnerId: null, payerId: null, reasons: aside, certainty: null, decision: 'suspend' };
  const owner = ownersOf(line, facts).find(({ partnerId }) => partnerId === found.partnerId);
  const reasons = [
    ...found.reasons,
    payerReason(line, owner),
    ...amountReasons(line, facts, found.partnerId),
    ...aside,
    ...partnerTroubles(facts, found.partnerId),
  ];
  const { rung, partnerId } = found;
  const isSure = rung === 'virtual_account' || rung === 'reference';
  const isClear = isSure && reasons.every(({ speaks, code }) => speaks === 'for' || code === 'amount_unusual');
  const isLarge = line.amountMinor >= facts.automaticBelowMinor;
  return {
    ...{ rung, partnerId, payerId: owner?.payerId ?? null },
    reasons: isClear && isLarge ? [...reasons, against('amount_large')] : reasons,
    certainty: certaintyOf(rung, reasons),
    decision: !isClear ? 'suspend' : isLarge ? 'propose' : 'post',
  };
}

interface Found {
  readonly rung: MatchRung;
  readonly partnerId: Id<'organization'>;
  readonly reasons: readonly MatchReason[];
}

const speaksFor = (code: string, value?: string): MatchReason => ({
  code,
  speaks: 'for',
  ...(value ? { value } : {}),
});
const against = (code: string, value?: string): MatchReason => ({
  code,
  speaks: 'against',
  ...(value ? { value } : {}),
});

/** The number the bank says was paid to; undefined where it says none but the account's own. */
function paidTo({ virtualNumber, accountNumber }: LineToMatch): string | undefined {
  const number = virtualNumber?.normalize('NFKC').replaceAll(/[\s-]/g, '');
  return number && number !== accountNumber ? number : undefined;
}

/** The numbers in the payer's words, also where other digits stand beside them. */
function numbersIn({ remittanceText, endToEndId }: LineToMatch): readonly string[] {
  const texts = [remittanceText, endToEndId].flatMap((text) => (text ? [text, ...text.split(/[\s,，;；]+/u)] : []));
  return [...new Set(texts.flatMap(virtualNumbersIn))];
}

/** Every number with right check digits that a line names: it may be some partner's. */
export function numbersNamedBy(line: LineToMatch): readonly string[] {
  const number = paidTo(line);
  return [...(number && isVirtualNumber(number) ? [number] : []), ...numbersIn(line)];
}

/** Whose numbers stand in the payer's words: partner → one of them. */
function partnersIn(line: LineToMatch, facts: MatchFacts): Map<Id<'organization'>, string> {
  return new Map(
    numbersIn(line).flatMap((number) => {
      const partnerId = facts.numbers.get(number);
      return partnerId ? [[partnerId, number] as const] : [];
    }),
  );
}

function byNumber(line: LineToMatch, facts: MatchFacts): Found | undefined {
  const number = paidTo(line);
  const owner = number && isVirtualNumber(number) ? facts.numbers.get(number) : undefined;
  const named = partnersIn(line, facts);
  if (owner) {
    const others = [...named.keys()].some((partnerId) => partnerId !== owner);
    const reasons = [speaksFor('number_paid_to', number), ...(others ? [against('text_names_another')] : [])];
    return { rung: 'virtual_account', partnerId: owner, reasons };
  }
  const [only, ...others] = named;
  if (!only || others.length > 0) return undefined;
  return { rung: 'reference', partnerId: only[0], reasons: [speaksFor('number_in_text', only[1])] };
}

const ownersOf = ({ payerNameKey }: LineToMatch, facts: MatchFacts): readonly NameOwner[] =>
  (payerNameKey && facts.names.get(payerNameKey)) || [];

function byName(line: LineToMatch, facts: MatchFacts): Found | undefined {
  const partners = new Set(ownersOf(line, facts).map(({ partnerId }) => partnerId));
  const [partnerId, ...others] = partners;
  return partnerId && others.length === 0 ? { rung: 'payer', partnerId, reasons: [] } : undefined;
}

function byRule(line: LineToMatch, facts: MatchFacts): Found | undefined {
  const rules = (line.payerNameKey && facts.rules.get(line.payerNameKey)) || [];
  const exact = rules.filter(({ payerAccount }) => payerAccount !== null && payerAccount === line.payerAccount);
  const partners = new Set((exact.length > 0 ? exact : rules).map(({ partnerId }) => partnerId));
  const [partnerId, ...others] = partners;
  if (!partnerId || others.length > 0) return undefined;
  return { rung: 'rule', partnerId, reasons: [speaksFor(exact.length > 0 ? 'rule_of_account' : 'rule_of_name')] };
}

/** What is wrong with the numbers, whatever else the line is matched by. */
function numberTroubles(line: LineToMatch, facts: MatchFacts): MatchReason[] {
  const number = paidTo(line);
  if (number && !isVirtualNumber(number)) return [against('number_wrong', number)];
  if (number && !facts.numbers.has(number)) return [against('number_unknown', number)];
  if (number) return [];
  if (partnersIn(line, facts).size > 1) return [against('numbers_of_several')];
  return [];
}

function payerReason(line: LineToMatch, owner: NameOwner | undefined): MatchReason {
  if (!line.payerNameKey) return against('payer_missing');
  if (!owner) return against('payer_not_allowed', line.payerName ?? undefined);
  return speaksFor(owner.payerId ? 'payer_entrusted' : 'payer_own_name', line.payerName ?? undefined);
}

function amountReasons(line: LineToMatch, facts: MatchFacts, partnerId: Id<'organization'>): MatchReason[] {
  const largest = facts.partners.get(partnerId)?.largestMinor ?? null;
  if (largest === null) return [];
  return [line.amountMinor <= largest * usualTimes ? speaksFor('amount_usual') : against('amount_unusual')];
}

function partnerTroubles(facts: MatchFacts, partnerId: Id<'organization'>): MatchReason[] {
  const partner = facts.partners.get(partnerId);
  if (!partner?.mayReceive) return [against('partner_cannot_receive')];
  return partner.isFrozen ? [against('partner_frozen')] : [];
}

/** What a reason takes away from, or adds to, how sure a match is. */
const weights: Readonly<Record<string, number>> = {
  amount_usual: 5,
  amount_unusual: -10,
  payer_not_allowed: -35,
  payer_missing: -30,
  number_wrong: -15,
  number_unknown: -15,
  numbers_of_several: -10,
  text_names_another: -40,
  reference_used: -30,
  maybe_known: -30,
  recorded_alike: -30,
  is_reversal: -40,
  rule_of_account: 15,
};

function certaintyOf(rung: MatchRung, reasons: readonly MatchReason[]): number {
  const weight = reasons.reduce((sum, { code }) => sum + (weights[code] ?? 0), certainties[rung] as number);
  // A rule is made for names that are no partner's: that such a one is not allowed takes nothing from it.
  const eased = rung === 'rule' && reasons.some(({ code }) => code === 'payer_not_allowed') ? weight + 35 : weight;
  return Math.min(100, Math.max(5, eased));
}

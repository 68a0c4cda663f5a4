import type { MatchReason } from '@/db/schema/reconciliation';

/** Of a reversal or of a line it may take back, what the bank says. */
export interface NamedLine {
  readonly bankReference: string | null;
  readonly endToEndId: string | null;
  readonly otherReferences: readonly string[];
  /** As names are compared. */
  readonly payerNameKey: string | null;
}

/** How sure it is, in percent, that a reversal takes a line back, and what speaks for it and against it. */
export interface Evidence {
  /** Whether a reference of the reversal names the line. All others are only alike. */
  readonly isNamed: boolean;
  readonly certainty: number;
  readonly reasons: readonly MatchReason[];
}

const weights = { names_reference: 95, names_other: 90, names_end_to_end: 85, only_alike: 20 } as const;

/**
 * Says how sure it is that a reversal takes a line of the same account and amount back. Only a reference that names the line counts for much: the
 * bank's own, one of instruction or transaction, or the payer's. Nothing is decided by it; two people are.
 *
 * @param rivals how many lines a reference of the reversal names
 * @source docs/decisions/0024-reversals.md
 */
export function reversalEvidence(reversal: NamedLine, line: NamedLine, rivals: number): Evidence {
  const { code, value } = namedBy(reversal, line);
  const isNamed = code !== 'only_alike';
  const payer = payerReason(reversal, line);
  const reasons: readonly MatchReason[] = [
    { code, speaks: isNamed ? 'for' : 'against', ...(value === undefined ? {} : { value }) },
    ...(payer ? [payer] : []),
    ...(isNamed && rivals > 1 ? [{ code: 'names_several', speaks: 'against' } as const] : []),
  ];
  const doubt = (payer?.speaks === 'against' ? 30 : 0) + (isNamed && rivals > 1 ? 40 : 0);
  const support = payer?.speaks === 'for' ? 5 : 0;
  return { isNamed, certainty: Math.min(100, Math.max(5, weights[code] + support - doubt)), reasons };
}

function namedBy(
  reversal: NamedLine,
  line: NamedLine,
): { readonly code: keyof typeof weights; readonly value?: string } {
  const said = new Set(namesOf(reversal));
  const { bankReference, endToEndId, otherReferences } = line;
  if (bankReference !== null && said.has(bankReference)) return { code: 'names_reference', value: bankReference };
  const other = otherReferences.find((text) => said.has(text));
  if (other !== undefined) return { code: 'names_other', value: other };
  if (endToEndId !== null && said.has(endToEndId)) return { code: 'names_end_to_end', value: endToEndId };
  return { code: 'only_alike' };
}

/** Everything a line is called. */
const namesOf = ({ bankReference, endToEndId, otherReferences }: NamedLine): string[] =>
  [bankReference, endToEndId, ...otherReferences].filter((text) => text !== null);

/** Banks cut names; where one of the two says none, that says nothing. */
function payerReason({ payerNameKey: one }: NamedLine, { payerNameKey: other }: NamedLine): MatchReason | undefined {
  if (!one || !other) return undefined;
  const isSame = one.startsWith(other) || other.startsWith(one);
  return isSame ? { code: 'same_payer', speaks: 'for' } : { code: 'other_payer', speaks: 'against' };
}

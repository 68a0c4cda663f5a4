import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { formatInstant } from '@/components/when-format';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';

/** Every value of a parameter, each once: what checkboxes send, or one text. */
export const listOf = (params: SearchParams, name: string): string[] => [
  ...new Set([params[name] ?? []].flat().filter((value) => value !== '')),
];

/** A list as a command takes it from a form: alone, a value is text, in which several codes may stand. */
export const textOrList = (list: readonly string[]): string | readonly string[] =>
  list.length === 1 ? (list[0] ?? '') : list;

/** A value that was entered, or one to begin with while nothing was. */
export const enteredOr = (params: SearchParams, name: string, initial: string): string =>
  params[name] === undefined ? initial : paramOf(params, name);

/** The days on which a quota begins and ends where its owner's clocks are. */
export const daysOf = ({ effectiveAt, expiresAt }: QuotaDetail, timeZone: string) => ({
  effectiveAt: formatInstant(effectiveAt, timeZone, 'day'),
  expiresAt: formatInstant(expiresAt, timeZone, 'day'),
});

/**
 * A validity as it was entered, for the command. A day on which the quota itself begins or ends means the quota's own moment: it need not
 * begin at midnight, and who leaves the day as it stands wants nothing else.
 */
export function validityText(
  entered: { readonly effectiveAt: string; readonly expiresAt: string },
  quota: QuotaDetail,
  timeZone: string,
) {
  const days = daysOf(quota, timeZone);
  return {
    effectiveAt: entered.effectiveAt === days.effectiveAt ? '' : entered.effectiveAt,
    expiresAt: entered.expiresAt === days.expiresAt ? '' : entered.expiresAt,
  };
}

/** The inputs that send these values again: one for each value of a list. */
export const hiddenOf = (
  input: Readonly<Record<string, string | readonly string[]>>,
): { name: string; value: string }[] =>
  Object.entries(input).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== '')
      .map((one) => ({ name, value: one })),
  );

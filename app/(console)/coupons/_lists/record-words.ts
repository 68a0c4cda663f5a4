import { useTranslations } from 'next-intl';
import type { RecordLine } from '@/domain/coupons/record-lines';
import { isRefusalCode } from '@/domain/refusal';

/** What a record says in words, for tables and files alike. */
export function useRecordWords() {
  const [t, kinds, refusals] = [
    useTranslations('coupons'),
    useTranslations('couponwords.kinds'),
    useTranslations('refusals'),
  ];
  return {
    kind: ({ kind }: Pick<RecordLine, 'kind'>): string => kinds(kind),
    result: ({ refusal }: Pick<RecordLine, 'refusal'>): string =>
      t(refusal === null ? 'results.done' : 'results.declined'),
    why: ({ refusal }: Pick<RecordLine, 'refusal'>): string | undefined => {
      if (refusal === null) return undefined;
      return isRefusalCode(refusal) ? refusals(refusal) : refusal;
    },
    by: ({ by, userName }: Pick<RecordLine, 'by' | 'userName'>): string => userName ?? t(`by.${by}`),
  };
}

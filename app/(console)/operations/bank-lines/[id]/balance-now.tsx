import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { Alert } from '@/components/ui/alert';
import { DescriptionList } from '@/components/ui/description-list';
import type { PostingPreview } from '@/domain/reconciliation/posting-queries';

/** The partner's balance as it is now, and as it would be afterwards. */
export function BalanceNow({ preview }: { preview: PostingPreview }) {
  const t = useTranslations('reconciliation.preview');
  return (
    <div className="flex flex-col gap-3">
      {preview.isFrozen && <Alert kind="warning" title={t('frozen')} />}
      <DescriptionList
        items={[
          { label: t('before'), value: <Amount value={preview.before} /> },
          { label: t('after'), value: <Amount value={preview.after} /> },
        ]}
      />
    </div>
  );
}

import { getTranslations } from 'next-intl/server';
import { Alert } from '@/components/ui/alert';
import { TextLink } from '@/components/ui/text-link';
import type { Id } from '@/lib/id';

/** In place of a review whose request has been carried out. */
export async function AlreadyDone({ id }: { id: Id<'couponOperation'> }) {
  const t = await getTranslations('issuing');
  return (
    <Alert
      kind="done"
      title={t('alreadyDone')}
      actions={<TextLink href={`/coupons/operations/${id}`}>{t('viewResult')}</TextLink>}
    >
      {t('alreadyDoneText')}
    </Alert>
  );
}

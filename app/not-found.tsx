import { getTranslations } from 'next-intl/server';
import { PlainFrame } from '@/components/shell/plain-frame';
import { RequestReference } from '@/components/shell/request-reference';
import { ButtonLink } from '@/components/ui/button';
import { brandName, chosenTheme } from './_entry/appearance';
import { requestId } from './_entry/request-id';

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('notFoundTitle') };
}

export default async function NotFound() {
  const [t, theme, id] = await Promise.all([getTranslations('errors'), chosenTheme(), requestId()]);
  return (
    <PlainFrame brand={brandName()} theme={theme}>
      <h1 className="text-xl">{t('notFoundTitle')}</h1>
      <p className="mt-2 text-muted">{t('notFoundText')}</p>
      <p className="mt-4">
        <ButtonLink href="/" variant="primary">
          {t('home')}
        </ButtonLink>
      </p>
      <RequestReference label={t('reference')} id={id} />
    </PlainFrame>
  );
}

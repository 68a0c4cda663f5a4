import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NotFoundMessage } from '@/components/shell/not-found-message';
import { PlainFrame } from '@/components/shell/plain-frame';
import { brandName, chosenTheme } from './_entry/appearance';
import { requestId } from './_entry/request-id';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('errors');
  return { title: t('notFoundTitle') };
}

export default async function NotFound() {
  const [theme, id] = await Promise.all([chosenTheme(), requestId()]);
  return (
    <PlainFrame brand={brandName()} theme={theme}>
      <NotFoundMessage requestId={id} />
    </PlainFrame>
  );
}

import { getLocale, getTranslations } from 'next-intl/server';
import type { SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { localName } from '@/lib/local-name';
import { EditMoney } from './edit-money';
import { type Direction, type MoneyRequest, readMoneyRequest } from './money-request';
import { ReviewMoney } from './review-money';

type Step = 'edit' | 'review';

/** What a money page holds, by direction and step; the dialog holds the same. */
export const moneyContent = (step: Step, request: MoneyRequest, isDialog: boolean) =>
  step === 'edit' ? (
    <EditMoney request={request} isDialog={isDialog} />
  ) : (
    <ReviewMoney request={request} isDialog={isDialog} />
  );

/** The heading of a money page, also the title of its dialog. */
export async function moneyHeading(step: Step, { direction, party }: MoneyRequest): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('funds.money'), getLocale()]);
  return t(`${direction}.${step === 'edit' ? 'heading' : 'reviewHeading'}`, { name: localName(party, locale) });
}

/** A money page as a page of its own. */
export async function MoneyPage({
  direction,
  step,
  searchParams,
}: {
  direction: Direction;
  step: Step;
  searchParams: Promise<SearchParams>;
}) {
  const [t, locale, request] = await Promise.all([
    getTranslations('funds.money'),
    getLocale(),
    searchParams.then((params) => readMoneyRequest(direction, params)),
  ]);
  if (!request) return <NobodyChosen direction={direction} />;
  const name = localName(request.party, locale);
  return (
    <>
      <PageHeader
        title={await moneyHeading(step, request)}
        description={t(`${direction}.${step === 'edit' ? 'description' : 'reviewDescription'}`, { name })}
      />
      <Card className="max-w-3xl">{moneyContent(step, request, false)}</Card>
    </>
  );
}

async function NobodyChosen({ direction }: { direction: Direction }) {
  const t = await getTranslations('funds.money');
  return (
    <>
      <PageHeader title={t(`${direction}.title`)} />
      <EmptyState title={t('noPartyTitle')} action={<ButtonLink href="/customers">{t('toCustomers')}</ButtonLink>}>
        {t('noPartyText')}
      </EmptyState>
    </>
  );
}

/** The title of a money page. */
export async function moneyTitle(direction: Direction) {
  const t = await getTranslations('funds.money');
  return { title: t(`${direction}.title`) };
}

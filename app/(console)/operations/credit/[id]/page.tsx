import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { type CreditPartner, findCreditPartner } from '@/domain/credit/operator-queries';
import { listTerms } from '@/domain/credit/terms-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { TermsTable } from '../../../funds/credit/terms-table';
import { TermsForm } from './terms-form';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadPartner = cache(async (id: string): Promise<CreditPartner> => {
  const scope = await requireScope('credit.oversee');
  const partner = isId('organization', id) ? await findCreditPartner(scope, id) : undefined;
  return partner ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [partner, locale, t] = await Promise.all([
    params.then(({ id }) => loadPartner(id)),
    getLocale(),
    getTranslations('credit.operator'),
  ]);
  return { title: t('ofPartner', { name: localName(partner, locale) }) };
}

/** One partner's terms: as they are, to be set anew, and as they were. */
export default async function CreditPartnerPage({ params, searchParams }: Params) {
  const [partner, query, actor, locale, t, operations] = await Promise.all([
    params.then(({ id }) => loadPartner(id)),
    searchParams,
    requireActor(),
    getLocale(),
    getTranslations('credit.operator'),
    getTranslations('operations'),
  ]);
  const name = localName(partner, locale);
  return (
    <>
      <PageHeader
        title={t('ofPartner', { name })}
        description={<CopyableId id={partner.id} label={operations('copyId', { name })} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/credit' }, { label: name }]}
        actions={<ButtonLink href={`/operations/organizations/${partner.id}`}>{t('organization')}</ButtonLink>}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'set' && <Alert kind="done" title={t('done')} />}
        <FiguresCard partner={partner} />
        {may(actor, 'credit.set') && <TermsForm partner={partner} params={query} />}
        <HistoryCard partner={partner} params={query} />
      </div>
    </>
  );
}

async function FiguresCard({ partner }: { partner: CreditPartner }) {
  const t = await getTranslations('credit');
  const { terms, recharge, creditUsed, available } = partner;
  const items = [
    { label: t('figures.recharge'), value: recharge },
    { label: t('terms.limit'), value: terms.creditLimit },
    { label: t('terms.used'), value: creditUsed },
    { label: t('terms.designated'), value: terms.designated },
    { label: t('terms.owedInvoices'), value: terms.owedInvoices },
    { label: t('figures.available'), value: available },
  ];
  return (
    <Card title={t('operator.now')}>
      <DescriptionList items={items.map(({ label, value }) => ({ label, value: <Amount value={value} /> }))} />
    </Card>
  );
}

async function HistoryCard({ partner, params }: { partner: CreditPartner; params: SearchParams }) {
  const [scope, t] = await Promise.all([requireScope('credit.oversee'), getTranslations('credit')]);
  const path = `/operations/credit/${partner.id}`;
  const page = await listTerms(scope, partner.id, pageRequest(params, { key: 'instant', id: 'creditTerms' }, 20));
  return (
    <Card title={t('history.title')}>
      {page.rows.length === 0 ? (
        <p className="text-muted">{t('history.empty')}</p>
      ) : (
        <TermsTable rows={page.rows} showsUser />
      )}
      <Pagination
        previousHref={page.before && hrefWith(path, {}, { before: page.before, after: undefined })}
        nextHref={page.after && hrefWith(path, {}, { after: page.after, before: undefined })}
      />
    </Card>
  );
}

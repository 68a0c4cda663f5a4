import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findOwnPartner, type OwnPartner } from '@/domain/associations/partner-queries';
import { mayAskToSwitch } from '@/domain/associations/pre-check-queries';
import { type ChangeLine, listChanges } from '@/domain/associations/queries';
import { may } from '@/domain/permission';
import { localName } from '@/lib/local-name';
import { ChangeTable } from '../association-changes/change-table';
import { ConsentTable } from './consent-table';
import { ContactList } from './contact-list';

export async function generateMetadata() {
  const t = await getTranslations('mypartner');
  return { title: t('title') };
}

/** A customer's view of its partner. @source spec/01 §1.7, spec/02 §2.3 */
export default async function MyPartnerPage() {
  const [scope, actor, t] = await Promise.all([
    requireScope('partner.read'),
    requireActor(),
    getTranslations('mypartner'),
  ]);
  const [partner, { rows: changes }, maySwitch] = await Promise.all([
    findOwnPartner(scope),
    listChanges(scope, {}, { limit: 5 }),
    mayAskToSwitch(scope),
  ]);
  const asks = partner && may(actor, 'association_changes.request') && (
    <>
      {maySwitch && <ButtonLink href="/association-changes/new?kind=switch">{t('switch')}</ButtonLink>}
      <ButtonLink href="/association-changes/new?kind=disassociate">{t('leave')}</ButtonLink>
    </>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={asks} />
      <div className="flex flex-col gap-4">
        {partner ? <PartnerCards partner={partner} /> : <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>}
        <Requests changes={changes} />
      </div>
    </>
  );
}

async function PartnerCards({ partner }: { partner: OwnPartner }) {
  const [t, common, locale] = await Promise.all([getTranslations('mypartner'), getTranslations('common'), getLocale()]);
  const otherName = locale === 'en' ? partner.name : partner.nameEn;
  return (
    <>
      <Card title={t('partner')}>
        <DescriptionList
          items={[
            { label: t('name'), value: localName(partner, locale) },
            { label: t('otherName'), value: otherName },
            { label: t('kind'), value: common(`kinds.${partner.kind}`) },
            {
              label: t('type'),
              value: (
                <span className="flex flex-col">
                  {common(`associations.${partner.type}`)}
                  <span className="text-muted">{t(`types.${partner.type}`)}</span>
                </span>
              ),
            },
            { label: t('since'), value: <When at={partner.since} precision="minute" /> },
          ]}
        />
      </Card>
      <ContactList contacts={partner.contacts} administrator={partner.administrator} />
      <ConsentTable consents={partner.consents} />
    </>
  );
}

/** The latest of what either side has asked, with partners before this one among them. */
async function Requests({ changes }: { changes: readonly ChangeLine[] }) {
  const t = await getTranslations('mypartner');
  return (
    <section aria-label={t('requests')}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg">{t('requests')}</h2>
        {changes.length > 0 && <TextLink href="/association-changes">{t('allRequests')}</TextLink>}
      </div>
      {changes.length === 0 ? (
        <p className="text-muted">{t('noRequests')}</p>
      ) : (
        <ChangeTable rows={changes} caption={t('requests')} isCustomer />
      )}
    </section>
  );
}

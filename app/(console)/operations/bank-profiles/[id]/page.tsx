import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { controlsOf, csvColumnNames } from '@/domain/reconciliation/profile-input';
import { type BankProfile, findBankProfile } from '@/domain/reconciliation/profile-queries';
import { isId } from '@/lib/id';
import { archiveBankProfileAction } from '../actions';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadProfile = cache(async (id: string): Promise<BankProfile> => {
  const scope = await requireScope('reconciliation.import');
  const profile = isId('bankProfile', id) ? await findBankProfile(scope, id) : undefined;
  return profile ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const profile = await params.then(({ id }) => loadProfile(id));
  return { title: profile.name };
}

/** A saved profile. */
export default async function BankProfilePage({ params, searchParams }: Params) {
  const [profile, query, t] = await Promise.all([
    params.then(({ id }) => loadProfile(id)),
    searchParams,
    getTranslations('bankfiles.profile'),
  ]);
  const isArchived = profile.archivedAt !== null;
  return (
    <>
      <PageHeader
        title={profile.name}
        status={isArchived && <Badge>{t('archived')}</Badge>}
        description={<CopyableId id={profile.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-profiles' }, { label: profile.name }]}
        actions={
          !isArchived && (
            <ButtonLink href={`/operations/bank-profiles/new?profileId=${profile.id}`}>{t('change')}</ButtonLink>
          )
        }
      />
      <div className="flex max-w-4xl flex-col gap-4">
        {paramOf(query, 'done') === '1' && <Alert kind="done" title={t('saved')} />}
        <DefinitionCard profile={profile} />
        {!isArchived && (
          <Card title={t('archiveTitle')}>
            <ActionForm action={archiveBankProfileAction} label={t('archiveTitle')}>
              <p className="text-muted">{t('archiveText')}</p>
              <input type="hidden" name="profileId" value={profile.id} />
              <div>
                <SubmitButton variant="danger">{t('archive')}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        )}
      </div>
    </>
  );
}

async function DefinitionCard({ profile }: { profile: BankProfile }) {
  const t = await getTranslations('bankfiles.profile');
  const controls = controlsOf(profile.definition);
  const delimiter = (['comma', 'semicolon', 'tab', 'bar'] as const).find((word) => word === controls['delimiter']);
  const item = (label: string, value: string | undefined) => ({ label, value });
  return (
    <Card>
      <DescriptionList
        items={[
          item(t('encoding'), controls['encoding']),
          item(t('delimiter'), delimiter && t(`delimiters.${delimiter}`)),
          item(t('headerLine'), controls['headerLine']),
          item(t('dateFormat'), controls['dateFormat']),
          item(t('amountFormat'), controls['amountFormat']),
          ...csvColumnNames.map((name) => item(t(`columns.${name}`), controls[`${name}Column`])),
          item(t('creditWord'), controls['creditWord']),
          item(t('debitWord'), controls['debitWord']),
          item(t('openingLabel'), controls['openingLabel']),
          item(t('closingLabel'), controls['closingLabel']),
          item(t('accountNumber'), controls['accountNumber']),
          item(t('by'), profile.userName),
          { label: t('changedAt'), value: <When at={profile.updatedAt} /> },
          ...(profile.archivedAt === null
            ? []
            : [{ label: t('archived'), value: <When at={profile.archivedAt} precision="minute" /> }]),
        ]}
      />
    </Card>
  );
}

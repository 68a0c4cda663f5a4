import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ApiKeyRow, findApiKey } from '@/domain/identity/api-key-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { permissionNames } from '../../../open-access/credentials/permission-name';
import { disableApiKeyAction } from '../../actions';
import { KeyState } from '../key-state';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadKey = cache(async (id: string): Promise<ApiKeyRow> => {
  const scope = await requireScope('api_keys.read');
  const key = isId('apiKey', id) ? await findApiKey(scope, id) : undefined;
  return key ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const key = await loadKey((await params).id);
  return { title: key.name };
}

export default async function ApiKeyPage({ params, searchParams }: Params) {
  const [key, query, actor, locale, t, own, common] = await Promise.all([
    params.then(({ id }) => loadKey(id)),
    searchParams,
    requireActor(),
    getLocale(),
    getTranslations('operations'),
    getTranslations('credentials'),
    getTranslations('common'),
  ]);
  const when = (at: Date | null) => at && <When at={at} precision="minute" />;
  return (
    <>
      <PageHeader
        title={key.name}
        status={<KeyState apiKey={key} />}
        description={<CopyableId id={key.id} label={t('copyId', { name: key.name })} />}
        breadcrumbs={[{ label: t('keys.title'), href: '/operations/api-keys' }, { label: key.name }]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'disabled' && key.state === 'disabled' && (
          <Alert kind="done" title={t('keys.disabled')} />
        )}
        <Card title={t('keys.facts')}>
          <DescriptionList
            items={[
              {
                label: t('keys.accessKey'),
                value: <CopyableId id={key.accessKey} label={t('keys.copyAccessKey', { name: key.name })} />,
              },
              {
                label: common('organization'),
                value: (
                  <TextLink href={`/operations/organizations/${key.owner.id}`}>{localName(key.owner, locale)}</TextLink>
                ),
              },
              { label: t('keys.rights'), value: t(`keys.rightsOf.${key.rights}`) },
              {
                label: own('permissionsLegend'),
                value: key.permissions ? permissionNames(key.permissions, own).join(', ') : own('everything'),
              },
              { label: own('addresses'), value: key.allowedAddresses?.join(', ') ?? own('anywhere') },
              { label: t('keys.rate'), value: t('keys.rateOf', { count: key.ratePerSecond }) },
              { label: t('createdAt'), value: when(key.createdAt) },
              { label: own('expiresAt'), value: when(key.expiresAt) ?? own('forGood') },
              { label: t('keys.lastUsedAt'), value: when(key.lastUsedAt) ?? t('keys.never') },
              { label: own('lastUsedAddress'), value: key.lastUsedAddress ?? undefined },
              { label: t('keys.disabledAt'), value: when(key.disabledAt) },
            ]}
          />
        </Card>
        {key.state === 'active' && may(actor, 'api_keys.disable') && (
          <Card title={t('keys.disableTitle')}>
            <ActionForm action={disableApiKeyAction} label={t('keys.disableTitle')}>
              <p className="text-muted">{t('keys.disableText')}</p>
              <input type="hidden" name="apiKeyId" value={key.id} />
              <div>
                <SubmitButton variant="danger">{t('keys.disable', { name: key.name })}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        )}
      </div>
    </>
  );
}

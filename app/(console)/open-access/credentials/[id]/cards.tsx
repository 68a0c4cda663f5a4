import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { Credential } from '@/domain/identity/credential-queries';
import { permissionNames } from '../permission-name';

/** What it is signed with, who made it, and when it was used. */
export async function FactsCard({ credential }: { credential: Credential }) {
  const t = await getTranslations('credentials');
  const { name, accessKey, createdAt, createdBy, disabledAt, lastUsedAt, lastUsedAddress } = credential;
  const other = (id: string) => <TextLink href={`/open-access/credentials/${id}`}>{t('otherKey')}</TextLink>;
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          { label: t('accessKey'), value: <CopyableId id={accessKey} label={t('copyAccessKey', { name })} /> },
          { label: t('createdAt'), value: <When at={createdAt} precision="minute" /> },
          { label: t('createdBy'), value: createdBy ?? t('byPlatform') },
          { label: t('lastUsedAt'), value: lastUsedAt ? <When at={lastUsedAt} precision="minute" /> : t('never') },
          { label: t('lastUsedAddress'), value: lastUsedAddress ?? undefined },
          ...(disabledAt ? [{ label: t('disabledAt'), value: <When at={disabledAt} precision="minute" /> }] : []),
          ...(credential.replacesId ? [{ label: t('replaces'), value: other(credential.replacesId) }] : []),
          ...(credential.replacedById ? [{ label: t('replacedBy'), value: other(credential.replacedById) }] : []),
        ]}
      />
    </Card>
  );
}

/** What it may be used for, from where, and for how long. */
export async function LimitsCard({ credential }: { credential: Credential }) {
  const t = await getTranslations('credentials');
  const { rights, permissions, allowedAddresses, expiresAt, ratePerSecond } = credential;
  return (
    <Card title={t('limits')}>
      <DescriptionList
        items={[
          { label: t('rights'), value: t(`rightsOf.${rights}`) },
          {
            label: t('permissionsLegend'),
            value: permissions ? <Lines lines={permissionNames(permissions, t)} /> : t('everything'),
          },
          {
            label: t('addresses'),
            value: allowedAddresses ? <Lines lines={allowedAddresses} /> : t('anywhere'),
          },
          { label: t('expiresAt'), value: expiresAt ? <When at={expiresAt} /> : t('forGood') },
          { label: t('rate'), value: t('rateOf', { count: ratePerSecond }) },
        ]}
      />
    </Card>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  );
}

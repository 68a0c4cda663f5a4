import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { Masked } from '@/components/masked';
import { PlainTable } from '@/components/table/data-table';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { listCustomers } from '@/domain/customers/queries';
import { listApiKeys } from '@/domain/identity/api-key-queries';
import { listUsersOfOrganization } from '@/domain/identity/organization-queries';
import { may } from '@/domain/permission';
import type { Id } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ActiveState } from '../../active-state';
import { KeyState } from '../../api-keys/key-state';

interface Of {
  organizationId: Id<'organization'>;
}

/** The members of an organization. */
export async function UsersCard({ organizationId }: Of) {
  const [scope, t, common] = await Promise.all([
    requireScope('organizations.read'),
    getTranslations('operations'),
    getTranslations('common'),
  ]);
  const users = await listUsersOfOrganization(scope, organizationId);
  return (
    <Card title={t('users.title')}>
      <PlainTable caption={t('users.title')}>
        <thead>
          <tr>
            <th scope="col">{common('name')}</th>
            <th scope="col">{common('email')}</th>
            <th scope="col">{t('users.roles')}</th>
            <th scope="col">{common('status')}</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <th scope="row">
                <TextLink href={`/operations/users/${user.id}`}>{user.name}</TextLink>
              </th>
              <td>{user.email === null ? '—' : <Masked text={user.email} />}</td>
              <td>{user.roles.map((role) => common(`roles.${role}`)).join(', ')}</td>
              <td>
                <ActiveState state={user.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Card>
  );
}

/** The newest API keys of an organization. */
export async function KeysCard({ organizationId }: Of) {
  const [scope, actor, t, common] = await Promise.all([
    requireScope('api_keys.read'),
    requireActor(),
    getTranslations('operations'),
    getTranslations('common'),
  ]);
  const { rows } = await listApiKeys(scope, { organizationId }, { limit: 20 });
  return (
    <Card
      title={t('keys.title')}
      actions={
        may(actor, 'api_keys.create') && (
          <ButtonLink size="small" href={`/operations/api-keys/new?organization=${organizationId}`}>
            {t('keys.create')}
          </ButtonLink>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="text-muted">{t('keys.noneHere')}</p>
      ) : (
        <PlainTable caption={t('keys.title')}>
          <thead>
            <tr>
              <th scope="col">{common('name')}</th>
              <th scope="col">{t('keys.accessKey')}</th>
              <th scope="col">{t('keys.rights')}</th>
              <th scope="col">{common('status')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <TextLink href={`/operations/api-keys/${row.id}`}>{row.name}</TextLink>
                </th>
                <td>
                  <code>{row.accessKey}</code>
                </td>
                <td>{t(`keys.rightsOf.${row.rights}`)}</td>
                <td>
                  <KeyState apiKey={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Card>
  );
}

/** The newest customers of a partner, with the way to all of them. */
export async function CustomersCard({ organizationId }: Of) {
  const [scope, t, common, locale] = await Promise.all([
    requireScope('customers.read'),
    getTranslations('operations'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { rows, after } = await listCustomers(scope, { partnerId: organizationId }, { limit: 10 });
  const all = `/customers?partner=${organizationId}`;
  return (
    <Card
      title={t('organizations.customers')}
      actions={after && <TextLink href={all}>{t('organizations.allCustomers')}</TextLink>}
    >
      {rows.length === 0 ? (
        <p className="text-muted">{t('organizations.noCustomers')}</p>
      ) : (
        <PlainTable caption={t('organizations.customers')}>
          <thead>
            <tr>
              <th scope="col">{common('name')}</th>
              <th scope="col">{common('type')}</th>
              <th scope="col" className="end">
                {common('balance')}
              </th>
              <th scope="col">{common('status')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <TextLink href={`/customers/${row.id}`}>{localName(row, locale)}</TextLink>
                </th>
                <td>{common(`associations.${row.type}`)}</td>
                <td className="end">{row.type === 'resale' ? <Amount value={row.balance} /> : '—'}</td>
                <td>
                  <ActiveState state={row.state} />
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Card>
  );
}

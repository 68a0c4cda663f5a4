import { getTranslations } from 'next-intl/server';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import type { OrganizationKind } from '@/domain/actor';
import { isReading, type KeyPermission, keyPermissionsOf } from '@/domain/identity/credential-model';
import { permissionKey } from './permission-name';

/** What a key is narrowed to now. */
export interface ShownLimits {
  readonly rights: 'full' | 'read_only';
  readonly permissions: readonly string[] | null;
  readonly allowedAddresses: readonly string[] | null;
  /** A day where the reader is. */
  readonly expiresOn: string | null;
}

/** The fields of a key that can be changed later too: what it can do, from where, and for how long. */
export async function LimitFields({ kind, limits }: { kind: OrganizationKind; limits?: ShownLimits }) {
  const [t, common] = await Promise.all([getTranslations('credentials'), getTranslations('common')]);
  const own = keyPermissionsOf(kind);
  const reading = own.filter(isReading);
  const changing = limits?.rights === 'read_only' ? [] : own.filter((permission) => !isReading(permission));
  return (
    <>
      <SelectField
        name="reach"
        label={t('reach')}
        defaultValue={limits?.permissions ? 'chosen' : 'all'}
        options={(['all', 'chosen'] as const).map((value) => ({ value, label: t(`reachOf.${value}`) }))}
      />
      <Fieldset name="permissions" legend={t('permissionsLegend')} hint={t('permissionsHint')}>
        <PermissionBoxes title={t('reading')} permissions={reading} chosen={limits?.permissions} />
        {changing.length > 0 && (
          <PermissionBoxes title={t('changing')} permissions={changing} chosen={limits?.permissions} />
        )}
      </Fieldset>
      <TextArea
        name="allowedAddresses"
        label={t('addresses')}
        hint={t('addressesHint')}
        rows={3}
        maxLength={5000}
        defaultValue={limits?.allowedAddresses?.join('\n')}
        optional={common('optional')}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        name="expiresOn"
        type="date"
        label={t('expiresOn')}
        hint={t('expiresOnHint')}
        defaultValue={limits?.expiresOn ?? ''}
        optional={common('optional')}
      />
    </>
  );
}

async function PermissionBoxes({
  title,
  permissions,
  chosen,
}: {
  title: string;
  permissions: readonly KeyPermission[];
  chosen: readonly string[] | null | undefined;
}) {
  const t = await getTranslations('credentials.permissions');
  return (
    <div className="mb-2">
      <p className="text-muted">{title}</p>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {permissions.map((permission) => (
          <Checkbox
            key={permission}
            name="permissions"
            value={permission}
            inGroup
            label={t(permissionKey(permission))}
            defaultChecked={chosen?.includes(permission)}
          />
        ))}
      </div>
    </div>
  );
}

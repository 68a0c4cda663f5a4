import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requirePerson, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { languageNames, roleNames } from '@/domain/identity/input';
import { createUserAction } from '../actions';

export async function generateMetadata() {
  const t = await getTranslations('users');
  return { title: t('add') };
}

export default async function NewUserPage() {
  const [{ actor, user }, t, roles, languages] = await Promise.all([
    requirePerson(),
    getTranslations('users'),
    getTranslations('common.roles'),
    getTranslations('shell.languages'),
    requireScope('users.create'),
  ]);
  const asksForCode = needsCode(actor, 'customers_always');
  return (
    <>
      <PageHeader
        title={t('add')}
        description={t('addText')}
        breadcrumbs={[{ label: t('title'), href: '/organization/users' }, { label: t('add') }]}
      />
      {asksForCode ? (
        <CodeNotice back="/organization/users/new" />
      ) : (
        <Card>
          <ActionForm
            action={createUserAction}
            requestKey={newRequestKey()}
            label={t('add')}
            doneMessage={t('added')}
            doneRecord={{ path: '/organization/users/', label: t('openMember') }}
            className="flex max-w-md flex-col gap-4"
          >
            <TextField name="name" label={t('name')} autoComplete="off" maxLength={128} required />
            <TextField name="email" label={t('email')} type="email" autoComplete="off" maxLength={254} required />
            <Fieldset name="roles" legend={t('roles')} hint={t('rolesHint')}>
              {roleNames.map((role) => (
                <Checkbox
                  key={role}
                  name="roles"
                  value={role}
                  inGroup
                  label={
                    <>
                      {roles(role)} <span className="text-muted">{t(`roleTexts.${role}`)}</span>
                    </>
                  }
                />
              ))}
            </Fieldset>
            <SelectField
              name="language"
              label={t('language')}
              defaultValue={user.language}
              options={languageNames.map((value) => ({ value, label: languages(value) }))}
            />
            <div>
              <SubmitButton>{t('add')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      )}
    </>
  );
}

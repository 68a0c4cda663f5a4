import Form from 'next/form';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { TextField } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { listOrganizations } from '@/domain/identity/organization-queries';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { localName } from '@/lib/local-name';

const shownMax = 10;

/** Looks for the partner a transaction is for, by name, account name or id; each that is found leads to the form filled in with it. */
export async function PartnerSearch({ line, params }: { line: BankLineDetail; params: SearchParams }) {
  const [t, locale, scope] = await Promise.all([
    getTranslations('reconciliation.decide'),
    getLocale(),
    requireScope('reconciliation.post'),
  ]);
  const path = `/operations/bank-lines/${line.id}`;
  const q = paramOf(params, 'find');
  const found = q === '' ? [] : (await listOrganizations(scope, { q }, { limit: shownMax })).rows;
  return (
    <search className="flex flex-col gap-2">
      <Form action={route(path)} className="flex flex-wrap items-end gap-2" aria-label={t('find')}>
        <TextField name="find" label={t('find')} placeholder={t('findHint')} defaultValue={q} autoComplete="off" />
        <SubmitButton variant="secondary">{t('findButton')}</SubmitButton>
      </Form>
      {q !== '' && found.length === 0 && <p role="status">{t('foundNone')}</p>}
      {found.length > 0 && (
        <ul className="flex flex-col gap-1" aria-label={t('found')}>
          {found.map((partner) => (
            <li key={partner.id}>
              <TextLink href={`${path}?partner=${partner.id}`}>{localName(partner, locale)}</TextLink>{' '}
              <span className="text-muted">{partner.accountName}</span>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

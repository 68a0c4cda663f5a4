import { getLocale, getTranslations } from 'next-intl/server';
import { paramOf } from '@/components/table/hrefs';
import { FrozenBadge } from '@/components/ui/badge';
import { findReseller, listResellers, type ResellerRow } from '@/domain/customers/reseller-queries';
import { localName } from '@/lib/local-name';
import { noteOf } from './customer-picker';
import { Picker } from './picker';
import type { QuotaRequest } from './quota-request';

const shownMax = 20;

/** Picks resellers of the distributor. */
export async function ResellerPicker({ request, error }: { request: QuotaRequest; error: string | undefined }) {
  const { scope, resellerIds, params } = request;
  const q = paramOf(params, 'q');
  const [t, form, locale, chosen, page] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('ui.form'),
    getLocale(),
    Promise.all(resellerIds.slice(0, 100).map((id) => findReseller(scope, id))),
    listResellers(scope, q === '' ? {} : { q }, { limit: shownMax }),
  ]);
  const found = page.rows.filter(({ id }) => !resellerIds.includes(id));
  const optionOf = (reseller: ResellerRow) => ({
    id: reseller.id,
    label: <ResellerLabel reseller={reseller} name={localName(reseller, locale)} />,
  });
  return (
    <Picker
      name="resellers"
      path="/coupons/issue-quota"
      search={q}
      error={error}
      chosen={chosen.flatMap((reseller) => (reseller ? [optionOf(reseller)] : []))}
      found={found.map(optionOf)}
      text={{
        legend: t('resellers'),
        hint: t('resellersHint'),
        search: t('findResellers'),
        find: t('find'),
        optional: form('optional'),
        note: noteOf(found.length, page.after !== undefined, t),
      }}
    />
  );
}

async function ResellerLabel({ reseller, name }: { reseller: ResellerRow; name: string }) {
  const common = await getTranslations('common');
  return (
    <span className="wrap-anywhere">
      {name} <span className="text-muted">{reseller.accountName}</span>{' '}
      {reseller.state === 'frozen' && <FrozenBadge>{common('states.frozen')}</FrozenBadge>}
    </span>
  );
}

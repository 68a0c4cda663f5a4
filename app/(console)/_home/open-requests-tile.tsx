import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { hrefWith } from '@/components/table/hrefs';
import { FigureTile } from '@/components/ui/card';
import { listChanges } from '@/domain/associations/queries';

const most = 100;

/** Requests of the other side that wait for an answer. Few are open at a time, so they are read rather than counted. */
export async function OpenRequestsTile({ askedBy }: { askedBy: 'partner' | 'customer' }) {
  const [scope, t, locale] = await Promise.all([
    requireScope('association_changes.read'),
    getTranslations('home'),
    getLocale(),
  ]);
  const filter = { state: 'submitted', startedBy: askedBy };
  const { rows, after } = await listChanges(scope, filter, { limit: most });
  return (
    <FigureTile
      label={t('openRequests')}
      value={after ? t('atLeast', { count: most }) : new Intl.NumberFormat(locale).format(rows.length)}
      note={t(askedBy === 'customer' ? 'openRequestsOfCustomers' : 'openRequestsOfPartner')}
      href={hrefWith('/association-changes', {}, filter)}
    />
  );
}

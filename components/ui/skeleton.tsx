import { useTranslations } from 'next-intl';

/** The shape of a list page while it is on its way. Invisible for the first 150 ms. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  const t = useTranslations('ui');
  return (
    <div role="status" aria-busy="true" aria-label={t('loading')}>
      <div className="skeleton mb-2 h-7 w-40" />
      <div className="skeleton mb-5 h-5 w-72 max-w-full" />
      <div className="skeleton mb-4 h-9" />
      <div className="card">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          <div key={row} className="flex h-10 items-center gap-4 border-b px-3 last:border-b-0">
            <div className="skeleton h-4 w-2/5" />
            <div className="skeleton h-4 w-1/5" />
            <div className="skeleton ms-auto h-4 w-24" />
          </div>
        ))}
      </div>
    </div>
  );
}

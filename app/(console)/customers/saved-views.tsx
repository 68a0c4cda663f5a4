import { useTranslations } from 'next-intl';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import type { SavedView } from '@/domain/customers/view-queries';
import { changeViewAction, deleteViewAction, saveViewAction } from './actions';

const path = '/customers';

/** The address a view stands for. It says which view it came from, so that what was changed since can be told. */
export const viewHref = (view: SavedView): string =>
  `${path}?${view.query}${view.query === '' ? '' : '&'}view=${view.id}`;

/**
 * The reader's own views of the list, as links that write themselves into the address, which stays the only truth: once something in it is
 * changed, the view it came from is marked so, and can be gone back to.
 *
 * @source design/ux-checklist.md 18, 19
 */
export function SavedViews({
  views,
  current,
  query,
}: {
  views: readonly SavedView[];
  /** The view the address came from. */
  current: SavedView | undefined;
  /** What the address says now. */
  query: string;
}) {
  const t = useTranslations('customers.views');
  const isModified = current !== undefined && current.query !== query;
  return (
    <section aria-label={t('title')} className="no-print mb-3 flex flex-col gap-1">
      {views.length > 0 && (
        <ul className="flex flex-wrap gap-1">
          <li>
            <ButtonLink
              size="small"
              variant="quiet"
              href={path}
              aria-current={!current && query === '' ? 'true' : undefined}
            >
              {t('all')}
            </ButtonLink>
          </li>
          {views.map((view) => (
            <li key={view.id}>
              <ButtonLink
                size="small"
                variant="quiet"
                href={viewHref(view)}
                aria-current={view === current ? 'true' : undefined}
              >
                {view.name}
              </ButtonLink>
            </li>
          ))}
        </ul>
      )}
      {isModified && (
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="info">{t('modified', { name: current.name })}</Badge>
          <TextLink href={viewHref(current)}>{t('reset')}</TextLink>
        </p>
      )}
      <Disclosure summary={current ? t('changeTitle', { name: current.name }) : t('save')}>
        {current ? <ChangeForms view={current} query={query} /> : <SaveForm query={query} />}
      </Disclosure>
    </section>
  );
}

function SaveForm({ query }: { query: string }) {
  const t = useTranslations('customers.views');
  return (
    <ActionForm action={saveViewAction} label={t('save')} className="flex max-w-md flex-col gap-2">
      <input type="hidden" name="query" value={query} />
      <TextField name="name" label={t('name')} hint={t('nameHint')} maxLength={64} />
      <div>
        <SubmitButton variant="secondary">{t('saveAs')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

/** One form for another name and for what the list shows now; the way to a further view leads through the same address without this one. */
function ChangeForms({ view, query }: { view: SavedView; query: string }) {
  const t = useTranslations('customers.views');
  return (
    <div className="flex max-w-md flex-col gap-3">
      <ActionForm action={changeViewAction} label={t('change')} className="flex flex-col gap-2">
        <input type="hidden" name="viewId" value={view.id} />
        <input type="hidden" name="query" value={query} />
        <TextField name="name" label={t('name')} hint={t('changeHint')} maxLength={64} defaultValue={view.name} />
        <div>
          <SubmitButton variant="secondary">{t('change')}</SubmitButton>
        </div>
      </ActionForm>
      <ActionForm action={deleteViewAction} label={t('delete', { name: view.name })}>
        <input type="hidden" name="viewId" value={view.id} />
        <SubmitButton variant="secondary">{t('delete', { name: view.name })}</SubmitButton>
      </ActionForm>
      <p>
        <TextLink href={query === '' ? path : `${path}?${query}`}>{t('saveAnother')}</TextLink>
      </p>
    </div>
  );
}

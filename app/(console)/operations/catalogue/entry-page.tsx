import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Disclosure } from '@/components/ui/disclosure';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { type ShownValues, seenOf } from '@/domain/seen-values';
import { type CatalogueKind, listPath } from './catalogue-kinds';

/** The page of one entry: what stays, a form for what may change (`children` are its fields), and its end. */
export async function EntryPage({
  kind,
  id,
  idField,
  title,
  query,
  facts,
  change,
  seen,
  remove,
  children,
}: {
  kind: CatalogueKind;
  id: string;
  /** What the commands call the id. */
  idField: string;
  title: string;
  query: SearchParams;
  facts: readonly { label: string; value: ReactNode }[];
  change: FormAction;
  /** What of it the form is filled in with. */
  seen: ShownValues;
  /** Undefined while other entries refer to it. */
  remove: FormAction | undefined;
  children: ReactNode;
}) {
  const t = await getTranslations('catalogue');
  const done = (['added', 'changed'] as const).find((each) => each === paramOf(query, 'done'));
  return (
    <>
      <PageHeader
        title={title}
        description={<CopyableId id={id} />}
        breadcrumbs={[
          { label: t('title'), href: '/operations/catalogue' },
          { label: t(`kinds.${kind}.title`), href: listPath(kind) },
          { label: title },
        ]}
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(done)} />}
        <Card title={t('facts')}>
          <DescriptionList items={[...facts]} />
        </Card>
        <Card title={t('change')}>
          <ActionForm
            action={change}
            requestKey={newRequestKey()}
            seen={seenOf(seen)}
            label={t('change')}
            className="flex max-w-md flex-col gap-4"
          >
            <input type="hidden" name={idField} value={id} />
            {children}
            <div>
              <SubmitButton>{t('change')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
        <Card title={t('remove')}>
          {remove ? (
            <Disclosure summary={t('removeOpen')}>
              <ActionForm
                action={remove}
                requestKey={newRequestKey()}
                label={t('remove')}
                className="flex max-w-2xl flex-col gap-3"
              >
                <p className="text-muted">{t('removeText')}</p>
                <input type="hidden" name={idField} value={id} />
                <div>
                  <SubmitButton variant="danger">{t('removeConfirm', { title })}</SubmitButton>
                </div>
              </ActionForm>
            </Disclosure>
          ) : (
            <p className="text-muted">{t('inUse')}</p>
          )}
        </Card>
      </div>
    </>
  );
}

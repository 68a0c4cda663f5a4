import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { type CatalogueKind, listPath } from './catalogue-kinds';

/** The page of a new entry: `children` are its fields. */
export async function NewEntry({
  kind,
  action,
  children,
}: {
  kind: CatalogueKind;
  action: FormAction;
  children: ReactNode;
}) {
  const t = await getTranslations('catalogue');
  const title = t(`kinds.${kind}.add`);
  return (
    <>
      <PageHeader
        title={title}
        description={t(`kinds.${kind}.stays`)}
        breadcrumbs={[
          { label: t('title'), href: '/operations/catalogue' },
          { label: t(`kinds.${kind}.title`), href: listPath(kind) },
          { label: title },
        ]}
      />
      <Card>
        <ActionForm action={action} requestKey={newRequestKey()} label={title} className="flex max-w-md flex-col gap-4">
          {children}
          <div>
            <SubmitButton>{title}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}

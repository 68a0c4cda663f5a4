import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { findOperation, referenceWords } from '@/app/_reference/documents';
import type { ReferenceOperation } from '@/app/_reference/reference-operations';
import { PlainTable } from '@/components/table/data-table';
import { Chip } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { may } from '@/domain/permission';
import { ExampleCard } from './example-card';
import { MemberTable } from './member-table';
import { TryCard } from './try-card';

interface Params {
  params: Promise<{ operation: string }>;
}

const loadOperation = cache(async (name: string): Promise<ReferenceOperation> => {
  await requireScope('api_reference.read');
  return findOperation(name, await referenceWords()) ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const { name, summary } = await loadOperation((await params).operation);
  return { title: `${summary} · ${name}` };
}

/** One operation: what it takes, what it answers, how to call it, and a form to try it. */
export default async function OperationPage({ params }: Params) {
  const [operation, actor, t] = await Promise.all([
    params.then(({ operation: name }) => loadOperation(name)),
    requireActor(),
    getTranslations('apireference'),
  ]);
  const { name, summary, method, path, description, callers, parameters, body, answer, problems } = operation;
  return (
    <>
      <PageHeader
        title={summary}
        description={
          <code className="wrap-anywhere">
            {method} {path}
          </code>
        }
        status={callers.map((caller) => <Chip key={caller}>{t(`callerNames.${caller}`)}</Chip>)}
        breadcrumbs={[{ label: t('title'), href: '/open-access/reference' }, { label: name }]}
      />
      <div className="flex flex-col gap-4">
        {description && <p className="max-w-3xl">{description}</p>}
        <Card title={t('parameters')}>
          {parameters.length > 0 ? (
            <MemberTable caption={t('parameters')} members={parameters} of="request" />
          ) : (
            <p className="text-muted">{t(body.length > 0 ? 'noParameters' : 'noMembers')}</p>
          )}
        </Card>
        {body.length > 0 && (
          <Card title={t('body')}>
            <MemberTable caption={t('body')} members={body} of="request" />
          </Card>
        )}
        <Card title={t('answer')}>
          {answer.length > 0 ? (
            <MemberTable caption={t('answer')} members={answer} of="answer" />
          ) : (
            <p className="text-muted">{t('noAnswer')}</p>
          )}
        </Card>
        <Card title={t('problems')}>
          <PlainTable caption={t('problems')}>
            <thead>
              <tr>
                <th scope="col">{t('code')}</th>
                <th scope="col">{t('meaning')}</th>
              </tr>
            </thead>
            <tbody>
              {problems.map(({ code, meaning }) => (
                <tr key={code}>
                  <th scope="row">
                    <code>{code}</code>
                  </th>
                  <td>{meaning}</td>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Card>
        <ExampleCard operation={operation} />
        <TryCard operation={operation} mayTry={may(actor, 'api_reference.try')} />
      </div>
    </>
  );
}

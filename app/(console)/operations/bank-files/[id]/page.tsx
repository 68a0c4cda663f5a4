import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FollowLeaf } from '@/app/(console)/_exports/follow-leaf';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { type BankFileRow, findBankFile, listStatements, sumLines } from '@/domain/reconciliation/file-queries';
import { isId } from '@/lib/id';
import { FileState } from '../file-state';
import { formatNames } from '../format-name';
import { OutcomeCard, StatementsCard } from './figure-cards';
import { RefusalCard } from './refusal-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadFile = cache(async (id: string): Promise<BankFileRow> => {
  const scope = await requireScope('reconciliation.read');
  const file = isId('bankFile', id) ? await findBankFile(scope, id) : undefined;
  return file ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const file = await params.then(({ id }) => loadFile(id));
  return { title: file.name };
}

/** A bank's file: how far it is, what it says, and what became of its money. */
export default async function BankFilePage({ params, searchParams }: Params) {
  const [file, query, scope, actor, t] = await Promise.all([
    params.then(({ id }) => loadFile(id)),
    searchParams,
    requireScope('reconciliation.read'),
    requireActor(),
    getTranslations('bankfiles'),
  ]);
  const [statements, sums] = await Promise.all([listStatements(scope, file.id), sumLines(scope, file.id)]);
  const path = `/operations/bank-files/${file.id}`;
  return (
    <>
      <PageHeader
        title={file.name}
        status={<FileState state={file.state} />}
        description={<CopyableId id={file.id} label={t('file.copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-files' }, { label: file.name }]}
        actions={
          <>
            {/* A file, not a page: no router, no prefetching. */}
            {file.isKept && may(actor, 'reconciliation.import') && (
              <a href={`${path}/download`} download className={buttonClass('secondary', 'medium')}>
                {t('file.download')}
              </a>
            )}
            {file.state !== 'refused' && (
              <ButtonLink href={`/operations/bank-lines?file=${file.id}`}>{t('file.showLines')}</ButtonLink>
            )}
          </>
        }
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === '1' && file.state !== 'refused' && (
          <Alert kind="done" title={t(file.state === 'done' ? 'file.imported' : 'file.received')} />
        )}
        <Progress file={file} path={path} />
        {file.state === 'refused' && <RefusalCard file={file} />}
        <FactsCard file={file} />
        {statements.length > 0 && <StatementsCard statements={statements} />}
        {/* Until all lines are booked, the rest of them would be counted as known. */}
        {file.state === 'done' && sums.length > 0 && <OutcomeCard sums={sums} fileId={file.id} />}
      </div>
    </>
  );
}

/** While something is still done; the page looks again by itself, and without scripts by the link. */
async function Progress({ file, path }: { file: BankFileRow; path: string }) {
  const t = await getTranslations('bankfiles.file');
  if (file.state !== 'waiting' && file.state !== 'running') return null;
  return (
    <p className="text-muted">
      {file.linesTotal === null ? t('checking') : t('progress', { done: file.linesDone, total: file.linesTotal })}{' '}
      <TextLink href={path} className="underline">
        {t('refresh')}
      </TextLink>
      <FollowLeaf />
    </p>
  );
}

async function FactsCard({ file }: { file: BankFileRow }) {
  const [t, formatName] = await Promise.all([getTranslations('bankfiles'), formatNames()]);
  return (
    <Card title={t('file.facts')}>
      <DescriptionList
        items={[
          { label: t('columns.format'), value: formatName(file) },
          { label: t('columns.by'), value: file.userName ?? t('folder') },
          { label: t('columns.at'), value: <When at={file.createdAt} /> },
          { label: t('file.finishedAt'), value: file.finishedAt === null ? undefined : <When at={file.finishedAt} /> },
          { label: t('columns.lines'), value: file.linesTotal ?? undefined },
          { label: t('columns.newLines'), value: file.linesNew },
          { label: t('columns.knownLines'), value: file.linesKnown },
          { label: t('file.bytes'), value: t('file.bytesValue', { bytes: file.bytes }) },
          { label: t('file.sha256'), value: <CopyableId id={file.sha256} label={t('file.copySha256')} /> },
        ]}
      />
    </Card>
  );
}

import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { batchRowsMax } from '@/domain/batches/model';
import { listCustomerParties } from '@/domain/funds/party-queries';
import { isId } from '@/lib/id';
import { ChosenFields } from '../../../_batch/chosen-fields';
import { RowFields, tooLargeRows } from '../../../_batch/row-fields';
import { createAdjustmentBatchAction } from '../actions';

export async function generateMetadata() {
  const t = await getTranslations('batches');
  return { title: t('newTitle') };
}

export default async function NewBatchPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('funds.allocate'),
    getTranslations('batches'),
  ]);
  const asked = [params['customers'] ?? []].flat().slice(0, batchRowsMax);
  const ids = [...new Set(asked.filter((id) => isId('customer', id)))];
  const chosen = ids.length > 0 ? await listCustomerParties(scope, ids) : [];
  const cameFromList = params['kind'] !== undefined;
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={t('newDescription')}
        breadcrumbs={[{ label: t('title'), href: '/funds/batches' }, { label: t('newTitle') }]}
      />
      <Card className="max-w-3xl">
        <ActionForm action={createAdjustmentBatchAction} cameBack={await tooLargeRows(params)} label={t('newTitle')}>
          <KindField kind={paramOf(params, 'kind')} />
          {chosen.length === 0 && cameFromList && <Alert kind="info">{t('nobodyChosen')}</Alert>}
          {chosen.length > 0 && chosen.length < ids.length && <Alert kind="warning">{t('chosenMissing')}</Alert>}
          {chosen.length > 0 ? (
            <ChosenFields
              chosen={chosen}
              currency={scope.currency}
              amount={paramOf(params, 'amount')}
              label={t('amountEach')}
              showsBalance
            />
          ) : (
            <RowFields hint={t('pasteHint')} />
          )}
          <div>
            <SubmitButton>{t('check')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}

async function KindField({ kind }: { kind: string }) {
  const t = await getTranslations('batches');
  return (
    <SelectField
      name="kind"
      label={t('kind')}
      defaultValue={kind === 'reclaim' ? 'reclaim' : 'allocate'}
      options={(['allocate', 'reclaim'] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
    />
  );
}

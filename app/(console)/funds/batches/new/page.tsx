import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import { MoneyField } from '@/components/form/money-field';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { PlainTable } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { batchRowsMax } from '@/domain/batches/model';
import { listCustomerParties, type Party } from '@/domain/funds/party-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
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
        <ActionForm action={createAdjustmentBatchAction} label={t('newTitle')}>
          <KindField kind={paramOf(params, 'kind')} />
          {chosen.length === 0 && cameFromList && <Alert kind="info">{t('nobodyChosen')}</Alert>}
          {chosen.length > 0 && chosen.length < ids.length && <Alert kind="warning">{t('chosenMissing')}</Alert>}
          {chosen.length > 0 ? (
            <ChosenFields chosen={chosen} currency={scope.currency} amount={paramOf(params, 'amount')} />
          ) : (
            <RowFields />
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

/** Customers that were ticked in the list: one amount for each of them. */
async function ChosenFields({
  chosen,
  currency,
  amount,
}: {
  chosen: readonly Party[];
  currency: string;
  amount: string;
}) {
  const [t, common, ui, locale] = await Promise.all([
    getTranslations('batches'),
    getTranslations('common'),
    getTranslations('ui.form'),
    getLocale(),
  ]);
  return (
    <>
      <PlainTable caption={t('chosen', { count: chosen.length })}>
        <thead>
          <tr>
            <th scope="col">{t('chosen', { count: chosen.length })}</th>
            <th scope="col" className="end">
              {common('balance')}
            </th>
          </tr>
        </thead>
        <tbody>
          {chosen.map((party) => (
            <tr key={party.id}>
              <th scope="row">
                {localName(party, locale)}
                <input type="hidden" name="customers[]" value={party.id} />
              </th>
              <td className="end">
                <Amount value={party.balance} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <MoneyField name="amount" label={t('amountEach')} currency={currency} defaultValue={amount} />
      <TextField name="memo" label={t('memo')} optional={ui('optional')} maxLength={256} />
    </>
  );
}

async function RowFields() {
  const [t, ui] = await Promise.all([getTranslations('batches'), getTranslations('ui.form')]);
  return (
    <>
      <TextArea
        name="text"
        label={t('paste')}
        hint={t('pasteHint')}
        optional={ui('optional')}
        rows={8}
        spellCheck={false}
        className="font-mono"
      />
      <TextField
        name="file"
        type="file"
        label={t('file')}
        hint={t('fileHint')}
        optional={ui('optional')}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
      />
    </>
  );
}

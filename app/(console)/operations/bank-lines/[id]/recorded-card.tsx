import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { TextArea } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Chip } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { listRecordedAlike, type RecordedTransfer } from '@/domain/reconciliation/recorded-queries';
import { localName } from '@/lib/local-name';
import { markRecordedAction } from '../actions';

/** Says that a transaction is one of the transfers that were recorded by hand with its amount. Nothing where there is none. */
export async function RecordedCard({ line, params }: { line: BankLineDetail; params: SearchParams }) {
  const [t, scope] = await Promise.all([
    getTranslations('reconciliation.recorded'),
    requireScope('reconciliation.post'),
  ]);
  const alike = await listRecordedAlike(scope, line.id);
  if (alike.length === 0) return null;
  const asked = paramOf(params, 'recorded');
  const chosen = alike.find(({ id }) => id === asked);
  return (
    <Card title={t('title')}>
      <Disclosure summary={t('open')} isOpen={chosen !== undefined}>
        <p className="text-muted">{t('text')}</p>
        <ul className="my-3 flex flex-col gap-2">
          {alike.map((transfer) => (
            <li key={transfer.id}>
              <TransferText lineId={line.id} transfer={transfer} isChosen={transfer === chosen} />
            </li>
          ))}
        </ul>
        {chosen && <RecordedForm line={line} transfer={chosen} />}
      </Disclosure>
    </Card>
  );
}

async function TransferText({
  lineId,
  transfer,
  isChosen,
}: {
  lineId: BankLineDetail['id'];
  transfer: RecordedTransfer;
  isChosen: boolean;
}) {
  const [t, locale] = await Promise.all([getTranslations('reconciliation.recorded'), getLocale()]);
  const { id, partner, payerName, bankReference, receivedOn } = transfer;
  return (
    <p className="flex flex-wrap items-center gap-2">
      <TextLink href={`/operations/bank-transfers/${id}`}>{partner ? localName(partner, locale) : payerName}</TextLink>
      <span className="wrap-anywhere text-muted">{t('from', { payer: payerName, reference: bankReference })}</span>
      <span>{t('day', { day: receivedOn })}</span>
      {isChosen ? (
        <Chip>{t('chosen')}</Chip>
      ) : (
        <TextLink href={`/operations/bank-lines/${lineId}?recorded=${id}`}>{t('choose', { day: receivedOn })}</TextLink>
      )}
    </p>
  );
}

async function RecordedForm({ line, transfer }: { line: BankLineDetail; transfer: RecordedTransfer }) {
  const [t, common, locale] = await Promise.all([
    getTranslations('reconciliation.recorded'),
    getTranslations('common'),
    getLocale(),
  ]);
  const name = transfer.partner ? localName(transfer.partner, locale) : transfer.payerName;
  return (
    <ActionForm action={markRecordedAction} label={t('title')} className="flex flex-col gap-4">
      <input type="hidden" name="lineId" value={line.id} />
      <input type="hidden" name="bankTransferId" value={transfer.id} />
      <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
      <div>
        <SubmitButton>{t('propose', { name })}</SubmitButton>
      </div>
    </ActionForm>
  );
}

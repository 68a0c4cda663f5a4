import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { previewPosting } from '@/domain/reconciliation/posting-queries';
import type { PossibleOriginal } from '@/domain/reconciliation/reversal-queries';
import { localName } from '@/lib/local-name';
import { negate } from '@/lib/money';
import { closeReversalAction, takeBackAction } from '../actions';
import { BalanceNow } from './balance-now';

/** What may be done about an open reversal: take back what it names, or say that there is nothing to take back. */
export function ReversalCards({ line, original }: { line: BankLineDetail; original: PossibleOriginal | undefined }) {
  return (
    <>
      {original && <TakeBackCard line={line} original={original} />}
      <CloseCard line={line} />
    </>
  );
}

async function TakeBackCard({ line, original }: { line: BankLineDetail; original: PossibleOriginal }) {
  const [t, common, scope, locale] = await Promise.all([
    getTranslations('reconciliation.reversal'),
    getTranslations('common'),
    requireScope('reconciliation.post'),
    getLocale(),
  ]);
  const { partner } = original;
  const preview = partner && (await previewPosting(scope, partner.id, negate(line.amount)));
  return (
    <Card title={t('takeBack')}>
      <ActionForm action={takeBackAction} label={t('takeBack')} className="flex flex-col gap-4">
        <p className="text-muted">{t('takeBackText')}</p>
        {preview && <BalanceNow preview={preview} />}
        <input type="hidden" name="lineId" value={line.id} />
        <input type="hidden" name="originalId" value={original.id} />
        <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
        <div>
          <SubmitButton variant="danger">
            {partner ? t('propose', { name: localName(partner, locale) }) : t('proposeSuspense')}
          </SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function CloseCard({ line }: { line: BankLineDetail }) {
  const [t, common] = await Promise.all([getTranslations('reconciliation.reversal'), getTranslations('common')]);
  return (
    <Card title={t('closeTitle')}>
      <Disclosure summary={t('closeOpen')}>
        <ActionForm action={closeReversalAction} label={t('closeTitle')}>
          <p className="text-muted">{t('closeText')}</p>
          <input type="hidden" name="lineId" value={line.id} />
          <TextArea name="note" label={common('reason')} maxLength={256} rows={2} />
          <div>
            <SubmitButton variant="secondary">{t('close')}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}

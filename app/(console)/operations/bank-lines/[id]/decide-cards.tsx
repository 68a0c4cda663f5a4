import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox } from '@/components/form/checkbox';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import { findOption } from '@/domain/identity/organization-queries';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { getManualPostingFrom, type PostingRow, previewPosting } from '@/domain/reconciliation/posting-queries';
import type { PossibleOriginal } from '@/domain/reconciliation/reversal-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { proposePostingAction, sendBackLineAction } from '../actions';
import { BalanceNow } from './balance-now';
import { PartnerSearch } from './partner-search';
import { RecordedCard } from './recorded-card';
import { ReversalCards } from './reversal-cards';

/** What may be done about a transaction that lies in suspense, or about a reversal. While somebody's proposal waits, nothing else. */
export async function DecideCards({
  line,
  open,
  original,
  params,
}: {
  line: BankLineDetail;
  open: PostingRow | undefined;
  /** Of a reversal: the transaction that is chosen. */
  original: PossibleOriginal | undefined;
  params: SearchParams;
}) {
  const [t, actor] = await Promise.all([getTranslations('reconciliation.decide'), requireActor()]);
  if (open)
    return (
      <Alert kind="info" title={t('waitsTitle')}>
        <TextLink href={`/operations/postings/${open.id}`}>{t('waitsLink')}</TextLink>
      </Alert>
    );
  if (needsCode(actor, 'if_asked'))
    return (
      <Card title={t(line.state === 'suspense' ? 'title' : 'waitsForCode')}>
        <CodeNotice back={`/operations/bank-lines/${line.id}`} />
      </Card>
    );
  if (line.state === 'reversal') return <ReversalCards line={line} original={original} />;
  return (
    <>
      <PostCard line={line} params={params} />
      <RecordedCard line={line} params={params} />
      <SendBackCard line={line} />
    </>
  );
}

/** The partner is the suggested one until another is looked for. */
async function PostCard({ line, params }: { line: BankLineDetail; params: SearchParams }) {
  const [t, common, scope, locale] = await Promise.all([
    getTranslations('reconciliation.decide'),
    getTranslations('common'),
    requireScope('reconciliation.post'),
    getLocale(),
  ]);
  const asked = paramOf(params, 'partner');
  const partnerId = isId('organization', asked) ? asked : line.partner?.id;
  const partner = partnerId && (await findOption(scope, partnerId));
  const [preview, from] = await Promise.all([
    partner && previewPosting(scope, partner.id, line.amount),
    getManualPostingFrom(scope),
  ]);
  const needsSecond = line.amount.minor >= from.minor;
  return (
    <Card title={t('title')}>
      <PartnerSearch line={line} params={params} />
      {partner && (
        <ActionForm action={proposePostingAction} label={t('title')} className="mt-4 flex flex-col gap-4">
          <p>
            {t('for')} <strong>{localName(partner, locale)}</strong>
          </p>
          {preview && <BalanceNow preview={preview} />}
          <input type="hidden" name="lineId" value={line.id} />
          <input type="hidden" name="partnerId" value={partner.id} />
          <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
          {line.payerName && (
            <Checkbox name="makesRule" value="yes" label={t('makesRule', { payer: line.payerName })} />
          )}
          <p className="text-muted">
            {from.minor === 0n
              ? t('secondAlways')
              : t(needsSecond ? 'secondPerson' : 'atOnce', { from: formatAmount(from, locale) })}
          </p>
          <div>
            <SubmitButton>{t(needsSecond ? 'propose' : 'post', { name: localName(partner, locale) })}</SubmitButton>
          </div>
        </ActionForm>
      )}
    </Card>
  );
}

async function SendBackCard({ line }: { line: BankLineDetail }) {
  const [t, common] = await Promise.all([getTranslations('reconciliation.decide'), getTranslations('common')]);
  return (
    <Card title={t('backTitle')}>
      <Disclosure summary={t('backOpen')}>
        <ActionForm action={sendBackLineAction} label={t('backTitle')}>
          <p className="text-muted">{t('backText')}</p>
          <input type="hidden" name="lineId" value={line.id} />
          <TextArea name="note" label={common('reason')} maxLength={256} rows={2} />
          <div>
            <SubmitButton variant="danger">{t('back')}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}

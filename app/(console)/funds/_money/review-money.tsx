import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { route } from '@/components/route';
import { paramOf } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { buttonClass } from '@/components/ui/button-class';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import { findDoneRequest } from '@/domain/funds/queries';
import { isRequestKey } from '@/domain/receipts';
import { localName } from '@/lib/local-name';
import { formatMoney, type Money } from '@/lib/money';
import { moneyMoves } from './money-moves';
import { type MoneyRequest, sameOn } from './money-request';
import { PreviewTable } from './preview-table';
import { isRetyped, RetypeAmount } from './retype-amount';

/**
 * The second step: the server says what would happen, and the button says it again. The request key stands in the address, so that a
 * reload, a second press and a second tab all send the same one.
 *
 * @source design/decisions.md 10, 41, design/ux-checklist.md 1–5
 */
export async function ReviewMoney({ request, isDialog }: { request: MoneyRequest; isDialog: boolean }) {
  const { direction, amount, problems, scope, party } = request;
  if (amount === undefined || problems.memo !== undefined) {
    return redirect(
      route(sameOn(`/funds/${direction}`, request, request.amountText === undefined ? { amount: '' } : {})),
    );
  }
  const requestKey = paramOf(request.params, 'request');
  if (!isRequestKey(requestKey)) {
    return redirect(route(sameOn(`/funds/${direction}/review`, request, { request: newRequestKey() })));
  }
  const move = moneyMoves[direction][party.kind];
  const done = await findDoneRequest(scope, move.command.commandName, requestKey);
  if (done) return <AlreadyDone id={done} />;
  return <Preview request={request} amount={amount} requestKey={requestKey} isDialog={isDialog} />;
}

async function AlreadyDone({ id }: { id: string }) {
  const t = await getTranslations('funds.money');
  return (
    <Alert
      kind="done"
      title={t('alreadyDone')}
      actions={<TextLink href={`/funds/adjustments/${id}`}>{t('viewRecord')}</TextLink>}
    >
      <p>{t('alreadyDoneText')}</p>
      <code className="break-all">{id}</code>
    </Alert>
  );
}

async function Preview({
  request,
  amount,
  requestKey,
  isDialog,
}: {
  request: MoneyRequest;
  amount: Money;
  requestKey: string;
  isDialog: boolean;
}) {
  const { direction, party, target, memo } = request;
  const [t, refusals, locale, actor] = await Promise.all([
    getTranslations('funds.money'),
    getTranslations('refusals'),
    getLocale(),
    requireActor(),
  ]);
  const move = moneyMoves[direction][party.kind];
  const input = { ...target, amount: formatMoney(amount), memo };
  const [preview] = await move.command.preview(actor, [input]);
  const isConfirmed = isRetyped(request.params, amount);
  const asksForCode = needsCode(actor, 'if_asked');
  const confirmAmount = paramOf(request.params, 'confirmAmount');
  const here = sameOn(`/funds/${direction}/review`, request, { request: requestKey, confirmAmount });
  const name = localName(party, locale);
  return (
    <div className="flex flex-col gap-4">
      <PreviewTable request={request} amount={amount} balances={preview?.balances} isAccepted={preview?.ok === true} />
      {preview && !preview.ok && (
        <Alert kind="refused" title={t('wouldBeRefused')}>
          {t('wouldBeRefusedText', { reason: refusals(preview.code) })}
        </Alert>
      )}
      {preview?.ok && !isConfirmed && (
        <RetypeAmount
          action={`/funds/${direction}/review`}
          hidden={{ [party.kind]: party.id, amount: request.amountText ?? '', memo, request: requestKey }}
          params={request.params}
          currency={amount.currency}
          replaces={isDialog}
        />
      )}
      {preview?.ok && isConfirmed && asksForCode && <CodeNotice back={here} />}
      {preview?.ok && isConfirmed && !asksForCode && (
        <ActionForm action={move.action} requestKey={requestKey} label={t(`${direction}.title`)}>
          {Object.entries(input).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <p className="text-muted">{t('reversible')}</p>
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t(`${direction}.submit`, { amount: formatAmount(amount, locale), name })}</SubmitButton>
            <EditLink request={request} isDialog={isDialog} />
          </div>
        </ActionForm>
      )}
      {!(preview?.ok && isConfirmed) && (
        <div>
          <EditLink request={request} isDialog={isDialog} />
        </div>
      )}
    </div>
  );
}

/** In a dialog it takes the review's place, so that closing leads to the page below. */
async function EditLink({ request, isDialog }: { request: MoneyRequest; isDialog: boolean }) {
  const t = await getTranslations('funds.money');
  return (
    <Link
      href={route(sameOn(`/funds/${request.direction}`, request))}
      replace={isDialog}
      prefetch={false}
      className={buttonClass('secondary', 'medium')}
    >
      {t('edit')}
    </Link>
  );
}

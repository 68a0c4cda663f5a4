import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import type { CouponType } from '@/domain/coupons/model';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import type { Objection } from '@/domain/preview';
import type { Money } from '@/lib/money';
import { hiddenOf } from './params';
import { totalsOf, validityOf } from './totals';

/** What cutting something from a quota would come to, whatever it is. */
interface Outlook {
  readonly type: CouponType;
  readonly count: number;
  readonly total: Money;
  readonly before: Money;
  readonly after: Money | undefined;
  readonly terms: { readonly effectiveAt: Date; readonly expiresAt: Date };
}

interface Sending {
  readonly action: FormAction;
  readonly requestKey: string;
  readonly input: Readonly<Record<string, string | readonly string[]>>;
  readonly label: string;
  /** Where what was entered can be changed, and the address of the review itself. */
  readonly edit: string;
  readonly here: string;
  /** Said where some would get none. */
  readonly declined: string | undefined;
  /** What can be done about it afterwards. */
  readonly note: string;
  /** The words of the button. */
  readonly submit: string;
}

/** The second step of what is cut from a quota: the server says what would happen to whom, and the button says it again. */
export async function ReviewFrame({
  quota,
  outlook,
  limits,
  remark,
  objection,
  sending,
  children,
}: {
  quota: QuotaDetail;
  outlook: Outlook;
  limits: ReactNode;
  remark: string;
  objection: Objection | undefined;
  sending: Sending;
  /** Who would get it, one by one. */
  children: ReactNode;
}) {
  const [t, words, common, refusals, totals, validity] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getTranslations('refusals'),
    totalsOf(outlook),
    validityOf(outlook.terms),
  ]);
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      {objection && (
        <Alert kind="refused" title={t('wouldBeRefused')}>
          {refusals(objection.code)}
        </Alert>
      )}
      <Card>
        <div className="flex flex-col gap-4">
          <DescriptionList
            items={[
              ...totals,
              { label: t('quota'), value: <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink> },
              { label: common('type'), value: words(`types.${outlook.type}`) },
              ...validity,
              { label: words('limits.title'), value: limits },
              ...(remark === ''
                ? []
                : [{ label: t('remark'), value: <span className="wrap-anywhere">{remark}</span> }]),
            ]}
          />
          {children}
          {objection ? (
            <div>
              <ButtonLink href={sending.edit}>{common('edit')}</ButtonLink>
            </div>
          ) : (
            <SendingForm {...sending} />
          )}
        </div>
      </Card>
    </div>
  );
}

async function SendingForm({ action, requestKey, input, label, edit, here, declined, note, submit }: Sending) {
  const [common, actor] = await Promise.all([getTranslations('common'), requireActor()]);
  if (needsCode(actor, 'if_asked')) return <CodeNotice back={here} />;
  return (
    <ActionForm action={action} requestKey={requestKey} label={label}>
      {hiddenOf(input).map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {declined !== undefined && <Alert kind="warning">{declined}</Alert>}
      <p className="text-muted">{note}</p>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submit}</SubmitButton>
        <ButtonLink href={edit}>{common('edit')}</ButtonLink>
      </div>
    </ActionForm>
  );
}

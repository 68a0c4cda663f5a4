import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { route } from '@/components/route';
import { Alert } from '@/components/ui/alert';
import { CopyableId } from '@/components/ui/copy-button';
import { TextLink } from '@/components/ui/text-link';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { AmountForm } from './amount-form';
import { type MoneyRequest, sameOn } from './money-request';
import { problemWords } from './problem-words';

/** The first step: whom it is about, what there is, and how much. */
export async function EditMoney({ request, isDialog }: { request: MoneyRequest; isDialog: boolean }) {
  const { direction, party, problems } = request;
  const [t, ui, words, locale] = await Promise.all([
    getTranslations('funds.money'),
    getTranslations('ui.form'),
    problemWords(),
    getLocale(),
  ]);
  const name = localName(party, locale);
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="font-semibold">{name}</span>
        <CopyableId id={party.id} />
      </p>
      {party.isReferral && <Alert kind="warning">{t('referralWarning', { name })}</Alert>}
      {party.isFrozen && !party.isReferral && <Alert kind="warning">{t('frozenWarning', { name })}</Alert>}
      <AmountForm
        key={`${request.amountText} ${request.memo}`}
        path={`/funds/${direction}/review`}
        target={{ name: party.kind, id: party.id }}
        currency={request.scope.currency}
        values={{ amount: request.amountText ?? '', memo: request.memo }}
        problems={Object.fromEntries(
          Object.entries(problems).map(([field, problem]) => [field, words[problem] ?? words['invalid'] ?? problem]),
        )}
        replaces={isDialog}
        text={{
          amount: t('amount'),
          memo: t('memo'),
          memoHint: t('memoHint'),
          optional: ui('optional'),
          submit: t('review'),
          refused: t('refused'),
          problems: t('problems'),
          words,
        }}
        amountHint={<Limit request={request} name={name} locale={locale} isDialog={isDialog} />}
      />
    </div>
  );
}

/** The most that can be moved, a link that fills it in exactly, and one to where the figure comes from. */
async function Limit({
  request,
  name,
  locale,
  isDialog,
}: {
  request: MoneyRequest;
  name: string;
  locale: string;
  isDialog: boolean;
}) {
  const t = await getTranslations('funds.money');
  const { direction, party, ownAvailable } = request;
  const isAllocation = direction === 'allocate';
  const limit = isAllocation ? ownAvailable : party.balance;
  const amount = formatAmount(limit, locale);
  const explained = isAllocation ? '/funds' : party.kind === 'customer' ? `/customers/${party.id}` : '/resellers';
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <span>{isAllocation ? t('limitAllocate', { amount }) : t('limitReclaim', { name, amount })}</span>
      {limit.minor > 0n && (
        <Link
          href={route(sameOn(`/funds/${direction}`, request, { amount: formatMoney(limit) }))}
          replace={isDialog}
          prefetch={false}
          className="link inline-flex min-h-6 items-center"
        >
          {t('useAll', { amount })}
        </Link>
      )}
      <TextLink href={explained} className="inline-flex min-h-6 items-center">
        {t('explain')}
      </TextLink>
    </span>
  );
}

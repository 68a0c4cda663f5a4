import { getLocale, getTranslations } from 'next-intl/server';
import { requirePerson } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { OwnBalance } from '@/components/own-balance';
import { DataTable } from '@/components/table/data-table';
import { DescriptionList } from '@/components/ui/description-list';
import { capitalNumerals } from '@/lib/capital-numerals';
import { localName } from '@/lib/local-name';
import { type Money, money, negate } from '@/lib/money';
import type { MoneyRequest } from './money-request';

interface Balances {
  readonly debit: { readonly before: bigint; readonly after: bigint };
  readonly credit: { readonly before: bigint; readonly after: bigint };
}

/** Both parties with their ids, what each has now and would have after; where the money goes out stands first. */
export async function PreviewTable({
  request,
  amount,
  balances,
  isAccepted,
}: {
  request: MoneyRequest;
  amount: Money;
  balances: Balances | undefined;
  isAccepted: boolean;
}) {
  const { direction, party, memo, ownBalance } = request;
  const [t, common, locale, { organization }] = await Promise.all([
    getTranslations('funds.money'),
    getTranslations('common'),
    getLocale(),
    requirePerson(),
  ]);
  const isAllocation = direction === 'allocate';
  const own = { id: organization.id, name: organization.name, balance: ownBalance };
  const theirs = { id: party.id, name: localName(party, locale), balance: party.balance };
  const [from, to] = isAllocation ? [own, theirs] : [theirs, own];
  const legs = [
    { ...from, change: negate(amount), seen: balances?.debit },
    { ...to, change: amount, seen: balances?.credit },
  ];
  return (
    <>
      <DescriptionList
        items={[
          { label: common('amount'), value: <Amount value={amount} /> },
          ...(locale === 'zh-CN' && amount.currency === 'CNY'
            ? [{ label: t('capital'), value: capitalNumerals(amount.minor) }]
            : []),
          ...(memo === '' ? [] : [{ label: t('memo'), value: <span className="wrap-anywhere">{memo}</span> }]),
        ]}
      />
      <DataTable
        caption={t('postings')}
        rows={legs}
        rowKey={({ id }) => id}
        columns={[
          { id: 'party', header: t('party'), isKey: true, cell: ({ id, name }) => <PartyCell id={id} name={name} /> },
          {
            id: 'before',
            header: t('before'),
            align: 'end',
            cell: ({ seen, balance }) => (
              <OwnBalance value={seen ? money(seen.before, amount.currency) : balance} unit="none" />
            ),
          },
          {
            id: 'change',
            header: t('change'),
            align: 'end',
            cell: ({ change }) => (isAccepted ? <Amount value={change} sign="always" unit="none" /> : '—'),
          },
          {
            id: 'after',
            header: t('after'),
            align: 'end',
            cell: ({ seen }) =>
              isAccepted && seen ? <OwnBalance value={money(seen.after, amount.currency)} unit="none" /> : '—',
          },
        ]}
      />
    </>
  );
}

function PartyCell({ id, name }: { id: string; name: string }) {
  return (
    <>
      {name}
      <code className="block break-all text-xs font-normal text-muted">{id}</code>
    </>
  );
}

import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import type { PreviewedItem } from '@/domain/batches/preview-batch';
import { localName } from '@/lib/local-name';
import { problemTexts } from './problem-text';

/** The rows of a batch under the numbers they have in the file: what each would do, or what became of it. */
export async function ItemTable({
  items,
  words: { amount, after },
  recordOf,
}: {
  items: readonly PreviewedItem[];
  /** What the two columns of amounts are called. */
  words: { readonly amount: string; readonly after: string };
  /** What was made in a row, and where there is more about it. */
  recordOf: (item: PreviewedItem) => { readonly href: string; readonly label: string } | undefined;
}) {
  const [t, locale, problemText] = await Promise.all([getTranslations('batches'), getLocale(), problemTexts()]);
  const columns: Column<PreviewedItem>[] = [
    { id: 'row', header: t('row'), align: 'end', isKey: true, cell: (item) => item.row },
    {
      id: 'customer',
      header: t('customer'),
      cell: (item) =>
        item.customer ? (
          <TextLink href={`/customers/${item.customer.id}`}>{localName(item.customer, locale)}</TextLink>
        ) : (
          <span className="wrap-anywhere">{item.customerText || '—'}</span>
        ),
    },
    {
      id: 'amount',
      header: amount,
      align: 'end',
      cell: (item) =>
        item.amount ? <Amount value={item.amount} /> : <span className="wrap-anywhere">{item.amountText || '—'}</span>,
    },
    { id: 'memo', header: t('memo'), cell: (item) => <span className="wrap-anywhere">{item.memo}</span> },
    {
      id: 'outcome',
      header: t('outcome'),
      cell: (item) => (
        <span className="flex flex-col items-start gap-0.5">
          <ItemState item={item} words={t} />
          {item.problem && <span className="wrap-anywhere">{problemText(item.problem)}</span>}
        </span>
      ),
    },
    {
      id: 'after',
      header: after,
      align: 'end',
      cell: (item) => {
        const record = recordOf(item);
        if (record) return <TextLink href={record.href}>{record.label}</TextLink>;
        return item.balanceAfter ? <Amount value={item.balanceAfter} /> : '—';
      },
    },
  ];
  return <DataTable caption={t('rows')} columns={columns} rows={items} rowKey={(item) => String(item.row)} />;
}

function ItemState({
  item,
  words: t,
}: {
  item: PreviewedItem;
  words: (key: 'outcomes.done' | 'outcomes.refused' | 'outcomes.waiting' | 'wouldPass') => string;
}) {
  if (item.outcome === 'done') return <Badge tone="success">{t('outcomes.done')}</Badge>;
  if (item.problem) return <Badge tone="danger">{t('outcomes.refused')}</Badge>;
  return <Badge tone="info">{item.balanceAfter ? t('wouldPass') : t('outcomes.waiting')}</Badge>;
}

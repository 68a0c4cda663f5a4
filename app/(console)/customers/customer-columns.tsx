import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { Masked } from '@/components/masked';
import type { Column } from '@/components/table/data-table';
import { Badge, FrozenBadge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { CustomerRow } from '@/domain/customers/queries';
import { localName } from '@/lib/local-name';

/** The columns of the list of customers, for one reader. @source spec/02 §2.1 */
export function useCustomerColumns(reader: { seesPartners: boolean; movesMoney: boolean }): Column<CustomerRow>[] {
  const t = useTranslations('customers');
  const common = useTranslations('common');
  const locale = useLocale();
  const columns: (Column<CustomerRow> | false)[] = [
    {
      id: 'name',
      header: common('name'),
      isKey: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-col">
          <TextLink href={`/customers/${row.id}`}>{localName(row, locale)}</TextLink>
          <span className="font-normal text-muted text-xs">{row.accountName}</span>
        </span>
      ),
    },
    {
      id: 'id',
      header: common('id'),
      cell: (row) => <CopyableId id={row.id} label={t('copyId', { name: localName(row, locale) })} isShort />,
    },
    reader.seesPartners && {
      id: 'partner',
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    { id: 'type', header: t('type'), noWrap: true, cell: (row) => common(`associations.${row.type}`) },
    {
      id: 'balance',
      header: common('balance'),
      align: 'end',
      cell: (row) => (row.type === 'resale' ? <Amount value={row.balance} /> : '—'),
    },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <CustomerState state={row.state} /> },
    reader.movesMoney && {
      id: 'actions',
      header: common('actions'),
      noWrap: true,
      cell: (row) => (row.type === 'resale' ? <MoneyLinks row={row} /> : '—'),
    },
    {
      id: 'associatedAt',
      header: t('associatedAt'),
      headerContent: (
        <>
          {t('associatedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.associatedAt} precision="minute" label={false} />,
    },
    {
      id: 'mobile',
      header: common('mobile'),
      cell: (row) => (row.mobile === null ? '—' : <Masked text={row.mobile} />),
    },
    { id: 'manager', header: t('manager'), noWrap: true, cell: (row) => row.manager?.name ?? '—' },
    { id: 'label', header: t('label'), cell: (row) => row.label ?? '—' },
  ];
  return columns.filter((column) => column !== false);
}

/** Active or frozen, in icon, word and colour. */
export function CustomerState({ state }: { state: 'active' | 'frozen' }) {
  const t = useTranslations('common.states');
  return state === 'frozen' ? <FrozenBadge>{t('frozen')}</FrozenBadge> : <Badge tone="success">{t('active')}</Badge>;
}

function MoneyLinks({ row }: { row: CustomerRow }) {
  const t = useTranslations('customers');
  const common = useTranslations('common');
  const name = localName(row, useLocale());
  return (
    <span className="inline-flex gap-1">
      {row.state === 'active' && (
        <ButtonLink size="small" href={`/funds/allocate?customer=${row.id}`} aria-label={t('allocateTo', { name })}>
          {common('allocate')}
        </ButtonLink>
      )}
      <ButtonLink size="small" href={`/funds/reclaim?customer=${row.id}`} aria-label={t('reclaimFrom', { name })}>
        {common('reclaim')}
      </ButtonLink>
    </span>
  );
}

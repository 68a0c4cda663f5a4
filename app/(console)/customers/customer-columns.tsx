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
import { type ColumnId, usualColumns } from './column-ids';
import type { sorts } from './filter';
import { verifiedKey } from './verified';

interface Reader {
  readonly seesPartners: boolean;
  readonly movesMoney: boolean;
  /** What the reader wants to see; the usual when absent. */
  readonly columns?: readonly ColumnId[] | undefined;
  readonly sort?: (typeof sorts)[number];
}

/** The columns of the list of customers, for one reader. @source spec/02 §2.1 */
export function useCustomerColumns(reader: Reader): Column<CustomerRow>[] {
  const common = useTranslations('common');
  const all = { ...useFacts(), ...usePeople() };
  const { columns: wanted = usualColumns, sort = 'newest', seesPartners, movesMoney } = reader;
  const chosen = wanted
    .filter((id) => id !== 'partner' || seesPartners)
    .map((id) => ({ id, ...all[id], ...(id === 'associatedAt' ? { sort: timeSort[sort] } : {}) }));
  const money = {
    id: 'actions',
    header: common('actions'),
    noWrap: true,
    cell: (row: CustomerRow) => <MoneyLinks row={row} />,
  };
  const name = {
    id: 'name',
    header: common('name'),
    isKey: true,
    sort: nameSort[sort],
    cell: (row: CustomerRow) => <Name row={row} />,
  };
  // Beside the state, which says whether money can move; in sight before anything scrolls.
  const place = chosen.findIndex(({ id }) => id === 'state') + 1;
  return [name, ...chosen.slice(0, place), ...(movesMoney ? [money] : []), ...chosen.slice(place)];
}

const timeSort = { newest: 'descending', oldest: 'ascending', name: undefined } as const;
const nameSort = { newest: undefined, oldest: undefined, name: 'ascending' } as const;

type Choosable = Omit<Column<CustomerRow>, 'id'>;

function useFacts(): Record<
  'id' | 'partner' | 'type' | 'balance' | 'state' | 'associatedAt' | 'label' | 'level' | 'newTag' | 'verified',
  Choosable
> {
  const t = useTranslations('customers');
  const common = useTranslations('common');
  const locale = useLocale();
  return {
    id: {
      header: common('id'),
      cell: (row) => <CopyableId id={row.id} label={t('copyId', { name: localName(row, locale) })} isShort />,
    },
    partner: {
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    type: { header: t('type'), noWrap: true, cell: (row) => common(`associations.${row.type}`) },
    balance: {
      header: common('balance'),
      align: 'end',
      cell: (row) => (row.type === 'resale' ? <Amount value={row.balance} /> : '—'),
    },
    state: {
      header: common('status'),
      cell: (row) => <CustomerState state={row.state} freezeLevel={row.freezeLevel} />,
    },
    associatedAt: {
      header: t('associatedAt'),
      headerContent: (
        <>
          {t('associatedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.associatedAt} precision="minute" label={false} />,
    },
    label: { header: t('label'), cell: (row) => row.label ?? '—' },
    level: { header: t('level'), noWrap: true, cell: (row) => row.level },
    newTag: { header: t('newTag'), noWrap: true, cell: (row) => (row.newTag ? t(`newTags.${row.newTag}`) : '—') },
    verified: {
      header: t('verified'),
      noWrap: true,
      cell: (row) => t(`verifiedStatus.${verifiedKey(row.verifiedStatus)}`),
    },
  };
}

/** What is somebody's own: masked by the server. */
function usePeople(): Record<'mobile' | 'email' | 'manager', Choosable> {
  const t = useTranslations('customers');
  const common = useTranslations('common');
  return {
    mobile: { header: common('mobile'), cell: (row) => (row.mobile === null ? '—' : <Masked text={row.mobile} />) },
    email: { header: common('email'), cell: (row) => (row.email === null ? '—' : <Masked text={row.email} />) },
    manager: { header: t('manager'), noWrap: true, cell: (row) => row.manager?.name ?? '—' },
  };
}

function Name({ row }: { row: CustomerRow }) {
  const locale = useLocale();
  return (
    <span className="flex min-w-0 flex-col">
      <TextLink href={`/customers/${row.id}`}>{localName(row, locale)}</TextLink>
      <span className="font-normal text-muted text-xs">{row.accountName}</span>
    </span>
  );
}

/** Active or frozen, and by whom, in icon, word and colour. The operator's freeze and the partner's stand beside each other. */
export function CustomerState({
  state,
  freezeLevel = null,
}: {
  state: 'active' | 'frozen';
  freezeLevel?: CustomerRow['freezeLevel'];
}) {
  const t = useTranslations('common.states');
  const customers = useTranslations('customers.freezeLevels');
  if (state === 'active' && freezeLevel === null) return <Badge tone="success">{t('active')}</Badge>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {state === 'frozen' && <FrozenBadge>{t('frozen')}</FrozenBadge>}
      {freezeLevel !== null && <FrozenBadge>{customers(freezeLevel)}</FrozenBadge>}
    </span>
  );
}

function MoneyLinks({ row }: { row: CustomerRow }) {
  const t = useTranslations('customers');
  const common = useTranslations('common');
  const name = localName(row, useLocale());
  if (row.type !== 'resale') return '—';
  return (
    <span className="inline-flex gap-1">
      {row.state === 'active' && row.freezeLevel === null && (
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

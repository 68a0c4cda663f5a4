import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { PaymentNotification } from '@/domain/recharge/notification-queries';
import { providerName } from '../../funds/recharge/online/provider-name';

/** Good news, what was known already, what somebody has to look into, and what was turned away. */
const tones = {
  credited: 'success',
  late: 'success',
  refunded: 'success',
  refund_failed: 'warning',
  contradicted: 'danger',
  failed: 'warning',
  repeated: 'neutral',
  outdated: 'neutral',
  wrong_amount: 'danger',
  unknown_payment: 'danger',
  bad_signature: 'danger',
  stale: 'warning',
  not_readable: 'warning',
} as const satisfies Record<PaymentNotification['outcome'], Tone>;

/** The columns of what providers’ doors were told: the newest first, each with what came of it. */
export async function notificationColumns(hasRecharge: boolean): Promise<Column<PaymentNotification>[]> {
  const t = await getTranslations('onlinepay');
  return [
    {
      id: 'receivedAt',
      header: t('operations.receivedAt'),
      headerContent: (
        <>
          {t('operations.receivedAt')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      cell: (row) => <When at={row.receivedAt} label={false} />,
    },
    {
      id: 'outcome',
      header: t('operations.outcome'),
      isText: true,
      cell: (row) => <Badge tone={tones[row.outcome]}>{t(`operations.outcomes.${row.outcome}`)}</Badge>,
    },
    {
      id: 'amount',
      header: t('operations.toldAmount'),
      align: 'end',
      cell: (row) => (row.amount === null ? '—' : <Amount value={row.amount} />),
    },
    { id: 'provider', header: t('card.provider'), cell: (row) => providerName(t, row.provider) },
    {
      id: 'reference',
      header: t('operations.reference'),
      cell: (row) => (row.reference === null ? '—' : <code className="break-all">{row.reference}</code>),
    },
    ...(hasRecharge ? [rechargeColumn(t)] : []),
    {
      id: 'sha256',
      header: t('operations.digest'),
      cell: (row) => (
        <code title={row.sha256} className="text-xs">
          {row.sha256.slice(0, 12)}
        </code>
      ),
    },
    {
      id: 'notificationId',
      header: t('operations.notificationId'),
      cell: (row) => (row.notificationId === null ? '—' : <code className="break-all">{row.notificationId}</code>),
    },
  ];
}

const rechargeColumn = (t: Awaited<ReturnType<typeof getTranslations<'onlinepay'>>>): Column<PaymentNotification> => ({
  id: 'recharge',
  header: t('operations.recharge'),
  cell: (row) =>
    row.rechargeId === null ? (
      '—'
    ) : (
      <TextLink href={`/operations/online-recharges/${row.rechargeId}`}>{row.rechargeId}</TextLink>
    ),
});

import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import type { Column } from '@/components/table/data-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { ResultState } from '@/domain/open-access/association-result-input';
import type { AssociationResult } from '@/domain/open-access/association-result-queries';
import { localName } from '@/lib/local-name';
import { sendResultAgainAction } from './actions';

const tones = {
  waiting: 'info',
  delivered: 'success',
  failed: 'danger',
  cancelled: 'neutral',
} as const satisfies Record<ResultState, Tone>;

/** The columns of the list; who may configure can send a result again. */
export async function resultColumns(mayConfigure: boolean): Promise<Column<AssociationResult>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('associationresults'),
    getTranslations('common'),
    getLocale(),
  ]);
  const nameOf = ({ customer }: AssociationResult) => (customer ? localName(customer, locale) : t('test'));
  const columns: Column<AssociationResult>[] = [
    {
      id: 'customer',
      header: t('customer'),
      isKey: true,
      cell: (row) =>
        row.customer ? <TextLink href={`/customers/${row.customer.id}`}>{nameOf(row)}</TextLink> : nameOf(row),
    },
    {
      id: 'action',
      header: t('action'),
      noWrap: true,
      cell: ({ customer, bindAction }) => (customer ? t(`actions.${bindAction}`) : '—'),
    },
    {
      id: 'state',
      header: t('state'),
      noWrap: true,
      cell: ({ state }) => <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>,
    },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (row) => row.attempts },
    { id: 'outcome', header: t('outcome'), cell: (row) => <Outcome result={row} /> },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: (
        <>
          {t('createdAt')} <ZoneName at={new Date()} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.createdAt} label={false} />,
    },
  ];
  if (!mayConfigure) return columns;
  return [
    ...columns,
    {
      id: 'actions',
      header: common('actions'),
      cell: (row) => (row.maySendAgain ? <SendAgain result={row} name={nameOf(row)} /> : '—'),
    },
  ];
}

/** What the partner's server said the last time, and when it is asked again. */
async function Outcome({ result: { state, outcome, status, nextAt, attempts } }: { result: AssociationResult }) {
  const t = await getTranslations('associationresults');
  if (outcome === null) return '—';
  const words = t.has(`outcomes.${outcome}`) ? t(`outcomes.${outcome}`) : outcome;
  return (
    <span className="inline-flex flex-col items-start gap-0.5">
      {status === null ? words : t('withStatus', { outcome: words, status: String(status) })}
      {state === 'waiting' && attempts > 0 && (
        <span className="text-muted text-table">
          {t('nextAt')} <When at={nextAt} precision="minute" />
        </span>
      )}
    </span>
  );
}

async function SendAgain({ result: { id, bindAction }, name }: { result: AssociationResult; name: string }) {
  const t = await getTranslations('associationresults');
  const label = t('againOne', { name, action: t(`actions.${bindAction}`) });
  return (
    <ActionForm action={sendResultAgainAction} label={label} className="inline-flex flex-col gap-1">
      <input type="hidden" name="associationResultId" value={id} />
      <SubmitButton variant="quiet" size="small">
        <span aria-hidden>{t('again')}</span>
        <span className="sr-only">{label}</span>
      </SubmitButton>
    </ActionForm>
  );
}

import { getTranslations } from 'next-intl/server';
import type { Column } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { CopyableId } from '@/components/ui/copy-button';
import { Disclosure } from '@/components/ui/disclosure';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { isAuditAction } from '@/domain/audit/action-names';
import type { AuditLine } from '@/domain/audit/queries';
import { localName } from '@/lib/local-name';

/** The columns of the audit log. What happened heads the row; everything else that is known stands under details. */
export async function auditColumns(reader: {
  seesOrganizations: boolean;
  locale: string;
}): Promise<Column<AuditLine>[]> {
  const t = await getTranslations('audit');
  const columns: (Column<AuditLine> | false)[] = [
    {
      id: 'time',
      header: t('time'),
      headerContent: (
        <>
          {t('time')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    {
      id: 'action',
      header: t('action'),
      cell: (row) => (isAuditAction(row.action) ? t(`actions.${row.action}`) : t('opened', { permission: row.action })),
    },
    { id: 'outcome', header: t('outcome'), noWrap: true, cell: (row) => <Outcome row={row} /> },
    reader.seesOrganizations && {
      id: 'organization',
      header: t('organization'),
      cell: (row) => (row.organization ? localName(row.organization, reader.locale) : '—'),
    },
    { id: 'person', header: t('person'), cell: (row) => <Who row={row} /> },
    {
      id: 'object',
      header: t('object'),
      cell: (row) =>
        row.subjectId === null ? '—' : <Subject id={row.subjectId} isOperator={reader.seesOrganizations} />,
    },
    { id: 'detail', header: t('detail'), cell: (row) => <Detail row={row} /> },
  ];
  return columns.filter((column) => column !== false);
}

async function Outcome({ row }: { row: AuditLine }) {
  const t = await getTranslations('audit');
  return <Badge tone={row.outcome === 'done' ? 'success' : 'warning'}>{t(`outcomes.${row.outcome}`)}</Badge>;
}

async function Who({ row }: { row: AuditLine }) {
  const t = await getTranslations('audit');
  if (row.user) return row.user.name ?? t('byOperator');
  if (row.via === 'api_key') return t('byKey', { name: row.apiKey?.name ?? '' });
  return t(`via.${row.via}`);
}

/** Where the things of each kind have a page, by the first letters of their ids. */
const partnerPages: Readonly<Record<string, string>> = {
  cus: '/customers/',
  adj: '/funds/adjustments/',
  rpt: '/onboarding/reports/',
  chg: '/association-changes/',
};
const operatorPages: Readonly<Record<string, string>> = {
  cus: '/customers/',
  org: '/operations/organizations/',
  usr: '/operations/users/',
  key: '/operations/api-keys/',
  btr: '/operations/bank-transfers/',
  rpt: '/operations/reports/',
  msg: '/operations/messages/',
};

/** An id, with the way to its page where there is one. */
async function Subject({ id, isOperator }: { id: string; isOperator: boolean }) {
  const t = await getTranslations('audit');
  const page = (isOperator ? operatorPages : partnerPages)[id.slice(0, 3)];
  return (
    <span className="inline-flex items-center gap-2">
      <CopyableId id={id} label={t('copyId', { id })} isShort />
      {page && <TextLink href={page + id}>{t('open')}</TextLink>}
    </span>
  );
}

async function Detail({ row }: { row: AuditLine }) {
  const [t, refusals] = await Promise.all([getTranslations('audit'), getTranslations('refusals')]);
  const labelOf = (name: string) => (t.has(`details.${name}`) ? t(`details.${name}`) : name);
  const known: [string, unknown][] = [
    ...Object.entries(row.detail),
    ['refusal', row.refusal && (refusals.has(row.refusal) ? refusals(row.refusal) : row.refusal)],
    ['address', row.address],
    ['requestId', row.requestId],
    ['entry', row.id],
  ];
  return (
    <Disclosure summary={t('show')}>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {known
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{labelOf(name)}</dt>
              <dd className="wrap-anywhere">{String(value)}</dd>
            </div>
          ))}
      </dl>
    </Disclosure>
  );
}

import { useTranslations } from 'next-intl';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { SubmitButton } from '@/components/ui/submit-button';
import { When, ZoneName } from '@/components/when';
import type { SessionRow } from '@/domain/identity/queries';
import type { Id } from '@/lib/id';
import { endOtherSessionsAction, endSessionAction } from './actions';
import { browserName } from './browser-name';

/** Where somebody is signed in, with a button for each browser but the one in use: that one signs out. */
export function SessionTable({ rows, currentId }: { rows: readonly SessionRow[]; currentId: Id<'session'> | null }) {
  const t = useTranslations('account');
  const newest = rows[0]?.lastSeenAt ?? new Date();
  const nameOf = (row: SessionRow) => browserName(row.userAgent) ?? t('unknownBrowser');
  return (
    <DataTable
      caption={t('sessions')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'browser',
          header: t('browser'),
          isKey: true,
          cell: (row) => (
            <span className="flex flex-wrap items-center gap-2">
              {nameOf(row)}
              {row.id === currentId && <Badge tone="success">{t('thisOne')}</Badge>}
            </span>
          ),
        },
        { id: 'address', header: t('address'), cell: (row) => row.address ?? '—', noWrap: true },
        {
          id: 'signedInAt',
          header: t('signedInAt'),
          headerContent: <InZone label={t('signedInAt')} at={newest} />,
          cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
        },
        {
          id: 'lastSeenAt',
          header: t('lastSeenAt'),
          headerContent: <InZone label={t('lastSeenAt')} at={newest} />,
          cell: (row) => <When at={row.lastSeenAt} precision="minute" label={false} />,
        },
        {
          id: 'end',
          header: t('endHeader'),
          cell: (row) =>
            row.id === currentId ? (
              '—'
            ) : (
              <EndSession id={row.id} label={t('endOne', { browser: nameOf(row), address: row.address ?? '—' })} />
            ),
        },
      ]}
    />
  );
}

function InZone({ label, at }: { label: string; at: Date }) {
  return (
    <>
      {label}{' '}
      <span className="font-normal">
        <ZoneName at={at} />
      </span>
    </>
  );
}

function EndSession({ id, label }: { id: Id<'session'>; label: string }) {
  const t = useTranslations('account');
  return (
    <ActionForm action={endSessionAction} requestKey={newRequestKey()} label={label} className="flex flex-col gap-2">
      <input type="hidden" name="sessionId" value={id} />
      <div>
        <SubmitButton variant="secondary" size="small">
          {t('end')}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}

/** Ends every session but the present one. */
export function EndOthers() {
  const t = useTranslations('account');
  return (
    <ActionForm action={endOtherSessionsAction} requestKey={newRequestKey()} label={t('endOthers')}>
      <SubmitButton variant="secondary" size="small">
        {t('endOthers')}
      </SubmitButton>
    </ActionForm>
  );
}

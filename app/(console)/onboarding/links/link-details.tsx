import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { buttonClass } from '@/components/ui/button-class';
import { CopyButton } from '@/components/ui/copy-button';
import { iconSize } from '@/components/ui/icon-size';
import { SubmitButton } from '@/components/ui/submit-button';
import type { InvitationRow } from '@/domain/onboarding/invitation-queries';
import { withdrawInvitationAction } from '../actions';
import { QrCode } from './qr-code';

/** What a link is called: its label and its type. */
export async function linkName(row: InvitationRow): Promise<string> {
  const [t, common] = await Promise.all([getTranslations('onboarding.links'), getTranslations('common.associations')]);
  return t('name', { label: row.label ?? '', type: common(row.type) });
}

/** One link as it is handed out: its address to copy, its code to show or download, and the way to end it. */
export async function LinkDetails({ row }: { row: InvitationRow }) {
  const [t, name] = await Promise.all([getTranslations('onboarding.links'), linkName(row)]);
  if (row.address === null) return null;
  return (
    <li className="flex flex-wrap gap-4">
      <QrCode text={row.address} label={t('qr', { name })} />
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-2">
        <h3 className="font-semibold wrap-anywhere">{name}</h3>
        <p className="flex items-start gap-1">
          <code className="min-w-0 break-all">{row.address}</code>
          <CopyButton value={row.address} label={t('copy', { name })} />
        </p>
        <p className="text-muted">{t('joined', { count: row.joinedCount })}</p>
        <div className="no-print flex flex-wrap items-start gap-2">
          <a
            href={`/onboarding/links/${row.id}/qr`}
            download
            aria-label={t('downloadOf', { name })}
            className={buttonClass('secondary', 'small')}
          >
            <Download size={iconSize.text} aria-hidden />
            {t('download')}
          </a>
          <WithdrawLink row={row} />
        </div>
      </div>
    </li>
  );
}

/** Ends a link. */
export async function WithdrawLink({ row }: { row: InvitationRow }) {
  const [t, name] = await Promise.all([getTranslations('onboarding.links'), linkName(row)]);
  const whose = row.kind === 'email' ? (row.email ?? '') : name;
  return (
    <ActionForm
      action={withdrawInvitationAction}
      label={t('withdrawOf', { name: whose })}
      className="flex flex-col gap-2"
    >
      <input type="hidden" name="invitationId" value={row.id} />
      <div>
        <SubmitButton variant="secondary" size="small">
          <span aria-hidden>{t('withdraw')}</span>
          <span className="sr-only">{t('withdrawOf', { name: whose })}</span>
        </SubmitButton>
      </div>
    </ActionForm>
  );
}

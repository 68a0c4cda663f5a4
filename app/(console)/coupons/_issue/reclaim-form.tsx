import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { CodeNotice } from '@/components/form/code-notice';
import { ButtonLink } from '@/components/ui/button';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { RemarkField } from './remark-field';

/** The remark and the button under what is to be taken back; where a code is wanted, the way to it. */
export async function ReclaimForm({
  action,
  name,
  ids,
  resellerId,
  remarkMax,
  here,
  back,
  label,
  children,
}: {
  action: FormAction;
  /** The command's name for the list. */
  name: 'couponIds' | 'quotaIds';
  ids: readonly string[];
  resellerId?: string | undefined;
  remarkMax: number;
  /** The address of the page. */
  here: string;
  back: string;
  label: string;
  children: ReactNode;
}) {
  const [t, common, actor] = await Promise.all([getTranslations('issuing'), getTranslations('common'), requireActor()]);
  if (needsCode(actor, 'if_asked')) return <CodeNotice back={here} />;
  return (
    <ActionForm action={action} label={label} className="flex flex-col gap-4">
      {ids.map((id) => (
        <input key={id} type="hidden" name={name} value={id} />
      ))}
      {resellerId !== undefined && <input type="hidden" name="resellerId" value={resellerId} />}
      <RemarkField max={remarkMax} />
      <p className="text-muted">{t('wholeBalance')}</p>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{children}</SubmitButton>
        <ButtonLink href={back}>{common('cancel')}</ButtonLink>
      </div>
    </ActionForm>
  );
}

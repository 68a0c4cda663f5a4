import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ActionFormLeaf, type DoneRecord } from './action-form-leaf';
import type { ActionState, FormAction } from './action-state';

/**
 * A form that runs a command. It works before scripts; with them it keeps what was typed, ignores a second press while
 * the first runs, and tells apart *done*, *refused* (nothing happened) and *unknown* (no answer: the same request key
 * may be sent again, so that it acts once).
 *
 * Put fields and a `SubmitButton` inside. Pass `requestKey` from the address for money; for anything else leave it out.
 */
export function ActionForm({
  action,
  requestKey,
  seen,
  children,
  doneMessage,
  doneRecord,
  whenDone = 'replace',
  cameBack,
  label,
  className,
}: {
  action: FormAction;
  requestKey?: string;
  /** `seenOf` what the fields are filled in with, for forms that change what is there already: old tabs do not overwrite newer values. */
  seen?: string;
  children: ReactNode;
  /** What to say when it is done and the action itself brings no message. */
  doneMessage?: string;
  /** A link to what was made: the new id is put behind `path`. */
  doneRecord?: DoneRecord;
  /** `replace`: the fields go when it is done (money, one-time forms). `keep`: an emptied form stays for the next. */
  whenDone?: 'replace' | 'keep';
  /** How the form begins where it came back unread, since it was too large: what to say at its fields. */
  cameBack?: Readonly<Record<string, string>> | undefined;
  /** Names the form, where a page has several. */
  label?: string;
  className?: string;
}) {
  const t = useTranslations('ui.form');
  const begin: ActionState | undefined = cameBack && {
    status: 'refused',
    code: 'too_large',
    message: t('tooLarge'),
    fields: cameBack,
  };
  return (
    <ActionFormLeaf
      action={action}
      requestKey={requestKey ?? crypto.randomUUID()}
      seen={seen}
      cameBack={begin}
      doneRecord={doneRecord}
      whenDone={whenDone}
      label={label}
      className={className}
      text={{
        refused: t('refused'),
        tooLarge: t('tooLarge'),
        unknownTitle: t('unknownTitle'),
        unknown: t('unknown'),
        requestKey: t('requestKey'),
        retry: t('retry'),
        done: doneMessage ?? t('done'),
        secretNote: t('secretNote'),
        copy: t('copySecret'),
        copied: t('copied'),
        overtaken: { now: t('nowInForce'), empty: t('nowEmpty'), ticked: t('nowTicked'), notTicked: t('nowNotTicked') },
        startAnew: t('startAnew'),
      }}
    >
      {children}
    </ActionFormLeaf>
  );
}

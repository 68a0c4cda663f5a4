'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { Alert } from '@/components/ui/alert';
import { buttonClass } from '@/components/ui/button-class';
import { CopyLeaf } from '@/components/ui/copy-leaf';
import { TextLink } from '@/components/ui/text-link';
import type { ActionFormText, DoneRecord } from './action-form-leaf';
import type { ActionState } from './action-state';

/** It happened: what, where its record is, and a secret that is shown this once. */
export function DoneNotice({
  state,
  text,
  record,
}: {
  state: Extract<ActionState, { status: 'done' }>;
  text: ActionFormText;
  record: DoneRecord | undefined;
}) {
  return (
    <Alert
      kind="done"
      title={state.message ?? text.done}
      actions={record && <TextLink href={record.path + encodeURIComponent(state.id)}>{record.label}</TextLink>}
    >
      <code className="break-all">{state.id}</code>
      {state.secret !== undefined && (
        <div className="mt-2 flex flex-col gap-1">
          <p>{text.secretNote}</p>
          <p className="flex items-center gap-1">
            <code className="card break-all px-2 py-1 text-ink">{state.secret}</code>
            <CopyLeaf value={state.secret} label={text.copy} copied={text.copied} />
          </p>
        </div>
      )}
    </Alert>
  );
}

/** No answer came. Sending again sends the very same request, so it cannot act twice. */
export function UnknownNotice({
  text,
  requestKey,
  isPending,
  onRetry,
}: {
  text: ActionFormText;
  requestKey: string;
  isPending: boolean;
  onRetry: () => void;
}) {
  return (
    <Alert
      kind="unknown"
      title={text.unknownTitle}
      actions={
        <button
          type="button"
          className={buttonClass('secondary', 'small')}
          aria-busy={isPending || undefined}
          aria-disabled={isPending || undefined}
          onClick={onRetry}
        >
          {text.retry}
        </button>
      }
    >
      <p>{text.unknown}</p>
      <p>
        {text.requestKey} <code className="break-all">{requestKey}</code>
      </p>
    </Alert>
  );
}

/** Leaves what was typed: the page is loaded anew, since only then are the fields filled in anew. */
export function StartAnew({ text }: { text: string }) {
  const [path, query] = [usePathname(), useSearchParams().toString()];
  return (
    <a className="link inline-block min-h-6 py-0.5" href={query === '' ? path : `${path}?${query}`}>
      {text}
    </a>
  );
}

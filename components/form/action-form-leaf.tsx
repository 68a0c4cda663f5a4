'use client';

import { unstable_isUnrecognizedActionError, unstable_rethrow } from 'next/navigation';
import {
  type FormEvent,
  type ReactNode,
  useActionState,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useTransition,
} from 'react';
import { DoneNotice, StartAnew, UnknownNotice } from './action-outcome';
import { type ActionState, type FormAction, idle, requestKeyField } from './action-state';
import { ErrorSummary } from './error-summary';
import { Focused } from './focused';
import { FormStateContext, type OvertakenText } from './form-state';
import { formBytesMax, tooLargeIn } from './upload-limit';

export interface DoneRecord {
  readonly path: string;
  readonly label: string;
}

export interface ActionFormText {
  refused: string;
  tooLarge: string;
  unknownTitle: string;
  unknown: string;
  requestKey: string;
  retry: string;
  done: string;
  secretNote: string;
  copy: string;
  copied: string;
  overtaken: OvertakenText;
  startAnew: string;
}

interface LeafProps {
  action: FormAction;
  requestKey: string;
  seen: string | undefined;
  cameBack: ActionState | undefined;
  doneRecord: DoneRecord | undefined;
  whenDone: 'replace' | 'keep';
  label: string | undefined;
  className: string | undefined;
  text: ActionFormText;
  children: ReactNode;
}

const nothing = {};

export function ActionFormLeaf({
  action,
  doneRecord,
  whenDone,
  label,
  className,
  text,
  children,
  ...props
}: LeafProps) {
  const { state, formAction, form, isPending, requestKey, unanswered, submit, retry } = useSending(
    action,
    props.requestKey,
    props.cameBack ?? idle,
    text.tooLarge,
  );
  const refused = state.status === 'refused' ? state : undefined;
  const isOvertaken = refused?.code === 'changed_meanwhile';
  // What the fields were filled in with. A page that comes anew does not fill them in anew, so only who has been told may overwrite.
  const [seen, setSeen] = useState(props.seen);
  if ((isOvertaken || state.status === 'done') && seen !== props.seen) setSeen(props.seen);
  // The page comes anew a moment after the refusal: until it does, what it holds is not what is in force.
  const hasNewValues = isOvertaken && refused.values?.['seen'] !== props.seen;
  const answered = state.status === 'answered' ? state : undefined;
  const formId = useId();
  const formState = useMemo(
    () => ({
      isPending,
      fields: refused?.fields ?? nothing,
      values: (refused ?? answered)?.values ?? nothing,
      formId,
      answer: answered?.answer,
      overtaken: hasNewValues ? text.overtaken : undefined,
    }),
    [isPending, refused, answered, formId, hasNewValues, text.overtaken],
  );
  useEffect(() => {
    if (state.status === 'done') form.current?.reset();
  }, [state, form]);

  const isUnknown = unanswered !== undefined;
  const isOver = state.status === 'done' && whenDone === 'replace';
  return (
    <FormStateContext value={formState}>
      <form
        ref={form}
        action={formAction}
        onSubmit={submit}
        aria-label={label}
        aria-busy={isPending || undefined}
        className={className ?? 'flex max-w-xl flex-col gap-4'}
        noValidate
      >
        <input type="hidden" name={requestKeyField} value={requestKey} />
        {seen !== undefined && <input type="hidden" name="seen" value={seen} />}
        {isUnknown && (
          <Focused on={unanswered}>
            <UnknownNotice text={text} requestKey={requestKey} isPending={isPending} onRetry={retry} />
          </Focused>
        )}
        {!isUnknown && refused !== undefined && (
          <ErrorSummary title={text.refused} message={refused.message} fields={refused.fields}>
            {isOvertaken && <StartAnew text={text.startAnew} />}
          </ErrorSummary>
        )}
        {!isUnknown && state.status === 'done' && (
          <Focused on={state}>
            <DoneNotice state={state} text={text} record={doneRecord} />
          </Focused>
        )}
        {!isOver && (
          <fieldset disabled={isUnknown} className="contents">
            {children}
          </fieldset>
        )}
      </form>
    </FormStateContext>
  );
}

/**
 * Sends the form and remembers what came back.
 *
 * Before scripts run the browser posts the form itself and `useActionState` holds the answer. Afterwards the action is
 * called here: React would empty the form after each answer, and would show an error page when none arrives.
 */
function useSending(action: FormAction, freshKey: string, first: ActionState, tooLarge: string) {
  const form = useRef<HTMLFormElement>(null);
  const [posted, formAction] = useActionState(action, first);
  const [answered, setAnswered] = useState<ActionState>();
  const [unanswered, setUnanswered] = useState<FormData>();
  const [requestKey, setRequestKey] = useState(freshKey);
  const [isPending, startTransition] = useTransition();
  const isSending = useRef(false);
  const state = answered ?? posted;

  // The key stays the same until the request is done; only then may the next one use the page's new key.
  useEffect(() => {
    if (state.status === 'done') setRequestKey(freshKey);
  }, [state, freshKey]);

  const send = (data: FormData) => {
    if (isSending.current) return;
    isSending.current = true;
    startTransition(async () => {
      try {
        setAnswered(await action(state, data));
        setUnanswered(undefined);
      } catch (error) {
        unstable_rethrow(error);
        // The server has been replaced and does not know this page's action: nothing ran, and the page must come anew.
        if (unstable_isUnrecognizedActionError(error)) window.location.reload();
        setUnanswered(data);
      } finally {
        isSending.current = false;
      }
    });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (unanswered !== undefined) return;
    const fields = tooLargeIn(event.currentTarget, formBytesMax);
    if (fields) setAnswered({ status: 'refused', code: 'too_large', message: tooLarge, fields });
    else send(new FormData(event.currentTarget, submitter));
  };
  const retry = () => {
    if (unanswered !== undefined) send(unanswered);
  };
  return { state, formAction, form, isPending, requestKey, unanswered, submit, retry };
}

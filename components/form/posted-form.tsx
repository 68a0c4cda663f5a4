'use client';

import { type FormEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { ErrorSummary } from './error-summary';
import { FormStateContext } from './form-state';
import { tooLargeIn } from './upload-limit';

/** What a plain form was refused for, and what to fill it in with again. Names are those of its controls. */
export interface Refused {
  readonly title: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

const nothing = {};

/**
 * A form that the browser posts by itself to a route handler, which answers with a redirect back here or onward: for people who are not
 * signed in. Fields inside show what was refused and what had been entered, as in an `ActionForm`.
 */
export function PostedForm({
  action,
  refused: answered,
  values = nothing,
  label,
  file,
  children,
}: {
  action: string;
  refused: Refused | undefined;
  values?: Readonly<Record<string, string>>;
  label: string;
  /** Where a file is sent along: what to say when it is larger than its field lets, which the browser sees before it is sent. */
  file?: Pick<Refused, 'title' | 'message'>;
  children: ReactNode;
}) {
  const formId = useId();
  const [seen, setSeen] = useState<Refused>();
  const refused = seen ?? answered;
  const look = (event: FormEvent<HTMLFormElement>) => {
    const fields = file && tooLargeIn(event.currentTarget);
    if (!fields) return;
    event.preventDefault();
    setSeen({ ...file, fields });
  };
  const state = useMemo(
    () => ({ isPending: false, fields: refused?.fields ?? nothing, values, formId }),
    [refused, values, formId],
  );
  return (
    <FormStateContext value={state}>
      <form
        method="post"
        action={action}
        encType={file ? 'multipart/form-data' : undefined}
        onSubmit={look}
        aria-label={label}
        className="flex flex-col gap-4"
        noValidate
      >
        {refused && <ErrorSummary title={refused.title} message={refused.message} fields={refused.fields} />}
        {children}
      </form>
    </FormStateContext>
  );
}

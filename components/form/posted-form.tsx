'use client';

import { type ReactNode, useId, useMemo } from 'react';
import { ErrorSummary } from './error-summary';
import { FormStateContext } from './form-state';

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
  refused,
  values = nothing,
  label,
  hasFile = false,
  children,
}: {
  action: string;
  refused: Refused | undefined;
  values?: Readonly<Record<string, string>>;
  label: string;
  /** Whether a file is sent along. */
  hasFile?: boolean;
  children: ReactNode;
}) {
  const formId = useId();
  const state = useMemo(
    () => ({ isPending: false, fields: refused?.fields ?? nothing, values, formId }),
    [refused, values, formId],
  );
  return (
    <FormStateContext value={state}>
      <form
        method="post"
        action={action}
        encType={hasFile ? 'multipart/form-data' : undefined}
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

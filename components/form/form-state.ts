'use client';

import { createContext, use } from 'react';

/** What the form around a field knows: whether it is being sent, what was refused, what had been entered. */
export interface FormState {
  readonly isPending: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

export const FormStateContext = createContext<FormState>({ isPending: false, fields: {}, values: {} });

/** The refusal of the field called `name` and the text to show in it again. Outside an `ActionForm` both are missing. */
export function useFieldState(name: string): { error: string | undefined; value: string | undefined } {
  const { fields, values } = use(FormStateContext);
  return { error: fields[name], value: values[name] };
}

/** The id of the control called `name`; the error summary links to it. One form's names are unique on a page. */
export const controlId = (name: string): string => `field-${name}`;

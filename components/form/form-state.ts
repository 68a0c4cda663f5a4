'use client';

import { createContext, use } from 'react';
import type { TriedAnswer } from './action-state';

/** What the form around a field knows: whether it is being sent, what was refused, what had been entered. */
export interface FormState {
  readonly isPending: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  /** Tells the controls of one form from those of the others on the page; empty outside such forms. */
  readonly formId: string;
  /** What was answered to whoever tries one of our APIs out. */
  readonly answer?: TriedAnswer | undefined;
}

export const FormStateContext = createContext<FormState>({ isPending: false, fields: {}, values: {}, formId: '' });

/** The id of the field called `name`, its refusal and the text to show in it again. Outside an `ActionForm` the latter two are missing. */
export function useFieldState(name: string): { id: string; error: string | undefined; value: string | undefined } {
  const { fields, values, formId } = use(FormStateContext);
  return { id: controlId(name, formId), error: fields[name], value: values[name] };
}

/** The id of the control called `name` in the form `formId`; the error summary links to it. One form's names are unique. */
export const controlId = (name: string, formId = ''): string => `field-${name}${formId}`;

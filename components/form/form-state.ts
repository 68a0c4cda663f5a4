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
  /** What was typed stands over values that somebody has changed meanwhile: how fields say what those are now. */
  readonly overtaken?: OvertakenText | undefined;
}

export interface OvertakenText {
  /** Stands before the value. */
  readonly now: string;
  readonly empty: string;
  readonly ticked: string;
  readonly notTicked: string;
}

export const FormStateContext = createContext<FormState>({ isPending: false, fields: {}, values: {}, formId: '' });

interface FieldState {
  readonly id: string;
  readonly error: string | undefined;
  readonly value: string | undefined;
  /** Set where somebody has changed this field's value meanwhile. */
  readonly overtaken: OvertakenText | undefined;
}

/** The id of the field called `name`, its refusal and the text to show in it again. Outside an `ActionForm` all but the id are missing. */
export function useFieldState(name: string): FieldState {
  const { fields, values, formId, overtaken } = use(FormStateContext);
  const error = fields[name];
  return {
    id: controlId(name, formId),
    error,
    value: values[name],
    overtaken: error === undefined ? undefined : overtaken,
  };
}

/** The id of the control called `name` in the form `formId`; the error summary links to it. One form's names are unique. */
export const controlId = (name: string, formId = ''): string => `field-${name}${formId}`;

'use client';

import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { iconSize } from '@/components/ui/icon-size';
import { useFieldState } from './form-state';

export interface FieldProps {
  /** The name sent with the form; errors of this name appear here. */
  name: string;
  label: string;
  hint?: ReactNode;
  /** An error found in the browser; otherwise the server's refusal of this field is shown. */
  error?: string | undefined;
  /** Marks what may be left empty, in words: "optional". Fields without it are required. */
  optional?: string;
}

/** What a control needs to be tied to its label, hint and error. */
export interface ControlProps {
  id: string;
  name: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
}

/** Label, control, hint and error in their fixed order. Other fields are made of it; pages rarely use it directly. */
export function Field({
  name,
  label,
  hint,
  error,
  optional,
  stored,
  children,
}: FieldProps & {
  /** The value in force, as text: shown once somebody has changed it while this form was open. Left out for what nobody may read. */
  stored?: string | undefined;
  children: (control: ControlProps, value: string | undefined) => ReactNode;
}) {
  const state = useFieldState(name);
  const problem = error ?? state.error;
  const { id } = state;
  const isStoredShown = state.overtaken !== undefined && stored !== undefined;
  const described = [problem && `${id}-error`, isStoredShown && `${id}-stored`, hint && `${id}-hint`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
        {optional !== undefined && <span className="font-normal text-muted"> · {optional}</span>}
      </label>
      {children(
        {
          id,
          name,
          'aria-describedby': described || undefined,
          'aria-invalid': problem === undefined ? undefined : true,
          'aria-required': optional === undefined ? true : undefined,
        },
        state.value,
      )}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      <FieldError id={`${id}-error`} problem={problem} />
      {state.overtaken && stored !== undefined && (
        <StoredValue id={`${id}-stored`} text={state.overtaken.now} value={stored || state.overtaken.empty} />
      )}
    </div>
  );
}

/** What is wrong with one control. */
export function FieldError({ id, problem }: { id: string; problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <p id={id} className="field-error">
      <CircleX size={iconSize.small} aria-hidden />
      {problem}
    </p>
  );
}

/** What a field somebody has changed meanwhile says by now, below what was typed into it. */
export function StoredValue({ id, text, value }: { id: string; text: string; value: string }) {
  return (
    <p id={id} className="field-hint wrap-anywhere">
      {text} <strong className="whitespace-pre-line">{value}</strong>
    </p>
  );
}

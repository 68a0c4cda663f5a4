'use client';

import type { ComponentProps, ReactNode } from 'react';
import { FieldError, StoredValue } from './field';
import { useFieldState } from './form-state';

/** A yes or no. In a group each box has its own `value` and the group stands in a `Fieldset`. */
export function Checkbox({
  name,
  label,
  value = 'yes',
  defaultChecked,
  error,
  inGroup = false,
  type = 'checkbox',
  ...input
}: {
  name: string;
  label: ReactNode;
  value?: string;
  error?: string;
  /** One of several of this name: the group, not the box, shows the error. */
  inGroup?: boolean;
  type?: 'checkbox' | 'radio';
} & Omit<ComponentProps<'input'>, 'name' | 'id' | 'type' | 'value'>) {
  const state = useFieldState(name);
  const problem = inGroup ? undefined : (error ?? state.error);
  const id = inGroup ? `${state.id}-${value}` : state.id;
  const isChosen = state.value === undefined ? (defaultChecked ?? false) : state.value.split(',').includes(value);
  // In a group the boxes say it that are ticked otherwise by now; of radio buttons the one that is chosen now.
  const differs = isChosen !== (defaultChecked ?? false) && (type === 'checkbox' || defaultChecked === true);
  const isStoredShown = state.overtaken !== undefined && (differs || !inGroup);
  const described = [problem && `${id}-error`, isStoredShown && `${id}-stored`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label className="check-label" htmlFor={id}>
        <input
          {...input}
          type={type}
          id={id}
          name={name}
          value={value}
          className="check"
          defaultChecked={isChosen}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={described || undefined}
        />
        <span>{label}</span>
      </label>
      <FieldError id={`${id}-error`} problem={problem} />
      {state.overtaken && isStoredShown && (
        <StoredValue
          id={`${id}-stored`}
          text={state.overtaken.now}
          value={defaultChecked ? state.overtaken.ticked : state.overtaken.notTicked}
        />
      )}
    </div>
  );
}

/** Controls that answer one question together, such as the roles of a member. `name` is the name its boxes share. */
export function Fieldset({
  name,
  legend,
  hint,
  error: found,
  children,
}: {
  name: string;
  legend: string;
  hint?: ReactNode;
  /** What the page itself found wrong; otherwise the server's refusal of this field is shown. */
  error?: string | undefined;
  children: ReactNode;
}) {
  const { id, error: refused } = useFieldState(name);
  const error = found ?? refused;
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <fieldset id={id} tabIndex={-1} className="field" aria-describedby={described || undefined}>
      <legend className="field-label mb-1">{legend}</legend>
      {children}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      <FieldError id={`${id}-error`} problem={error} />
    </fieldset>
  );
}

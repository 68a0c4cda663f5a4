'use client';

import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Field, type FieldProps } from './field';

/** One line of text. Everything an `<input>` takes passes through: `type`, `autoComplete`, `defaultValue`, `maxLength`. */
export function TextField({
  name,
  label,
  hint,
  error,
  optional,
  className,
  defaultValue,
  ...input
}: FieldProps & Omit<ComponentProps<'input'>, 'name' | 'id'>) {
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      error={error}
      stored={input.type === 'password' || input.type === 'file' ? undefined : String(defaultValue ?? '')}
      {...(optional === undefined ? {} : { optional })}
    >
      {(control, value) => (
        <input
          type="text"
          className={classNames('input', className)}
          {...input}
          {...control}
          defaultValue={value ?? defaultValue}
        />
      )}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({
  name,
  label,
  hint,
  error,
  optional,
  className,
  defaultValue,
  ...area
}: FieldProps & Omit<ComponentProps<'textarea'>, 'name' | 'id'>) {
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      error={error}
      stored={String(defaultValue ?? '')}
      {...(optional === undefined ? {} : { optional })}
    >
      {(control, value) => (
        <textarea
          rows={4}
          className={classNames('input', className)}
          {...area}
          {...control}
          defaultValue={value ?? defaultValue}
        />
      )}
    </Field>
  );
}

'use client';

import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Field, type FieldProps } from './field';

/**
 * An amount, typed as text: `1,234.56` and full-width digits are for the server to read.
 *
 * It is no `type="number"`: that one changes on the scroll wheel, drops what it cannot read and rounds.
 */
export function MoneyField({
  name,
  label,
  hint,
  error,
  optional,
  className,
  defaultValue,
  currency,
  ...input
}: FieldProps & Omit<ComponentProps<'input'>, 'name' | 'id' | 'type' | 'inputMode'> & { currency: string }) {
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
        <div className="money-input">
          <span aria-hidden>{currency}</span>
          <input
            type="text"
            inputMode="decimal"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            maxLength={40}
            className={classNames('input', className)}
            {...input}
            {...control}
            defaultValue={value ?? defaultValue}
          />
        </div>
      )}
    </Field>
  );
}

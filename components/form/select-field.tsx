'use client';

import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Field, type FieldProps } from './field';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A choice of one. `placeholder` adds an empty first option. */
export function SelectField({
  name,
  label,
  hint,
  error,
  optional,
  className,
  defaultValue,
  options,
  placeholder,
  ...select
}: FieldProps &
  Omit<ComponentProps<'select'>, 'name' | 'id' | 'children'> & { options: readonly Option[]; placeholder?: string }) {
  const stored = options.find(({ value }) => value === defaultValue)?.label ?? '';
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      error={error}
      stored={stored}
      {...(optional === undefined ? {} : { optional })}
    >
      {(control, value) => {
        const chosen = value ?? defaultValue;
        return (
          // React never moves a select to a new default, so another default is another select.
          <select
            key={String(chosen)}
            className={classNames('input', className)}
            {...select}
            {...control}
            defaultValue={chosen}
          >
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        );
      }}
    </Field>
  );
}

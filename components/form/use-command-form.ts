'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRef } from 'react';
import { type DefaultValues, type FieldErrors, type FieldValues, type Path, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { controlId } from './form-state';

/**
 * Checks a form in the browser with the schema that the server uses, before the browser sends it.
 *
 * The form keeps its own `action` and `method`, so it works without scripts; a form that passes is sent as it stands,
 * as text, and the server parses it again. The schema must not wait for anything. zod and react-hook-form weigh 46 kB:
 * use it on money edit forms only.
 *
 * @param options.wording turns a message of the schema (a key such as `amount_missing`) into the reader's words
 * @returns `form` for `<form {...form}>`, `field(name)` to spread on a `TextField`, `MoneyField` or `SelectField`,
 *   and `errors` for `ErrorSummary`
 */
export function useCommandForm<Values extends FieldValues>(options: {
  schema: z.ZodType<unknown, Values>;
  defaultValues: DefaultValues<Values>;
  wording: (problem: string) => string;
}) {
  const { register, trigger, getValues, formState } = useForm<Values>({
    resolver: zodResolver(options.schema, undefined, { raw: true }),
    defaultValues: options.defaultValues,
  });
  const errors = describeErrors(formState.errors, options.wording);

  const hasFailed = useRef(false);
  // Nothing is judged on leaving a field: a message appearing then moves the button away from under the press.
  const judgeAgain = () => {
    if (hasFailed.current) void trigger();
  };
  const field = (name: Path<Values>) => ({ ...register(name, { onChange: judgeAgain }), error: errors[name] });
  const onSubmit = (event: React.FormEvent<HTMLFormElement>) => {
    // Judged at once: whether the browser may send the form has to be said before the event is over.
    const judged = options.schema.safeParse(getValues());
    if (judged.success) return;
    event.preventDefault();
    hasFailed.current = true;
    void trigger();
    document.getElementById(controlId(String(judged.error.issues[0]?.path[0])))?.focus();
  };
  return { form: { onSubmit, noValidate: true }, field, errors };
}

function describeErrors<Values extends FieldValues>(errors: FieldErrors<Values>, wording: (problem: string) => string) {
  const described: Record<string, string> = {};
  for (const [name, error] of Object.entries(errors)) {
    if (typeof error?.message === 'string') described[name] = wording(error.message);
  }
  return described;
}

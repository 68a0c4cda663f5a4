'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type DefaultValues, type FieldErrors, type FieldValues, type Path, useForm } from 'react-hook-form';
import type { z } from 'zod';

/**
 * Checks a form in the browser with the schema that the server uses, before the browser sends it.
 *
 * The form keeps its own `action` and `method`, so it works without scripts; a form that passes is sent as it stands,
 * as text, and the server parses it again. zod and react-hook-form weigh 46 kB: use it on money edit forms only.
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
  const { register, trigger, formState, setFocus } = useForm<Values>({
    resolver: zodResolver(options.schema, undefined, { raw: true }),
    defaultValues: options.defaultValues,
    mode: 'onTouched',
  });
  const errors = describeErrors(formState.errors, options.wording);

  const field = (name: Path<Values>) => ({ ...register(name), error: errors[name] });
  const onSubmit = (event: React.FormEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (form.dataset['checked'] === 'true') {
      delete form.dataset['checked'];
      return;
    }
    event.preventDefault();
    void trigger().then((isValid) => {
      if (!isValid) {
        const first = Object.keys(options.defaultValues).find((name) =>
          form.querySelector(`[name="${name}"][aria-invalid]`),
        );
        if (first !== undefined) setFocus(first as Path<Values>);
        return;
      }
      form.dataset['checked'] = 'true';
      form.requestSubmit(submitter);
    });
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

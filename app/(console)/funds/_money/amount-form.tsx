'use client';

import Form from 'next/form';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';
import { useCommandForm } from '@/components/form/use-command-form';
import { route } from '@/components/route';
import { SubmitButton } from '@/components/ui/submit-button';
import { amountOf, perCurrency } from '@/lib/amount-input';
import type { Currency } from '@/lib/money';
import { optionalText } from '@/lib/text';

const schemas = perCurrency((currency) => z.object({ amount: amountOf(currency), memo: optionalText(256) }));

/**
 * Amount and memo, checked as they are entered. It only leads to the review, by GET, so it works without scripts as well: then the review
 * sends back what is wrong.
 */
export function AmountForm({
  path,
  target,
  currency,
  values,
  problems,
  replaces,
  text,
  amountHint,
}: {
  /** The review. */
  path: string;
  target: { readonly name: string; readonly id: string };
  currency: Currency;
  values: { amount: string; memo: string };
  /** What the server found wrong, in words. */
  problems: Readonly<Record<string, string>>;
  /** In a dialog: going back leads to the page below, not to this form. */
  replaces: boolean;
  text: {
    amount: string;
    memo: string;
    memoHint: string;
    optional: string;
    submit: string;
    refused: string;
    problems: string;
    /** The words of each problem by its key. */
    words: Readonly<Record<string, string>>;
  };
  amountHint: ReactNode;
}) {
  const { form, field } = useCommandForm({
    schema: schemas(currency),
    defaultValues: values,
    wording: (problem) => text.words[problem] ?? text.words['invalid'] ?? problem,
  });
  const amount = field('amount');
  const memo = field('memo');
  return (
    <Form action={route(path)} replace={replaces} prefetch={false} className="flex max-w-xl flex-col gap-4" {...form}>
      {Object.keys(problems).length > 0 && (
        <ErrorSummary title={text.refused} message={text.problems} fields={problems} />
      )}
      <input type="hidden" name={target.name} value={target.id} />
      <MoneyField
        {...amount}
        label={text.amount}
        currency={currency}
        hint={amountHint}
        error={amount.error ?? problems['amount']}
        defaultValue={values.amount}
      />
      <TextField
        {...memo}
        label={text.memo}
        hint={text.memoHint}
        optional={text.optional}
        error={memo.error ?? problems['memo']}
        defaultValue={values.memo}
        maxLength={400}
      />
      <div>
        <SubmitButton>{text.submit}</SubmitButton>
      </div>
    </Form>
  );
}

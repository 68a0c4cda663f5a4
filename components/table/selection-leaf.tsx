'use client';

import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { formatAmount } from '@/components/amount-format';
import { useHydrated } from '@/components/use-hydrated';
import { type Currency, money } from '@/lib/money';

const picks = (form: HTMLFormElement | null) => [
  ...(form?.querySelectorAll<HTMLInputElement>('tbody .pick input:not(:disabled)') ?? []),
];

/** Chooses every row of the page, or none. It needs a script, so it is disabled until there is one. */
export function PickAll({ name, label }: { name: string; label: string }) {
  const box = useRef<HTMLInputElement>(null);
  const isHydrated = useHydrated();
  useEffect(() => {
    const form = box.current?.form;
    const follow = () => {
      const all = picks(form ?? null);
      const chosen = all.filter((pick) => pick.checked).length;
      if (box.current === null) return;
      box.current.checked = chosen > 0 && chosen === all.length;
      box.current.indeterminate = chosen > 0 && chosen < all.length;
    };
    follow();
    form?.addEventListener('change', follow);
    return () => form?.removeEventListener('change', follow);
  }, []);
  const pickAll = (event: ChangeEvent<HTMLInputElement>) => {
    for (const pick of picks(event.currentTarget.form)) pick.checked = event.currentTarget.checked;
  };
  return (
    <input
      ref={box}
      type="checkbox"
      className="check"
      aria-label={label}
      data-picks={name}
      disabled={!isHydrated}
      onChange={pickAll}
    />
  );
}

/** Says how many rows are chosen and their sum, as they are chosen. */
export function SelectionSummary({
  locale,
  currency,
  text,
}: {
  locale: string;
  currency: Currency | undefined;
  /** `{count}` and `{sum}` stand where the figures go. */
  text: { none: string; count: string; sum: string };
}) {
  const output = useRef<HTMLOutputElement>(null);
  const [chosen, setChosen] = useState({ count: 0, minor: 0n });
  useEffect(() => {
    const form = output.current?.form;
    const add = () => {
      const checked = picks(form ?? null).filter((pick) => pick.checked);
      const minor = checked.reduce((sum, pick) => sum + BigInt(pick.dataset['minor'] ?? '0'), 0n);
      setChosen({ count: checked.length, minor });
    };
    add();
    form?.addEventListener('change', add);
    return () => form?.removeEventListener('change', add);
  }, []);
  const parts = [text.count.replace('{count}', new Intl.NumberFormat(locale).format(chosen.count))];
  if (currency !== undefined) {
    parts.push(text.sum.replace('{sum}', formatAmount(money(chosen.minor, currency), locale)));
  }
  return (
    <output ref={output} className="text-table text-muted tabular-nums">
      {chosen.count === 0 ? text.none : parts.join(' · ')}
    </output>
  );
}

'use client';

import { type KeyboardEvent, useRef } from 'react';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';

/** Looks for more to pick from: the button sends the whole form to the page itself, and so does Enter in the field. */
export function FindField({
  label,
  optional,
  find,
  search,
  path,
}: {
  label: string;
  optional: string;
  find: string;
  search: string;
  path: string;
}) {
  const row = useRef<HTMLDivElement>(null);
  const findOnEnter = (event: KeyboardEvent) => {
    // While characters are being put together, Enter chooses one.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    row.current?.querySelector('button')?.click();
  };
  return (
    <div ref={row} className="flex flex-wrap items-end gap-2">
      <TextField
        name="q"
        type="search"
        label={label}
        optional={optional}
        defaultValue={search}
        maxLength={100}
        onKeyDown={findOnEnter}
      />
      <SubmitButton variant="secondary" formAction={path}>
        {find}
      </SubmitButton>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { FindField } from './find-field';

/** Somebody who can be picked. */
export interface Option {
  readonly id: string;
  readonly label: ReactNode;
}

/**
 * Picks several out of many, before any script: what is ticked stays ticked while more is looked for, since the search sends the whole form
 * to the page itself.
 */
export function Picker({
  name,
  chosen,
  found,
  search,
  path,
  error,
  text,
}: {
  name: string;
  /** Ticked already. */
  chosen: readonly Option[];
  /** What the search leaves besides. */
  found: readonly Option[];
  search: string;
  /** The page itself. */
  path: string;
  error: string | undefined;
  text: {
    readonly legend: string;
    readonly hint: string;
    readonly search: string;
    readonly find: string;
    readonly optional: string;
    /** That nothing was found, or that there are more. */
    readonly note: string | undefined;
  };
}) {
  return (
    <div className="flex flex-col gap-3">
      <Fieldset name={name} legend={text.legend} hint={text.hint} error={error}>
        {chosen.map(({ id, label }) => (
          <Checkbox key={id} name={name} value={id} label={label} inGroup defaultChecked />
        ))}
        {found.map(({ id, label }) => (
          <Checkbox key={id} name={name} value={id} label={label} inGroup />
        ))}
        {text.note !== undefined && <p className="text-muted">{text.note}</p>}
      </Fieldset>
      <FindField label={text.search} optional={text.optional} find={text.find} search={search} path={path} />
    </div>
  );
}

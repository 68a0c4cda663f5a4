'use client';

import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { route } from '@/components/route';
import { matchPages, type PalettePage } from './palette-match';
import { useCustomerSearch } from './use-customer-search';

export interface PaletteProps {
  pages: readonly PalettePage[];
  findsCustomers: boolean;
  onClose: () => void;
  text: {
    search: string;
    searchLong: string;
    title: string;
    input: string;
    hint: string;
    pages: string;
    customers: string;
    none: string;
    failed: string;
    close: string;
  };
}

interface Choice {
  key: string;
  label: string;
  href: string;
}

/** Goes to a page or finds a customer: a text box that steers a list, as in the ARIA pattern of a combobox. */
export function CommandPalette({ pages, findsCustomers, onClose, text }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const { customers, hasFailed, isSearching } = useCustomerSearch(findsCustomers ? query : '');

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  const groups = [
    { label: text.pages, choices: matchPages(pages, query).map((page) => ({ key: page.href, ...page })) },
    { label: text.customers, choices: customers.map(({ id, name, href }) => ({ key: id, label: name, href })) },
  ].filter((group) => group.choices.length > 0);
  const choices: Choice[] = groups.flatMap((group) => group.choices);
  const chosen = choices[Math.min(active, choices.length - 1)];

  const go = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    dialog.current?.close();
    router.push(route(choice.href));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go(chosen);
    } else if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setActive((Math.min(active, choices.length - 1) + step + choices.length) % choices.length);
    }
  };
  const optionId = (choice: Choice) => `${listId}-${choices.indexOf(choice)}`;

  return (
    <dialog ref={dialog} className="dialog" aria-label={text.title} onClose={onClose}>
      <div className="flex items-center gap-2 border-b p-2">
        <input
          autoFocus
          type="text"
          role="combobox"
          aria-label={text.input}
          aria-expanded={choices.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen && optionId(chosen)}
          placeholder={text.input}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          className="input"
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="button button-quiet flex-none" onClick={() => dialog.current?.close()}>
          {text.close}
        </button>
      </div>
      <div id={listId} role="listbox" aria-label={text.title} aria-busy={isSearching || undefined} className="p-2">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by role
          <div key={group.label} role="group" aria-label={group.label} className="mb-1">
            <p aria-hidden className="px-2.5 py-1 text-xs text-muted">
              {group.label}
            </p>
            {group.choices.map((choice) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the text box
              <div
                key={choice.key}
                id={optionId(choice)}
                role="option"
                aria-selected={choice === chosen}
                className="palette-option menu-item cursor-pointer"
                onClick={() => go(choice)}
              >
                {choice.label}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="px-4.5 pb-3 text-table text-muted">
        {hasFailed ? text.failed : choices.length === 0 && !isSearching ? text.none : text.hint}
      </p>
    </dialog>
  );
}

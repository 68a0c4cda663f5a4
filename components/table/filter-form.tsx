'use client';

import Form from 'next/form';
import { type ReactNode, useEffect, useRef } from 'react';
import { route } from '@/components/route';

/**
 * The form of a filter bar. With scripts it changes the page without reloading it, leaves empty filters out of the
 * address, and follows the address when a chip is taken off or the reader goes back.
 */
export function FilterForm({
  action,
  state,
  label,
  children,
}: {
  action: string;
  /** What the address says now; when it changes, the controls show that. */
  state: string;
  label: string;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the controls follow the address, which `state` is
  useEffect(() => form.current?.reset(), [state]);
  useEffect(() => {
    const dropEmpty = ({ formData }: FormDataEvent) => {
      for (const [name, value] of [...formData]) {
        if (value === '') formData.delete(name);
      }
    };
    const current = form.current;
    current?.addEventListener('formdata', dropEmpty);
    return () => current?.removeEventListener('formdata', dropEmpty);
  }, []);
  return (
    <Form
      ref={form}
      action={route(action)}
      prefetch={false}
      aria-label={label}
      className="flex flex-wrap items-end gap-x-3 gap-y-2"
    >
      {children}
    </Form>
  );
}

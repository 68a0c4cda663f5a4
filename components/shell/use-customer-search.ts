'use client';

import { useEffect, useState } from 'react';

export interface FoundCustomer {
  readonly id: string;
  readonly name: string;
  readonly href: string;
}

interface Found {
  query: string;
  customers: readonly FoundCustomer[];
  hasFailed: boolean;
}

const nobody: readonly FoundCustomer[] = [];

/** Customers whose name or id contains `query`, asked for once typing pauses. An older answer never replaces a newer one. */
export function useCustomerSearch(query: string): {
  customers: readonly FoundCustomer[];
  hasFailed: boolean;
  isSearching: boolean;
} {
  const [found, setFound] = useState<Found>({ query: '', customers: nobody, hasFailed: false });
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      search(wanted, stop.signal)
        .then((customers) => setFound({ query: wanted, customers, hasFailed: false }))
        .catch(() => {
          if (!stop.signal.aborted) setFound({ query: wanted, customers: nobody, hasFailed: true });
        });
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  if (wanted === '') return { customers: nobody, hasFailed: false, isSearching: false };
  return { customers: found.customers, hasFailed: found.hasFailed, isSearching: found.query !== wanted };
}

async function search(query: string, signal: AbortSignal): Promise<readonly FoundCustomer[]> {
  const answer = await fetch(`/api/v1/search?q=${encodeURIComponent(query)}`, { signal });
  if (!answer.ok) throw new Error(`search answered ${answer.status}`);
  const { customers }: { customers: readonly FoundCustomer[] } = await answer.json();
  return customers;
}

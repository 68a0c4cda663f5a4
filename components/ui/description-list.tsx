import type { ReactNode } from 'react';

export interface Detail {
  readonly label: string;
  readonly value: ReactNode;
}

/** Facts of one thing, label above value, in as many columns as fit. A missing value is an em dash. */
export function DescriptionList({ items }: { items: readonly Detail[] }) {
  return (
    <dl className="details-grid">
      {items.map(({ label, value }) => (
        <div key={label} className="min-w-0">
          <dt>{label}</dt>
          <dd className="min-h-6">{value ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
}

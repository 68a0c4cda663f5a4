import Link from 'next/link';
import { route } from '@/components/route';

export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Tabs are links between pages, each with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="tabs mb-4">
      {tabs.map((tab) => (
        <Link key={tab.href} href={route(tab.href)} prefetch={false} aria-current={tab.isCurrent ? 'page' : undefined}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

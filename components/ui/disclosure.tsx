import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { iconSize } from './icon-size';

/** A section that opens in place. The platform's own element, so it needs no script. */
export function Disclosure({ summary, isOpen, children }: { summary: string; isOpen?: boolean; children: ReactNode }) {
  return (
    <details className="disclosure" open={isOpen}>
      <summary>
        <ChevronRight size={iconSize.text} aria-hidden />
        {summary}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}

'use client';

import { type ReactNode, useEffect, useRef } from 'react';

/** Takes the focus when it appears and whenever `on` changes: what was pressed may be gone, and the news is here. */
export function Focused({ on, children }: { on: unknown; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another outcome takes the focus again
  useEffect(() => box.current?.focus(), [on]);
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      {children}
    </div>
  );
}

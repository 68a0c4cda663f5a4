'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** How often the page looks again, and for how long: looking counts as using the session, so it ends by itself. */
const follow = { everyMs: 2_000, times: 150 } as const;

/** Reads the page anew while it is in sight and something on it still runs. Without scripts there is the link beside it. */
export function FollowLeaf() {
  const router = useRouter();
  useEffect(() => {
    let left: number = follow.times;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      left -= 1;
      if (left < 0) clearInterval(timer);
      else router.refresh();
    }, follow.everyMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

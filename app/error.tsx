'use client';

import { Unavailable } from '@/components/shell/unavailable';

/** Any page that failed, and layouts that did: what is shown never depends on why. */
export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main>
      <Unavailable reference={error.digest} retry={retry} />
    </main>
  );
}

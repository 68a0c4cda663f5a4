'use client';

import { Unavailable } from '@/components/shell/unavailable';

/** A page of the console that failed, inside the frame that did not. */
export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <Unavailable reference={error.digest} retry={retry} />;
}

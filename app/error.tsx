'use client';

import { Unavailable } from '@/components/shell/unavailable';

export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <Unavailable reference={error.digest} retry={retry} />;
}

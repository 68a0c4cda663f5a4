'use client';

import { Unavailable } from '@/components/shell/unavailable';
import './globals.css';

/** Shown when the layout itself failed, so it brings its own document. */
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="zh-CN">
      <body>
        <title>Temporarily unavailable · 暂时无法使用</title>
        <main>
          <Unavailable reference={error.digest} retry={retry} />
        </main>
      </body>
    </html>
  );
}

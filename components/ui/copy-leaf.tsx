'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useHydrated } from '@/components/use-hydrated';
import { iconSize } from './icon-size';

export function CopyLeaf({ value, label, copied }: { value: string; label: string; copied: string }) {
  const isHydrated = useHydrated();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    // Without TLS the platform offers no clipboard; then the text beside the button is there to be selected.
    await navigator.clipboard?.writeText(value);
    setCopied(true);
  };
  return (
    <>
      <button
        type="button"
        className="icon-button no-print size-6 min-h-6 min-w-6"
        aria-label={label}
        title={label}
        disabled={!isHydrated}
        onClick={() => void copy()}
        onBlur={() => setCopied(false)}
      >
        {isCopied ? <Check size={iconSize.small} aria-hidden /> : <Copy size={iconSize.small} aria-hidden />}
      </button>
      <span role="status" className="sr-only">
        {isCopied ? copied : ''}
      </span>
    </>
  );
}

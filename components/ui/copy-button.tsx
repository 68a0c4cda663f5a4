import { useTranslations } from 'next-intl';
import { CopyLeaf } from './copy-leaf';

/** Copies `value`. `label` says what it is, for those who cannot see what stands beside it: "Copy customer id". */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const t = useTranslations('ui');
  return <CopyLeaf value={value} label={label ?? t('copy')} copied={t('copied')} />;
}

/** An id as people meet it: monospaced, with a button that copies it. `isShort` leaves out its middle, for tables. */
export function CopyableId({ id, label, isShort = false }: { id: string; label?: string; isShort?: boolean }) {
  const shown = isShort && id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code className="min-w-0 text-muted" title={shown === id ? undefined : id}>
        {shown}
      </code>
      <CopyButton value={id} {...(label === undefined ? {} : { label })} />
    </span>
  );
}

import { useTranslations } from 'next-intl';
import { CopyLeaf } from './copy-leaf';

/** Copies `value`. `label` says what it is, for those who cannot see what stands beside it: "Copy customer id". */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const t = useTranslations('ui');
  return <CopyLeaf value={value} label={label ?? t('copy')} copied={t('copied')} />;
}

/** An id as people meet it: monospaced, with a button that copies it. */
export function CopyableId({ id, label }: { id: string; label?: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code className="min-w-0 break-all text-muted">{id}</code>
      <CopyButton value={id} {...(label === undefined ? {} : { label })} />
    </span>
  );
}

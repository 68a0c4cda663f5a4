'use client';

import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';

import { iconSize } from './icon-size';

interface DialogText {
  title: string;
  /** The name of the closing button. */
  closeLabel: string;
  children: ReactNode;
}

/** A page shown as a dialog over the page it was opened from (an intercepted route). Closing it goes back. */
export function RouteDialog(text: DialogText) {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return <DialogFrame dialog={dialog} onClose={() => router.back()} {...text} />;
}

function DialogFrame({
  dialog,
  title,
  closeLabel,
  children,
  onClose,
}: DialogText & { dialog: RefObject<HTMLDialogElement | null>; onClose?: () => void }) {
  const titleId = useId();
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <div className="flex items-center justify-between gap-4 border-b px-4 py-2">
        <h2 id={titleId} className="text-lg">
          {title}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={closeLabel}
          title={closeLabel}
          onClick={() => dialog.current?.close()}
        >
          <X size={iconSize.button} aria-hidden />
        </button>
      </div>
      <div className="p-4">{children}</div>
    </dialog>
  );
}

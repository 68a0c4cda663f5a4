'use client';

import { type ReactNode, use } from 'react';
import { useFormStatus } from 'react-dom';
import { FormStateContext } from '@/components/form/form-state';
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-class';

/** Sends the form it stands in. While that runs it keeps its name and place, says that it is busy and ignores presses. */
export function SubmitButton({
  children,
  variant = 'primary',
  size = 'medium',
  className,
  name,
  value,
  formAction,
}: {
  children: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  /** Sent with the form when this button is the one pressed. */
  name?: string;
  value?: string;
  /** Where this button sends a GET form, if not where the form itself goes. */
  formAction?: string;
}) {
  const native = useFormStatus();
  const { isPending } = use(FormStateContext);
  const busy = native.pending || isPending;
  return (
    <button
      type="submit"
      name={name}
      value={value}
      formAction={formAction}
      className={buttonClass(variant, size, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : undefined}
    >
      {children}
    </button>
  );
}

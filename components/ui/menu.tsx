import type { ReactNode } from 'react';
import { classNames } from './class-names';

/**
 * A button and the panel it opens, by the platform's Popover: opens, closes and takes Escape without a script.
 *
 * Inside stand links and buttons of class `menu-item`, or `MenuLink`s; they are reached with Tab like any other.
 */
export function Menu({
  id,
  label,
  trigger,
  children,
  className,
}: {
  /** Unique on the page. */
  id: string;
  /** The button's name, when `trigger` alone does not say it. */
  label?: string;
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <>
      <button
        type="button"
        className={classNames('icon-button', className)}
        popoverTarget={id}
        aria-label={label}
        title={label}
      >
        {trigger}
      </button>
      <div id={id} popover="auto" className="popover">
        {children}
      </div>
    </>
  );
}

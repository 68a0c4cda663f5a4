import { classNames } from './class-names';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'medium' | 'small';

/** The classes of a button, for the few elements that are one without being a `Button`. */
export const buttonClass = (variant: ButtonVariant, size: ButtonSize, extra?: string): string =>
  classNames('button', variant !== 'secondary' && `button-${variant}`, size === 'small' && 'button-small', extra);

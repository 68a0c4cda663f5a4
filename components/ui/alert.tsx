import { CircleAlert, CircleCheck, CircleHelp, CircleX, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { iconSize } from './icon-size';

/** `refused`: nothing happened. `unknown`: we cannot tell yet. `done`: it happened. The rest are standing notices. */
export type AlertKind = 'refused' | 'unknown' | 'done' | 'info' | 'warning';

const looks = {
  refused: { icon: CircleX, tone: 'tone-danger', role: 'alert' },
  unknown: { icon: CircleHelp, tone: 'tone-warning', role: 'alert' },
  done: { icon: CircleCheck, tone: 'tone-success', role: 'status' },
  info: { icon: Info, tone: 'tone-info', role: undefined },
  warning: { icon: CircleAlert, tone: 'tone-warning', role: undefined },
} as const satisfies Record<AlertKind, { icon: LucideIcon; tone: string; role: string | undefined }>;

/** A message in the page. Its role follows from its kind, so that each outcome is announced as what it is. */
export function Alert({
  kind,
  title,
  children,
  actions,
}: {
  kind: AlertKind;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { icon: Icon, tone, role } = looks[kind];
  return (
    <div className={classNames('alert', tone)} role={role} data-kind={kind}>
      <Icon size={iconSize.text} aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className="flex flex-wrap items-center gap-x-4 gap-y-2">{actions}</div>}
      </div>
    </div>
  );
}

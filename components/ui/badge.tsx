import { CircleAlert, CircleCheck, CircleDot, CircleX, Info, type LucideIcon, Snowflake } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { iconSize } from './icon-size';

export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info';

const icons = {
  neutral: CircleDot,
  success: CircleCheck,
  warning: CircleAlert,
  danger: CircleX,
  info: Info,
} as const satisfies Record<Tone, LucideIcon>;

/** A status: icon, word and colour together, never colour alone. `icon` replaces the tone's own (see `FrozenBadge`). */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: LucideIcon; children: ReactNode }) {
  const Icon = icon ?? icons[tone];
  return (
    <span className={classNames('badge', tone !== 'neutral' && `tone-${tone}`)}>
      <Icon size={iconSize.small} aria-hidden />
      {children}
    </span>
  );
}

/** Frozen is a state of organizations and customers alike and looks the same everywhere. */
export function FrozenBadge({ children }: { children: ReactNode }) {
  return (
    <Badge tone="info" icon={Snowflake}>
      {children}
    </Badge>
  );
}

/** A word in a quiet frame, for kinds and counts that are no status. */
export function Chip({ children }: { children: ReactNode }) {
  return <span className="badge">{children}</span>;
}

import Link from 'next/link';
import type { ReactNode } from 'react';
import { route } from '@/components/route';
import { classNames } from './class-names';

/** A surface with an optional heading and actions. With a heading it is a named region. */
export function Card({
  title,
  actions,
  children,
  className,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={classNames('card p-4', className)} aria-label={title}>
      {title !== undefined && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
          <h2 className="text-lg">{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

/** One figure of the home page or a detail header. With `href` the whole tile leads to the list that sums to it. */
export function FigureTile({
  label,
  value,
  note,
  href,
}: {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  href?: string;
}) {
  const content = (
    <>
      <span className="text-table text-muted">{label}</span>
      <span className="text-figure font-semibold tabular-nums">{value}</span>
      {note !== undefined && <span className="text-table text-muted">{note}</span>}
    </>
  );
  const shape = 'card flex min-w-0 flex-col gap-0.5 p-4';
  return href === undefined ? (
    <div className={shape}>{content}</div>
  ) : (
    <Link href={route(href)} prefetch={false} className={classNames(shape, 'hover:bg-hover')}>
      {content}
    </Link>
  );
}

/** A row of tiles that wraps: four abreast on a wide screen, one on a narrow one. */
export function TileRow({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-[repeat(auto-fit,minmax(min(14rem,100%),1fr))] gap-3">{children}</div>;
}

import { ArrowDownUp, Check, Columns3, Rows3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { buttonClass } from '@/components/ui/button-class';
import { iconSize } from '@/components/ui/icon-size';
import { Menu } from '@/components/ui/menu';
import { MenuLink } from '@/components/ui/menu-link';
import { type ColumnId, columnIds, usualColumns } from './column-ids';
import { listChoices, sizes, sorts } from './filter';

/** How the list looks: its order, its columns, how much of it at once. All of it stands in the address, and works before scripts. */
export function ListTools({
  path,
  params,
  seesPartners,
}: {
  path: string;
  params: SearchParams;
  seesPartners: boolean;
}) {
  const t = useTranslations('customers');
  const { sort, size, columns = usualColumns } = listChoices(params);
  return (
    <div className="no-print mb-2 flex flex-wrap items-center gap-2">
      <Tool
        id="customer-sort"
        icon={<ArrowDownUp size={iconSize.text} aria-hidden />}
        text={t('sortBy', { order: t(`sorts.${sort}`) })}
      >
        {sorts.map((each) => (
          <Choice key={each} href={hrefWith(path, params, { sort: each })} isCurrent={each === sort}>
            {t(`sorts.${each}`)}
          </Choice>
        ))}
      </Tool>
      <Tool id="customer-columns" icon={<Columns3 size={iconSize.text} aria-hidden />} text={t('columns')}>
        <ColumnForm
          path={path}
          params={params}
          shown={columns}
          offered={columnIds.filter((id) => id !== 'partner' || seesPartners)}
        />
      </Tool>
      <Tool id="customer-size" icon={<Rows3 size={iconSize.text} aria-hidden />} text={t('perPage', { size })}>
        {sizes.map((each) => (
          <Choice key={each} href={hrefWith(path, params, { size: each })} isCurrent={each === size}>
            {t('perPage', { size: each })}
          </Choice>
        ))}
      </Tool>
    </div>
  );
}

function Tool({ id, icon, text, children }: { id: string; icon: ReactNode; text: string; children: ReactNode }) {
  return (
    <Menu
      id={id}
      className="gap-1.5 px-2 text-table"
      trigger={
        <>
          {icon}
          {text}
        </>
      }
    >
      {children}
    </Menu>
  );
}

function Choice({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: ReactNode }) {
  return (
    <MenuLink href={href} isCurrent={isCurrent}>
      <Check size={iconSize.text} aria-hidden className={isCurrent ? undefined : 'invisible'} />
      {children}
    </MenuLink>
  );
}

function ColumnForm({
  path,
  params,
  shown,
  offered,
}: {
  path: string;
  params: SearchParams;
  shown: readonly ColumnId[];
  offered: readonly ColumnId[];
}) {
  const t = useTranslations('customers');
  const others = new URLSearchParams(hrefWith('', params, { columns: undefined }).slice(1));
  return (
    <form key={shown.join()} action={path} method="get" aria-label={t('columns')} className="flex flex-col gap-1 p-1">
      {[...others].map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {offered.map((id) => (
        <label key={id} className="menu-item">
          <input type="checkbox" className="check" name="columns" value={id} defaultChecked={shown.includes(id)} />
          {t(`columnNames.${id}`)}
        </label>
      ))}
      <button type="submit" className={buttonClass('secondary', 'small')}>
        {t('showColumns')}
      </button>
    </form>
  );
}

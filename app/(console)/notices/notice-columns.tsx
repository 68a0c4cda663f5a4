import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import type { Column } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { OrganizationKind } from '@/domain/actor';
import { kindKey, textKey } from '@/domain/notices/model';
import { noticeNames } from '@/domain/notices/notice-mail';
import type { NoticeLine } from '@/domain/notices/queries';
import { type Currency, currencies, readAmount } from '@/lib/money';
import { markNoticeReadAction } from './actions';
import { noticePlace } from './notice-place';

/** The columns of the notices: what happened heads the row and leads to its record, as far as the reader has one. */
export async function noticeColumns(reader: OrganizationKind, back: string): Promise<Column<NoticeLine>[]> {
  const [t, locale] = await Promise.all([getTranslations('notices'), getLocale()]);
  const sentence = ({ kind, facts }: NoticeLine) =>
    t(`texts.${textKey(kind, facts)}`, {
      ...noticeNames(facts, locale),
      amount: amountText(facts, locale),
      count: String(facts['count'] ?? 1),
      host: String(facts['host'] ?? ''),
    });
  return [
    {
      id: 'notice',
      header: t('notice'),
      isKey: true,
      cell: (row) => {
        const place = noticePlace(reader, row);
        return (
          <span className={row.isRead ? 'font-normal' : 'font-semibold'}>
            {place ? <TextLink href={place}>{sentence(row)}</TextLink> : sentence(row)}
          </span>
        );
      },
    },
    { id: 'kind', header: t('kind'), noWrap: true, cell: (row) => t(`kinds.${kindKey(row.kind)}`) },
    {
      id: 'time',
      header: t('time'),
      headerContent: (
        <>
          {t('time')} <ZoneName at={new Date()} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    {
      id: 'state',
      header: t('state'),
      cell: (row) =>
        row.isRead ? <Badge>{t('read')}</Badge> : <MarkRead row={row} text={sentence(row)} back={back} />,
    },
  ];
}

async function MarkRead({ row, text, back }: { row: NoticeLine; text: string; back: string }) {
  const t = await getTranslations('notices');
  return (
    <ActionForm
      action={markNoticeReadAction}
      label={t('markReadOne', { text })}
      className="flex flex-wrap items-center justify-end gap-2 sm:flex-nowrap sm:justify-start"
    >
      <input type="hidden" name="noticeId" value={row.id} />
      <input type="hidden" name="back" value={back} />
      <Badge tone="info">{t('unread')}</Badge>
      <SubmitButton variant="secondary" size="small">
        {t('markRead')}
      </SubmitButton>
    </ActionForm>
  );
}

/** The amount as the reader's language writes it; nothing where the notice speaks of none. */
function amountText({ amount, currency }: NoticeLine['facts'], locale: string): string {
  if (typeof amount !== 'string' || !isCurrency(currency)) return '';
  const read = readAmount(amount, currency);
  return typeof read === 'string' ? '' : formatAmount(read, locale);
}

const isCurrency = (text: unknown): text is Currency => typeof text === 'string' && Object.hasOwn(currencies, text);

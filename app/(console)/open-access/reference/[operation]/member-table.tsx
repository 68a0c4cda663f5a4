import { getTranslations } from 'next-intl/server';
import type { Schema } from '@/app/_reference/open-api';
import type { Member } from '@/app/_reference/reference-operations';
import { type Column, DataTable } from '@/components/table/data-table';

type Translate = Awaited<ReturnType<typeof getTranslations<'apireference'>>>;

/** Members with their types, limits and what leaving them open means; those of an answer without the latter. */
export async function MemberTable({
  caption,
  members,
  of,
}: {
  caption: string;
  members: readonly Member[];
  of: 'request' | 'answer';
}) {
  const t = await getTranslations('apireference');
  const columns: (Column<Member> | false)[] = [
    {
      id: 'name',
      header: t('member'),
      isKey: true,
      cell: ({ name, isRequired }) => (
        <>
          <code className="wrap-anywhere">{name}</code>
          {of === 'request' && isRequired && <span className="ml-1 text-xs text-muted">{t('required')}</span>}
        </>
      ),
    },
    of === 'request' && { id: 'place', header: t('place'), cell: ({ place }) => t(`places.${place}`) },
    { id: 'type', header: t('type'), cell: ({ schema }) => typeWords(schema, t) },
    {
      id: 'limits',
      header: t('limits'),
      cell: ({ schema }) => <span className="wrap-anywhere">{limitWords(schema, t).join('; ') || nothing}</span>,
    },
    of === 'request' && {
      id: 'open',
      header: t('open'),
      cell: ({ schema }) => openWords(schema, t).join('; ') || nothing,
    },
    { id: 'meaning', header: t('meaning'), isText: true, cell: ({ description }) => description },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns.filter((column) => column !== false)}
      rows={members}
      rowKey={({ place, name }) => `${place} ${name}`}
    />
  );
}

/** What stands in a cell that has nothing to say. */
const nothing = '—';
const typeNames = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;

function typeWords({ type }: Schema, t: Translate): string {
  const all = [type ?? []].flat();
  const named = typeNames.filter((name) => all.includes(name)).map((name) => t(`types.${name}`));
  const [first = '', second] = named;
  const words = second ? t('or', { first, second }) : first;
  return all.includes('null') ? t('orNull', { type: words }) : words;
}

function limitWords(schema: Schema, t: Translate): string[] {
  const { minLength, maxLength, minimum, maximum, maxItems, format } = schema;
  const values = (schema.enum ?? []).filter((value) => value !== null).map(String);
  const words: (string | false)[] = [
    maxLength !== undefined &&
      (minLength
        ? t('limit.length', { min: n(minLength), max: n(maxLength) })
        : t('limit.maxLength', { max: n(maxLength) })),
    minimum !== undefined &&
      (maximum === undefined
        ? t('limit.min', { min: n(minimum) })
        : t('limit.range', { min: n(minimum), max: n(maximum) })),
    maxItems !== undefined && t('limit.items', { max: n(maxItems) }),
    values.length > 0 && t('limit.oneOf', { values: values.join(', ') }),
    schema['x-other-values'] === 'ignored' && t('limit.otherIgnored'),
    format !== undefined && format,
    schema.default !== undefined && t('limit.default', { value: String(schema.default) }),
  ];
  return words.filter((word) => word !== false);
}

/** Figures of a contract are copied, not read: without separators. */
const n = String;

const ways = ['absent', 'blank', 'null', 'empty', 'emptyList'] as const;
const effects = ['no-filter', 'used-as-filter', 'default', 'unset', 'stored-empty', 'rejected'] as const;

function openWords(schema: Schema, t: Translate): string[] {
  return ways.flatMap((way) => {
    const effect = schema['x-blank']?.[way];
    if (effect === undefined) return [];
    const known = effects.find((name) => name === effect);
    const words = known ? t(`effects.${known}`) : effect.replace(/^default:/, '');
    return [t('effect', { way: t(`ways.${way}`), effect: words })];
  });
}

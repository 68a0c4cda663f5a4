import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, type Position, pageRequest, readPage } from './cursor';
import { type Id, newId } from './id';

const list = { key: 'instant', id: 'adjustment' } as const;
const moment = '2026-11-22T15:00:00.123456Z';

describe('a cursor', () => {
  it('reads back what was written, to the microsecond', () => {
    const id = newId('adjustment');
    expect(decodeCursor(encodeCursor(moment, id), list)).toEqual({ key: moment, id });
    expect(decodeCursor(encodeCursor('-42', id), { key: 'integer', id: 'adjustment' })).toEqual({ key: '-42', id });
    expect(decodeCursor(encodeCursor('启明', id), { key: 'text', id: 'adjustment' })).toEqual({ key: '启明', id });
  });

  it('reads nothing out of nonsense', () => {
    const id = newId('adjustment');
    const wrap = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const nonsense = [
      undefined,
      null,
      1,
      ['x'],
      '',
      '!',
      'x'.repeat(2000),
      'bm90IGpzb24',
      wrap(null),
      wrap({ key: moment, id }),
      wrap([moment]),
      wrap([moment, id, 1]),
      wrap([1, id]),
      wrap([moment, 'adj_x']),
      wrap([moment, newId('user')]),
      wrap(['2026-02-31T00:00:00.000000Z', id]),
      wrap(['2026-13-01T00:00:00.000000Z', id]),
      wrap(['0000-01-01T00:00:00.000000Z', id]),
      wrap(['2026-11-22T15:00:00Z', id]),
      `${encodeCursor(moment, id)}=`,
      Buffer.from(` ${JSON.stringify([moment, id])}`).toString('base64url'),
    ];
    for (const text of nonsense) expect(decodeCursor(text, list), String(text)).toBeUndefined();
    expect(decodeCursor(wrap(['1e5', id]), { key: 'integer', id: 'adjustment' })).toBeUndefined();
    expect(decodeCursor(wrap(['\0', id]), { key: 'text', id: 'adjustment' })).toBeUndefined();
    expect(decodeCursor(wrap(['\ud800', id]), { key: 'text', id: 'adjustment' })).toBeUndefined();
  });
});

describe('reading pages', () => {
  const rowsOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: String(count - index), id: newId('adjustment') }));
  type Row = ReturnType<typeof rowsOf>[number];
  const listOf = (rows: readonly Row[]) => ({
    read: async ({ from, isBackward, limit }: Position<'adjustment'>) => {
      const ordered = isBackward ? rows.toReversed() : rows;
      const start = from ? ordered.findIndex((row) => row.id === from.id) + 1 : 0;
      return ordered.slice(start, start + limit);
    },
    cursorOf: (row: Row) => ({ key: row.key, id: row.id }),
  });
  const ask = (params: { after?: string | undefined; before?: string | undefined }, limit: number) =>
    pageRequest(params, { key: 'integer', id: 'adjustment' }, limit);

  it.each([0, 1, 3, 4, 6, 7])(
    'walks %i rows forth and back in pages of three without a gap or a repeat',
    async (count) => {
      const rows = rowsOf(count);
      const seen: Id<'adjustment'>[] = [];
      let page = await readPage(ask({}, 3), listOf(rows));
      const pages = [page];
      seen.push(...page.rows.map((row) => row.id));
      while (page.after) {
        page = await readPage(ask({ after: page.after }, 3), listOf(rows));
        pages.push(page);
        seen.push(...page.rows.map((row) => row.id));
      }
      expect(seen).toEqual(rows.map((row) => row.id));
      expect(pages).toHaveLength(Math.max(1, Math.ceil(count / 3)));
      while (page.before) {
        page = await readPage(ask({ before: page.before }, 3), listOf(rows));
        pages.pop();
        expect(page.rows).toEqual(pages.at(-1)?.rows);
      }
      expect(pages).toHaveLength(1);
    },
  );

  it('answers the first page to somebody who goes back too far', async () => {
    const rows = rowsOf(2);
    const first = rows[0] ?? { key: '', id: newId('adjustment') };
    const page = await readPage(ask({ before: encodeCursor(first.key, first.id) }, 3), listOf(rows));
    expect(page).toEqual({ rows, before: undefined, after: undefined });
  });
});

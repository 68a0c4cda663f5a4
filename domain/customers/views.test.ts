import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { isId, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { changeView } from './change-view';
import { deleteView } from './delete-view';
import { viewQuery, viewsMax } from './model';
import { saveView } from './save-view';
import { listViews } from './view-queries';

let test: TestDatabase;
let partner: WorldOrganization;
let other: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase();
  partner = await makeOrganization({ code: 'P', kind: 'solution_provider' });
  other = await makeOrganization({ code: 'Q', kind: 'distributor' });
});
afterAll(() => test.close());

const viewsOf = (who: Actor) => listViews(readScope(who, 'customers.read'));
const save = (who: Actor, name: string, query = 'q=a', key = freshKey()) => saveView(who, key, { name, query });
async function expectNoEffect(call: () => Promise<unknown>, expected: object, left: object) {
  const before = await rowCounts();
  expect(await call()).toMatchObject(expected);
  expect(grownBy(before, await rowCounts())).toEqual(left);
}

describe('saved views', () => {
  it('are kept once for one key, and shown to whoever saved them and to nobody else', async () => {
    const who = actorOf(partner, 'finance');
    const key = freshKey();
    const before = await rowCounts();
    const outcomes = [
      await save(who, ' Frozen ones ', 'state=frozen', key),
      await save(who, ' Frozen ones ', 'state=frozen', key),
    ];
    expect(outcomes).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, saved_views: 1 });
    expect(await viewsOf(who)).toEqual([
      { id: expect.stringMatching(/^viw_/), name: 'Frozen ones', query: 'state=frozen' },
    ]);
    for (const stranger of [actorOf(partner), actorOf(other, 'finance')]) expect(await viewsOf(stranger)).toEqual([]);
    expect(await viewsOf({ ...actorOf(partner), via: 'api_key', userId: null })).toEqual([]);
  });

  it('have names of one’s own: taken by oneself, free for others, also when two are saved at once', async () => {
    const who = actorOf(partner, 'viewer');
    const both = await Promise.all([save(who, 'Twice'), save(who, 'Twice')]);
    expect(both.map((outcome) => outcome.ok).toSorted()).toEqual([false, true]);
    await expectNoEffect(() => save(who, 'Twice'), { ok: false, code: 'view_name_taken' }, {});
    expect(await save(actorOf(partner), 'Twice')).toMatchObject({ ok: true });
  });

  it.each([
    ['no name', { name: ' ', query: '' }, { name: 'required' }],
    ['a name of 65 characters', { name: 'x'.repeat(65), query: '' }, { name: 'too_long' }],
    ['a name that reorders text', { name: 'a\u202Eb', query: '' }, { name: 'text_not_plain' }],
    ['an address longer than any', { name: 'Long', query: `q=${'x'.repeat(2_100)}` }, { query: 'too_long' }],
  ])('are refused with %s', async (_name, input, fields) => {
    await expectNoEffect(
      () => saveView(actorOf(partner), freshKey(), input),
      { ok: false, code: 'invalid_input', fields },
      {},
    );
  });

  it(`are at most ${viewsMax} of one person, also when the last two are saved at once`, async () => {
    const who = actorOf(partner, 'sales');
    for (let index = 1; index < viewsMax; index += 1) await save(who, `View ${index}`);
    const last = await Promise.all([save(who, 'One more'), save(who, 'And another')]);
    expect(last.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).toSorted()).toEqual(['ok', 'too_many_views']);
    expect(await viewsOf(who)).toHaveLength(viewsMax);
    await expectNoEffect(() => save(who, 'Yet another'), { ok: false, code: 'too_many_views' }, {});
  });

  it('are changed and deleted by their owner alone; those of others answer like none at all', async () => {
    const who = actorOf(other, 'viewer');
    const saved = await save(who, 'Mine', 'q=a');
    await save(who, 'Second');
    const viewId = saved.ok ? saved.id : newId('savedView');
    expect(isId('savedView', viewId)).toBe(true);
    for (const stranger of [actorOf(other), actorOf(partner)]) {
      for (const id of [viewId, newId('savedView')]) {
        const missing = { ok: false, code: 'view_not_found', fields: {} };
        await expectNoEffect(() => changeView(stranger, freshKey(), { viewId: id, name: 'X', query: '' }), missing, {
          audit_entries: 1,
        });
        await expectNoEffect(() => deleteView(stranger, freshKey(), { viewId: id }), missing, { audit_entries: 1 });
      }
    }
    const taken = { viewId, name: 'Second', query: '' };
    await expectNoEffect(() => changeView(who, freshKey(), taken), { ok: false, code: 'view_name_taken' }, {});
    expect(await changeView(who, freshKey(), { viewId, name: 'Renamed', query: 'level=V1&evil=1' })).toMatchObject({
      ok: true,
    });
    expect(await viewsOf(who)).toMatchObject([{ id: viewId, name: 'Renamed', query: 'level=V1' }, { name: 'Second' }]);
    expect(await deleteView(who, freshKey(), { viewId })).toMatchObject({ ok: true });
    expect(await viewsOf(who)).toMatchObject([{ name: 'Second' }]);
  });
});

describe('what a view keeps of an address', () => {
  it.each([
    ['state=frozen&q=a', 'q=a&state=frozen'],
    ['?q=a%26b&after=x&before=y&view=z&done=assigned', 'q=a%26b'],
    ['columns=id&columns=label&q=', 'columns=id&columns=label'],
    ['q=a&q=b', 'q=a'],
    ['q=%00', ''],
    ['javascript:alert(1)', ''],
    ['', ''],
  ])('%j becomes %j', (query, kept) => expect(viewQuery(query)).toBe(kept));
});

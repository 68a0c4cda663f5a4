import { describe, expect, it } from 'vitest';
import { newId } from '@/lib/id';
import { columnIds } from './column-ids';
import { currentQuery, customerFilter, customerPage, customerSort, listChoices } from './filter';

describe('the address of the list of customers', () => {
  it('names order, page size and columns, once or several times; what it does not know is as if it were not there', () => {
    expect(listChoices({})).toEqual({ sort: 'newest', size: '50', columns: undefined });
    expect(listChoices({ sort: 'name', size: '20', columns: ['label', 'id'] })).toEqual({
      sort: 'name',
      size: '20',
      columns: ['id', 'label'],
    });
    expect(listChoices({ columns: 'level,email,passwordHash' }).columns).toEqual(['email', 'level']);
    expect(listChoices({ columns: columnIds.join() }).columns).toEqual([...columnIds]);
    expect(listChoices({ sort: 'balance', size: '100000', columns: 'x' })).toEqual(listChoices({}));
  });

  it('sorts names by the language of the page, and pages with the cursor of its order', () => {
    expect(customerSort({ sort: 'name' }, 'en')).toBe('name_en');
    expect(customerSort({ sort: 'name' }, 'zh-CN')).toBe('name');
    expect(customerSort({ sort: 'oldest' }, 'en')).toBe('oldest');
    const id = newId('association');
    const after = Buffer.from(JSON.stringify(['a name', id])).toString('base64url');
    expect(customerPage({ sort: 'name', size: '20', after })).toEqual({
      after: { key: 'a name', id },
      before: undefined,
      limit: 20,
    });
    expect(customerPage({ after }).after).toBeUndefined();
  });

  it('restricts nothing by words it does not know', () => {
    const nonsense = { type: 'x', state: 'x', balance: 'x', manager: 'x', partner: 'x', tag: 'x', level: 'V9' };
    const set = Object.entries(customerFilter(nonsense)).filter(([, value]) => value !== undefined && value !== '');
    expect(set).toEqual([]);
    expect(customerFilter({ tag: 'UNDETERMINED', level: 'V5', from: '2026-01-01', manager: 'none' })).toMatchObject({
      newTag: 'UNDETERMINED',
      level: 'V5',
      from: '2026-01-01',
      managerId: 'none',
    });
  });

  it('is compared with a view by what a view keeps', () => {
    expect(currentQuery({ size: '20', q: 'a', view: 'viw_x', after: 'c', done: 'x', columns: ['id', 'label'] })).toBe(
      'q=a&size=20&columns=id&columns=label',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { hrefWith, paramOf, paramsOf } from './hrefs';

describe('hrefWith', () => {
  const params = { q: 'a&b', type: ['1', '2'], empty: '', gone: undefined, after: 'cursor' };

  it('keeps what is not changed and starts paging anew', () => {
    expect(hrefWith('/customers', params, { status: 'frozen' })).toBe('/customers?q=a%26b&type=1&type=2&status=frozen');
  });

  it('removes what is set to nothing', () => {
    expect(hrefWith('/customers', params, { q: undefined, type: '' })).toBe('/customers');
  });

  it('replaces the cursor when it pages', () => {
    expect(hrefWith('/customers', { q: 'x', after: 'a' }, { before: 'b', after: undefined })).toBe(
      '/customers?q=x&before=b',
    );
  });
});

describe('paramOf', () => {
  it('takes the first of several and nothing for none', () => {
    expect(paramOf({ type: ['1', '2'] }, 'type')).toBe('1');
    expect(paramOf({}, 'type')).toBe('');
  });
});

describe('paramsOf', () => {
  it('gives every value that is there, in order', () => {
    expect(paramsOf({ state: ['a', '', 'b'] }, 'state')).toEqual(['a', 'b']);
    expect(paramsOf({ state: 'a' }, 'state')).toEqual(['a']);
    expect(paramsOf({ state: '' }, 'state')).toEqual([]);
    expect(paramsOf({}, 'state')).toEqual([]);
  });
});

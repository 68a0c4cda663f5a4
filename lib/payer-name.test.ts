import { describe, expect, it } from 'vitest';
import { payerNameKey } from './payer-name';

describe('payerNameKey', () => {
  it.each([
    ['启明云计算（北京）有限公司', '启明云计算(北京)有限公司'],
    ['  启明云计算 （北京） 有限公司 ', '启明云计算（北京）有限公司'],
    ['QIMING CLOUD CO., LTD.', 'Qiming Cloud Co Ltd'],
    ['ＱＩＭＩＮＧ　ｃｌｏｕｄ', 'qiming cloud'],
    ['O’Neil & Sons', "O'Neil & Sons"],
  ])('takes %s and %s for one', (one, other) => {
    expect(payerNameKey(one)).toBe(payerNameKey(other));
  });

  it.each([
    ['启明云计算（北京）有限公司', '启明云计算（上海）有限公司'],
    ['Qiming Cloud 1', 'Qiming Cloud 2'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(payerNameKey(one)).not.toBe(payerNameKey(other));
  });

  it('takes any text, and never more than it compares', () => {
    expect(payerNameKey(' 　·—')).toBe('');
    expect(payerNameKey('\uD800\0a')).toBe('\uFFFDa'.replace('\uFFFD', ''));
    expect([...payerNameKey('𠮷'.repeat(1000))]).toHaveLength(256);
  });
});

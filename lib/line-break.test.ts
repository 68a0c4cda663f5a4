import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenLines } from './line-break';

/** Chinese characters two wide, all others one. */
const measure = (text: string) => [...text].reduce((sum, each) => sum + (/\p{Script=Han}/u.test(each) ? 2 : 1), 0);

describe('lines of a text', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['充值到账通知', 8, ['充值到账', '通知']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a\nb', 10, ['a', 'b']],
    ['', 10, ['']],
  ])('%j in %i', (text, width, lines) => expect(brokenLines(text, width, measure)).toEqual(lines));

  test('no comma begins a line', () => {
    expect(brokenLines('充值到，账', 6, measure)).toEqual(['充值', '到，账']);
  });

  test('what is left out for lack of lines is shown to be left out', () => {
    expect(brokenLines('one two three four', 7, measure, 2)).toEqual(['one two', 'three…']);
    expect(brokenLines('abcdefgh', 4, measure, 1)).toEqual(['abc…']);
    expect(brokenLines('abcd', 4, measure, 1)).toEqual(['abcd']);
  });

  test('nothing is lost or too wide', () => {
    const characters = fc.constantFrom('a', 'W', ' ', '充', '值', '，', '。', '\n', '1', '.');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 60 }), fc.integer({ min: 4, max: 20 }), (text, width) => {
        const lines = brokenLines(text, width, measure);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

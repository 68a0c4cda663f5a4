import { describe, expect, it } from 'vitest';
import { asOfMoment, dayAt, endOfDay, momentOf, startOfDay, wallClockAt } from './zoned-time';

describe('the bounds of a day', () => {
  it.each([
    ['2026-11-22', 'Asia/Shanghai', '2026-11-21T16:00:00.000Z', '2026-11-22T15:59:59.000Z'],
    ['2026-12-31', 'Asia/Shanghai', '2026-12-30T16:00:00.000Z', '2026-12-31T15:59:59.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', '2026-03-09T03:59:59.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.000Z'],
    ['2099-12-31', 'Asia/Shanghai', '2099-12-30T16:00:00.000Z', '2099-12-31T15:59:59.000Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00.000Z', '2028-02-29T23:59:59.000Z'],
  ])('%s in %s', (day, zone, start, end) => {
    expect([startOfDay(day, zone).toISOString(), endOfDay(day, zone).toISOString()]).toEqual([start, end]);
  });
});

it.each([
  ['2026-11-21T16:00:00.000Z', 'Asia/Shanghai', '2026-11-22'],
  ['2026-11-22T15:59:59.999Z', 'Asia/Shanghai', '2026-11-22'],
  ['2026-11-22T15:59:59.999Z', 'America/New_York', '2026-11-22'],
  ['2027-01-01T04:59:59.000Z', 'America/New_York', '2026-12-31'],
])('at %s in %s it is %s', (moment, zone, day) => {
  expect(dayAt(new Date(moment), zone)).toBe(day);
});

it.each([
  ['2026-11-21T15:59:59.999Z', 'Asia/Shanghai', '2026-11-21 23:59:59'],
  ['2026-11-21T16:00:00.000Z', 'Asia/Shanghai', '2026-11-22 00:00:00'],
  ['2026-07-01T04:00:00.500Z', 'America/New_York', '2026-07-01 00:00:00'],
])('at %s clocks in %s show %s', (moment, zone, shown) => {
  expect(wallClockAt(new Date(moment), zone)).toBe(shown);
});

describe('a moment in words', () => {
  const read = (text: unknown) => {
    const parsed = momentOf('end', 'Asia/Shanghai').safeParse(text);
    return parsed.success ? parsed.data?.toISOString() : parsed.error.issues[0]?.message;
  };
  it.each([
    ['2026-11-22', '2026-11-22T15:59:59.000Z'],
    ['2026-11-22T00:00:00Z', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T08:00:00+08:00', '2026-11-22T00:00:00.000Z'],
    ['', undefined],
    [null, undefined],
    ['2026-02-30', 'invalid_date'],
    ['2026-11-22T00:00:00', 'invalid_date'],
    ['0001-01-01', 'invalid_date'],
    ['9999-12-31', 'invalid_date'],
    ['tomorrow', 'invalid_date'],
    [7, 'invalid_date'],
  ])('%j is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('the moment up to which something is looked at', () => {
  it.each([
    ['2026-09-30T23:59:59', 'Asia/Shanghai', '2026-09-30T15:59:59.999Z'],
    ['2026-09-30T23:59', 'Asia/Shanghai', '2026-09-30T15:59:00.999Z'],
    ['2026-09-30', 'Asia/Shanghai', '2026-09-30T15:59:59.999Z'],
    ['2028-02-29', 'America/New_York', '2028-03-01T04:59:59.999Z'],
    ['2026-09-30T23:59:59Z', 'Asia/Shanghai', '2026-09-30T23:59:59.999Z'],
    ['2026-09-30T23:59:59+08:00', 'America/New_York', '2026-09-30T15:59:59.999Z'],
    ['2026-02-30', 'Asia/Shanghai', undefined],
    ['2026-02-30T10:00', 'Asia/Shanghai', undefined],
    ['2026-09-30T25:00', 'Asia/Shanghai', undefined],
    ['2026-09-30T23:59+99:99', 'Asia/Shanghai', undefined],
    ['1999-12-31', 'Asia/Shanghai', undefined],
    ['yesterday', 'Asia/Shanghai', undefined],
    ['', 'Asia/Shanghai', undefined],
  ])('%j in %s is %s', (text, zone, expected) => {
    expect(asOfMoment(text, zone)?.toISOString()).toBe(expected);
  });
});

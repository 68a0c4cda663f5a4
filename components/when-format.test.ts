import { describe, expect, it } from 'vitest';
import { formatInstant, zoneLabel } from './when-format';

describe('formatInstant', () => {
  const yearEnd = new Date('2026-12-31T16:00:00Z');

  it('shows the day of the zone, not of the server', () => {
    expect(formatInstant(yearEnd, 'Asia/Shanghai')).toBe('2027-01-01 00:00:00');
    expect(formatInstant(yearEnd, 'UTC')).toBe('2026-12-31 16:00:00');
    expect(formatInstant(yearEnd, 'America/Los_Angeles', 'day')).toBe('2026-12-31');
  });

  it('can stop at the minute', () => {
    expect(formatInstant(new Date('2026-11-22T07:04:05Z'), 'Asia/Shanghai', 'minute')).toBe('2026-11-22 15:04');
  });
});

describe('zoneLabel', () => {
  it('follows summer time', () => {
    expect(zoneLabel(new Date('2026-01-01T00:00:00Z'), 'America/Los_Angeles')).toBe('GMT-8');
    expect(zoneLabel(new Date('2026-07-01T00:00:00Z'), 'America/Los_Angeles')).toBe('GMT-7');
    expect(zoneLabel(new Date('2026-07-01T00:00:00Z'), 'Asia/Shanghai')).toBe('GMT+8');
  });
});

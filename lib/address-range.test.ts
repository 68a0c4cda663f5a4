import { describe, expect, it } from 'vitest';
import { isWithinRanges, readAddressRange } from './address-range';

const notValid = { problem: 'address_not_valid' };
const tooWide = { problem: 'address_range_too_wide' };

describe('reading addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['203.0.113.255/31', '203.0.113.254/31'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1/128', '2001:db8::1'],
    ['2001:db8:1:2:3:4:5:6/64', '2001:db8:1:2::/64'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7/120', '203.0.113.0/24'],
  ])('%s is %s', (text, range) => {
    expect(readAddressRange(text)).toEqual({ range });
    expect(readAddressRange(range)).toEqual({ range });
  });

  it.each([
    '',
    'example.com',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.7/33',
    '203.0.113.7/-1',
    '203.0.113.7/',
    '203.0.113.7/24/24',
    '203.0.113.7-9',
    '2001:db8::1/129',
    'fe80::1%eth0',
    '[2001:db8::1]',
    '::ffff:203.0.113.7/95',
    '①②⑦.0.0.1',
    ' 203.0.113.7',
    ':',
    '1.2.3.4:80',
  ])('%j is none', (text) => {
    expect(readAddressRange(text)).toEqual(notValid);
  });

  it.each(['0.0.0.0/0', '128.0.0.0/1', '10.0.0.0/7', '::/0', '2000::/3', '2001::/15'])('%s narrows nothing', (text) => {
    expect(readAddressRange(text)).toEqual(tooWide);
  });
});

describe('being within', () => {
  it.each<[string | null, string[], boolean]>([
    ['203.0.113.7', ['203.0.113.7'], true],
    ['203.0.113.8', ['203.0.113.7'], false],
    ['203.0.113.255', ['198.51.100.1', '203.0.113.0/24'], true],
    ['203.0.114.0', ['203.0.113.0/24'], false],
    ['::ffff:203.0.113.9', ['203.0.113.0/24'], true],
    ['2001:db8::ffff', ['2001:db8::/64'], true],
    ['2001:db8:0:1::1', ['2001:db8::/64'], false],
    ['0.0.0.1', ['::1'], false],
    ['::1', ['203.0.113.0/24'], false],
    [null, ['203.0.113.0/24'], false],
    ['unknown', ['203.0.113.0/24'], false],
    ['203.0.113.7', [], false],
  ])('%s in %j: %s', (address, ranges, isWithin) => {
    expect(isWithinRanges(address, ranges)).toBe(isWithin);
  });
});

import { describe, expect, it } from 'vitest';
import { chooseLocale, isTimeZone, ownPath } from './preferences';

describe('chooseLocale', () => {
  it.each([
    ['en', null, 'en'],
    ['zh-CN', 'en', 'zh-CN'],
    [undefined, 'en-GB,en;q=0.9', 'en'],
    [undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'fr;q=0.9,en;q=0.8,zh;q=0.1', 'en'],
    [undefined, 'en;q=0, zh;q=0.1', 'zh-CN'],
    [undefined, 'fr', 'zh-CN'],
    ['../../etc/passwd', null, 'zh-CN'],
  ])('cookie %s, browser %s: %s', (chosen, accept, locale) => {
    expect(chooseLocale(chosen, accept)).toBe(locale);
  });
});

describe('ownPath', () => {
  it.each(['/', '/customers?q=a%20b&type=1', '/%E4%B8%AD'])('keeps %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    null,
    '',
    'customers',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '///evil.example',
    'javascript:alert(1)',
    '/\\\\evil.example/%2e%2e',
  ])('sends %j home', (path) => {
    expect(ownPath(path)).toBe('/');
  });
});

describe('isTimeZone', () => {
  it('knows zones from other text', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone(undefined)).toBe(false);
  });
});

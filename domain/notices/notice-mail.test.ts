import { describe, expect, it } from 'vitest';
import { noticeKinds } from './model';
import { noticeMail } from './notice-mail';

describe('the words of notices', () => {
  it.each(noticeKinds.map((kind) => [kind]))('%s has words in both languages', (kind) => {
    const facts = { customer: 'C', customerEn: null, partner: 'P', partnerEn: 'P', amount: '1.00', currency: 'CNY' };
    for (const language of ['en', 'zh-CN'] as const) {
      const { title, text } = noticeMail(language, kind, facts);
      expect([title, text]).not.toContain('');
      expect(text).not.toMatch(/[{}]/);
    }
  });
});

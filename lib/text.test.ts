import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailAddress, optionalText, plainText } from './text';

const problems = (
  schema: { safeParse(value: unknown): { success: boolean; error?: { issues: { message: string }[] } } },
  value: unknown,
) => schema.safeParse(value).error?.issues.map((issue) => issue.message) ?? [];

describe('[I4] a line of text', () => {
  const line = plainText(8);
  it.each([
    'a',
    '12345678',
    '  trimmed  ',
    '李雷',
    '👨‍👩‍👧',
    'e\u0301',
    '=cmd()',
    '<img>',
    '{{7*7}}',
    "'; drop",
    '%_\\',
    '../../x',
    'ＡＤＭＩＮ',
    'аррle',
  ])('keeps %s as it is, apart from the blanks around it', (text) => expect(line.parse(text)).toBe(text.trim()));

  it.each([
    ['', 'required'],
    ['   ', 'required'],
    ['\u3000', 'required'],
    ['123456789', 'too_long'],
    ['x'.repeat(1_000_000), 'too_long'],
    ['a\u0000b', 'text_not_plain'],
    ['a\nb', 'text_not_plain'],
    ['a\r\nb', 'text_not_plain'],
    ['a\tb', 'text_not_plain'],
    ['a\u202eb', 'text_not_plain'],
    ['a\u200bb', 'text_not_plain'],
    ['a\u2066b', 'text_not_plain'],
    ['\ufeffa', 'text_not_plain'],
    ['\ud800', 'text_not_plain'],
    ['a\udc00', 'text_not_plain'],
    ['a\u001b[31m', 'text_not_plain'],
    ['a\u2028b', 'text_not_plain'],
  ])('says of %j: %s', (text, problem) => expect(problems(line, text)).toContain(problem));

  it('counts characters as people do', () => {
    expect(line.parse('𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷')).toHaveLength(16);
    expect(problems(line, '𠮷'.repeat(9))).toContain('too_long');
  });

  it.each([undefined, null, 1, {}, [], ['a'], true])('is not %s', (value) =>
    expect(line.safeParse(value).success).toBe(false),
  );

  it('is stored as it is read: reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const read = plainText(20).safeParse(text);
        if (!read.success) return;
        expect(plainText(20).parse(read.data)).toBe(read.data);
        expect(Buffer.from(read.data, 'utf8').toString('utf8')).toBe(read.data);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([undefined, null, '', '   '])('may be left out: %j', (value) =>
    expect(optionalText(8).parse(value)).toBeNull(),
  );
});

describe('[I14] an e-mail address', () => {
  it.each([
    ['a@b.example', 'a@b.example'],
    ['  A.B+c@Example.COM ', 'a.b+c@example.com'],
    ['a@b＠c.com', undefined],
    ['ａ＠ｂ.example', 'a@b.example'],
    ['"e@attacker.example"@victim.com', undefined],
    ['a@x.com,b@y.com', undefined],
    ['a@x.com;b@y.com', undefined],
    ['a@x.com b@y.com', undefined],
    ['a@x.com.', undefined],
    ['a@x', undefined],
    ['a@-x.com', undefined],
    ['@x.com', undefined],
    ['a@', undefined],
    ['a\n@x.com', undefined],
    ['a@x.com\nBcc: b@y.com', undefined],
    ['a@x.com\u0000', undefined],
    [`${'a'.repeat(250)}@x.com`, undefined],
    ['', undefined],
    ['名@例.example', undefined],
    ['<a@x.com>', undefined],
  ])('%j is read as %s', (text, expected) => {
    const read = emailAddress.safeParse(text);
    expect(read.success ? read.data : undefined).toBe(expected);
  });
});

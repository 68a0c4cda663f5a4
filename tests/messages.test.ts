import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { refusals } from '@/domain/refusal';

const languages = ['zh-CN', 'en'] as const;
type Language = (typeof languages)[number];

const areasOf = (language: Language) => readdirSync(join('messages', language)).toSorted();

const read = (language: Language, file: string): unknown =>
  JSON.parse(readFileSync(join('messages', language, file), 'utf8'));

/** Every message of a language by its full key, such as `ui.form.done`. */
function messagesOf(language: Language): Map<string, string> {
  const found = new Map<string, string>();
  const collect = (prefix: string, value: unknown) => {
    if (typeof value === 'string') found.set(prefix, value);
    else for (const [key, item] of Object.entries(value ?? {})) collect(`${prefix}.${key}`, item);
  };
  for (const file of areasOf(language)) collect(file.replace('.json', ''), read(language, file));
  return found;
}

/** The names a message takes: `{count}`, `{count, plural, …}` and `<link>`. */
const argumentsOf = (message: string) =>
  [
    ...new Set([...message.matchAll(/\{\s*(\w+)\s*[,}]|<(\w+)>/g)].map((match) => match[1] ?? `<${match[2]}>`)),
  ].toSorted();

/** What is wrong with a message as ICU, or undefined when it can be shown. */
function problemOf(language: Language, message: string): string | undefined {
  let problem: string | undefined;
  const translate = createTranslator({
    locale: language,
    messages: { message },
    timeZone: 'UTC',
    onError: (error) => {
      problem = error.message;
    },
  });
  const values = argumentsOf(message).map((name) =>
    name.startsWith('<') ? [name.slice(1, -1), (chunks: string) => chunks] : [name, 1],
  );
  translate.markup('message', Object.fromEntries(values));
  return problem;
}

const messages = { 'zh-CN': messagesOf('zh-CN'), en: messagesOf('en') };

describe('messages', () => {
  it('are there in both languages, area by area', () => {
    expect(areasOf('en')).toEqual(areasOf('zh-CN'));
    expect([...messages.en.keys()].toSorted()).toEqual([...messages['zh-CN'].keys()].toSorted());
  });

  it('are never empty', () => {
    const empty = languages.flatMap((language) =>
      [...messages[language]].filter(([, text]) => text.trim() === '').map(([key]) => `${language} ${key}`),
    );
    expect(empty).toEqual([]);
  });

  it('are valid ICU', () => {
    const broken = languages.flatMap((language) =>
      [...messages[language]].flatMap(([key, text]) => {
        const problem = problemOf(language, text);
        return problem === undefined ? [] : [`${language} ${key}: ${problem}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('would be caught if one were not (negative control)', () => {
    expect(problemOf('en', 'You have {count, plural, one {# record}')).toBeDefined();
    expect(problemOf('en', 'You have {count, plural, one {# record}}')).toBeDefined();
  });

  it('take the same arguments in both languages', () => {
    const different = [...messages.en].filter(
      ([key, text]) => argumentsOf(text).join() !== argumentsOf(messages['zh-CN'].get(key) ?? '').join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('have Chinese in Chinese and none in English', () => {
    const han = /\p{Script=Han}/u;
    const stray = [...messages.en].filter(([key, text]) => han.test(text) && key !== 'shell.languages.zh-CN');
    expect(stray.map(([key]) => key)).toEqual([]);
  });

  it('word every refusal', () => {
    const worded = [...messages.en.keys()].filter((key) => key.startsWith('refusals.')).map((key) => key.slice(9));
    expect(worded.toSorted()).toEqual(Object.keys(refusals).toSorted());
  });
});

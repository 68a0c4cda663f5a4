import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSourceFiles } from '@/tests/source-files';
import { auditActions } from './action-names';

describe('the actions of the audit', () => {
  it('are sorted and name every command there is', () => {
    expect(auditActions.toSorted()).toEqual(auditActions);
    const commands = [...readSourceFiles()]
      .filter(([file]) => file.startsWith('domain/') && !file.endsWith('.test.ts'))
      .flatMap(([, text]) => [...text.matchAll(/ommand\(\{\s+name: '([^']+)'/g)].map((match) => match[1]));
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter((name) => !auditActions.some((action) => action === name))).toEqual([]);
  });

  it.each(['en', 'zh-CN'])('have words in %s', (language) => {
    const words: { actions: Record<string, Record<string, string>> } = JSON.parse(
      readFileSync(`messages/${language}/audit.json`, 'utf8'),
    );
    const worded = Object.entries(words.actions).flatMap(([noun, verbs]) =>
      Object.keys(verbs).map((verb) => `${noun}.${verb}`),
    );
    expect(worded.toSorted()).toEqual([...auditActions]);
  });
});

import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type CorpusPartner, corpusOf, corpusPartners, type Truth } from '@/tests/bank-corpus';
import { imported, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { type ReceivingAccount, receivingAccountOf, suspenseBalance } from '@/tests/recharge';
import { balanceOf, makeOrganization, type WorldOrganization } from '@/tests/world';

const { bankLines } = schema;

/** Fewer by `BANK_CORPUS_LINES=1000`. */
const lineCount = Number(process.env['BANK_CORPUS_LINES'] ?? 10_000);

let test: TestDatabase;
let operator: WorldOrganization;
let account: ReceivingAccount;
let partners: CorpusPartner[];
let corpus: Truth[];
beforeAll(async () => {
  test = await freshDatabase();
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
  account = await receivingAccountOf(operator);
  partners = await corpusPartners(60, account);
  corpus = corpusOf(lineCount, partners, account);
}, 60_000);
afterAll(() => test.close());

describe('a corpus of known truth', () => {
  it('[F1][F5] is booked once, and what is posted by itself is right without exception', {
    timeout: 120_000,
  }, async () => {
    const items = statementOf(
      account,
      corpus.map(({ line }) => line),
    );
    const startedAt = performance.now();
    const file = await imported(operator, items);
    const seconds = (performance.now() - startedAt) / 1_000;

    const truths = corpus.filter(({ is }) => is !== 'repeated');
    expect(file).toMatchObject({ state: 'done', linesNew: truths.length, linesKnown: corpus.length - truths.length });
    const rows = await linesOf(truths);
    const posted = truths.filter(({ line }) => rows.get(line.bankReference)?.state === 'posted');
    const wrong = posted.filter(
      ({ line, partnerId, is }) => is !== 'certain' || rows.get(line.bankReference)?.partnerId !== partnerId,
    );
    expect(wrong.map(({ kind, line }) => [kind, line.bankReference])).toEqual([]);

    const certain = truths.filter(({ is }) => is === 'certain');
    const missed = certain.filter((truth) => !posted.includes(truth)).map(({ kind }) => kind);
    expect(missed).toEqual([]);
    const guesses = truths.filter(({ is }) => is === 'guess');
    const suggested = guesses.filter(({ line, partnerId }) => rows.get(line.bankReference)?.partnerId === partnerId);
    console.info(
      `corpus: ${lineCount} lines in ${seconds.toFixed(1)} s (${Math.round(lineCount / seconds)}/s); posted ${posted.length}, right ${posted.length}; recall ${posted.length}/${certain.length}; suggested rightly ${suggested.length}/${guesses.length}`,
    );
    expect(await suspenseBalance(operator)).toBe(sumOf(truths.filter((truth) => !posted.includes(truth))));
    for (const partner of partners)
      expect(await balanceOf(partner)).toBe(sumOf(posted.filter(({ partnerId }) => partnerId === partner.id)));
    await booksAreRight();
  });
});

async function linesOf(truths: readonly Truth[]) {
  const references = truths.flatMap(({ line }) => line.bankReference ?? []);
  const { bankReference, state, partnerId } = bankLines;
  const rows = await database()
    .select({ bankReference, state, partnerId })
    .from(bankLines)
    .where(inArray(bankReference, references));
  return new Map(rows.map((row) => [row.bankReference, row]));
}

const sumOf = (truths: readonly Truth[]): bigint => truths.reduce((sum, { line }) => sum + line.amountMinor, 0n);

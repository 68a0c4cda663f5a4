import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lane } from './lane';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Answer = readonly (string | Error)[];

/** A lane whose batches are answered by hand. */
function laneByHand(batchMax = 100) {
  const batches: { items: readonly string[]; answer: (results: Answer) => void; fail: (error: Error) => void }[] = [];
  const lane = new Lane<string, string>({
    run: (items) => new Promise<Answer>((answer, fail) => batches.push({ items, answer, fail })),
    giveUp: (item) => `gave up ${item}`,
    batchMax,
    waitMs: 2000,
  });
  const all = (words: string) => words.split(' ').map((item) => lane.submit(item));
  const started = (count: number) => vi.waitFor(() => expect(batches).toHaveLength(count));
  return { batches, lane, all, started };
}
const echo = (items: readonly string[]) => items.map((item) => item.toUpperCase());

describe('a lane', () => {
  it('starts at once when it is idle, and takes what gathered meanwhile as the next batch', async () => {
    const { batches, all, started } = laneByHand();
    const answers = all('a b c d');
    expect(batches.map(({ items }) => items)).toEqual([['a']]);
    batches[0]?.answer(['A']);
    expect(await answers[0]).toBe('A');
    await started(2);
    expect(batches[1]?.items).toEqual(['b', 'c', 'd']);
    batches[1]?.answer(echo(batches[1].items));
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('takes no more than its measure at a time, in the order of arrival', async () => {
    const { batches, all } = laneByHand(2);
    const answers = all('a b c d e f');
    for (const expected of [['a'], ['b', 'c'], ['d', 'e'], ['f']]) {
      await vi.waitFor(() => expect(batches.at(-1)?.items).toEqual(expected));
      batches.at(-1)?.answer(echo(expected));
    }
    expect(await Promise.all(answers)).toEqual(echo('a b c d e f'.split(' ')));
  });

  it('fails the item that went wrong and no other', async () => {
    const { batches, all, started } = laneByHand();
    const [first, ...answers] = all('a b c d');
    batches[0]?.answer(['A']);
    await first;
    await started(2);
    batches[1]?.answer(['B', new Error('poison')]);
    const settled = await Promise.allSettled(answers);
    expect(settled[0]).toEqual({ status: 'fulfilled', value: 'B' });
    expect(settled[1]).toMatchObject({ status: 'rejected', reason: new Error('poison') });
    expect(settled[2]).toMatchObject({ status: 'rejected', reason: new Error('a batch answers each of its items') });
  });

  it('tells everyone in a batch that broke, and goes on', async () => {
    const { batches, lane, all, started } = laneByHand();
    const [first, ...answers] = all('a b c');
    batches[0]?.answer(['A']);
    await first;
    await started(2);
    batches[1]?.fail(new Error('the database is gone'));
    const settled = await Promise.allSettled(answers);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = lane.submit('d');
    await started(3);
    batches[2]?.answer(['D']);
    expect(await next).toBe('D');
  });

  it('gives up what waited too long and never runs it', async () => {
    const { batches, all } = laneByHand();
    const [first, second] = all('a b');
    await vi.advanceTimersByTimeAsync(1999);
    const late = Promise.race([second, Promise.resolve('still waiting')]);
    expect(await late).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await second).toBe('gave up b');
    batches[0]?.answer(['A']);
    expect(await first).toBe('A');
    expect(batches).toHaveLength(1);
  });

  it('does not give up what it has taken up', async () => {
    const { batches, all } = laneByHand();
    const [first] = all('a');
    await vi.advanceTimersByTimeAsync(60_000);
    batches[0]?.answer(['A']);
    expect(await first).toBe('A');
  });
});

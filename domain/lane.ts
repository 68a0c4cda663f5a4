/** A piece of work waiting for its turn. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: (result: Result) => void;
  readonly fail: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Combines work that arrives while a batch is being committed into the next batch. There is no timer to wait for: an idle lane starts at
 * once with what it is given, and a busy one takes everything that has gathered. So a hot account gets faster under load, not slower.
 *
 * @source design/ledger.md §3.3
 */
export class Lane<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  readonly #giveUp: (item: Item) => Result;
  readonly #batchMax: number;
  readonly #waitMs: number;
  #queue: Waiting<Item, Result>[] = [];
  #busy = false;

  /**
   * @param options.run answers each item of a batch, in order, with a result or the error it ran into; when it throws, all are told
   * @param options.giveUp the answer to an item that waited `waitMs` without being taken up
   */
  constructor(options: {
    run: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
    giveUp: (item: Item) => Result;
    batchMax: number;
    waitMs: number;
  }) {
    this.#run = options.run;
    this.#giveUp = options.giveUp;
    this.#batchMax = options.batchMax;
    this.#waitMs = options.waitMs;
  }

  /** Hands in one item and waits for its result. */
  submit(item: Item): Promise<Result> {
    return new Promise((settle, fail) => {
      const waiting: Waiting<Item, Result> = {
        item,
        settle,
        fail,
        timer: setTimeout(() => this.#withdraw(waiting), this.#waitMs),
      };
      this.#queue.push(waiting);
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#batchMax);
      for (const { timer } of batch) clearTimeout(timer);
      await this.#work(batch);
      // One turn of the event loop: requests whose bytes have already arrived get into the next batch instead of the one after it.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#busy = false;
  }

  async #work(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      batch.forEach(({ settle, fail }, index) => {
        const result = results[index];
        if (result === undefined || result instanceof Error)
          fail(result ?? new Error('a batch answers each of its items'));
        else settle(result);
      });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  #withdraw(waiting: Waiting<Item, Result>): void {
    const place = this.#queue.indexOf(waiting);
    if (place < 0) return;
    this.#queue.splice(place, 1);
    waiting.settle(this.#giveUp(waiting.item));
  }
}

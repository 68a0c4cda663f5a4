import type { z } from 'zod';
import { inRolledBackTransaction } from '@/db/client';
import { fingerprintOf } from '@/lib/fingerprint';
import { type Kind, newId } from '@/lib/id';
import { type Actor, needsCode, type Sensitivity } from './actor';
import { asRefusal, parseInput, refusalOutcome, subjectOf } from './command';
import { Lane } from './lane';
import { simulateBatch } from './ledger/post';
import { keyOf, runMoneyBatch } from './money-batch';
import type { MoneyBody, MoneyEntry, MoneyOutcome, Preview } from './money-plan';
import { may, type Permission } from './permission';
import { isRequestKey } from './receipts';
import { isDenial, Refusal, type RefusalCode } from './refusal';
import { recordDenial } from './trail';

export interface MoneyCommand<Code extends RefusalCode, K extends Kind, Row> {
  (actor: Actor, requestKey: string, input: unknown): Promise<MoneyOutcome<Code, K>>;
  /** Many at once, answered one by one: a declined item does not stop the others. */
  many(actor: Actor, requests: readonly { requestKey: string; input: unknown }[]): Promise<MoneyOutcome<Code, K>[]>;
  /** The same checks and the same arithmetic, leaving nothing behind. Item by item in order, so an earlier one may use up a balance. */
  preview(actor: Actor, inputs: readonly unknown[]): Promise<Preview<Row, Code>[]>;
  readonly commandName: string;
  readonly permission: Permission;
}

interface Definition<Schema extends z.ZodType, Code extends RefusalCode, K extends Kind, Row>
  extends MoneyBody<z.output<Schema>, Code, K, Row> {
  readonly permission: Permission;
  /** The input's form; what an amount is depends on the currency of who asks. */
  readonly input: (actor: Actor) => Schema;
  readonly refusals: readonly (Code | 'insufficient_balance')[];
  /** Set where the person may have to show a code first. A preview needs none: it moves nothing. */
  readonly sensitive?: Sensitivity;
  /** Constraints of the database that decide between two at once, and the refusal each means. */
  readonly constraints?: Readonly<Record<string, NoInfer<Code>>>;
}

/**
 * Defines one way money moves. The body is set-based: it plans a list of requests of different people in one go, and one request is the
 * ordinary case. Requests that arrive while a batch commits form the next batch.
 *
 * In one transaction: keys claimed → `plan` (checks over locked rows) → `ledger_post_batch` decides item by item → one statement inserts the
 * business, audit and outbox rows of what was accepted → commit. A declined item leaves nothing and its key stays free.
 *
 * @source design/decisions.md 9, 10, 31, design/ledger.md §3.3
 */
export function moneyCommand<Schema extends z.ZodType, const Code extends RefusalCode, K extends Kind, Row>(
  definition: Definition<Schema, Code, K, Row>,
): MoneyCommand<Code, K, Row> {
  const lane = laneOf(definition);

  async function execute(actor: Actor, requestKey: string, raw: unknown): Promise<MoneyOutcome<Code, K>> {
    try {
      if (may(actor, definition.permission) && needsCode(actor, definition.sensitive))
        throw new Refusal('code_required');
      const outcome = await lane.submit(entryOf(definition, actor, requestKey, raw));
      if (!outcome.ok) throw new Refusal(outcome.code, outcome.fields);
      return outcome;
    } catch (error) {
      return refusalOutcome<Code>(asRefusal(error, definition.constraints), actor, definition.name, raw);
    }
  }

  async function many(
    actor: Actor,
    requests: readonly { requestKey: string; input: unknown }[],
  ): Promise<MoneyOutcome<Code, K>[]> {
    const outcomes: MoneyOutcome<Code, K>[] = [];
    // A hundred at a time, so that a long list does not keep everybody else waiting.
    for (let from = 0; from < requests.length; from += 100) {
      const part = requests.slice(from, from + 100);
      outcomes.push(...(await Promise.all(part.map(({ requestKey, input }) => execute(actor, requestKey, input)))));
    }
    return outcomes;
  }

  const preview = (actor: Actor, inputs: readonly unknown[]) => previewItems(definition, actor, inputs);
  return Object.assign(execute, { many, preview, commandName: definition.name, permission: definition.permission });
}

/** @refuses not_permitted, invalid_input (thrown) */
function entryOf<Schema extends z.ZodType, Code extends RefusalCode, K extends Kind, Row>(
  definition: Definition<Schema, Code, K, Row>,
  actor: Actor,
  requestKey: string,
  raw: unknown,
): MoneyEntry<z.output<Schema>, K> {
  if (!may(actor, definition.permission)) throw new Refusal('not_permitted');
  if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { requestKey: 'invalid' });
  const input = parseInput(definition.input(actor), raw);
  const [id, transferId] = [newId(definition.returns), newId('transfer')];
  return { actor, requestKey, input, fingerprint: fingerprintOf(input), id, transferId };
}

async function previewItems<Schema extends z.ZodType, Code extends RefusalCode, K extends Kind, Row>(
  definition: Definition<Schema, Code, K, Row>,
  actor: Actor,
  inputs: readonly unknown[],
): Promise<Preview<Row, Code>[]> {
  const parsed = await Promise.all(
    inputs.map(async (raw, index) => {
      try {
        return entryOf(definition, actor, `preview-${index}`, raw);
      } catch (error) {
        return refusalOutcome<Code>(error, actor, definition.name, raw);
      }
    }),
  );
  const entries = parsed.filter((item) => 'transferId' in item);
  const looked = await inRolledBackTransaction(async (tx): Promise<Preview<Row, Code>[]> => {
    const plans = entries.length > 0 ? await definition.plan(tx, entries) : [];
    const posted = plans.flatMap((plan) => ('transfer' in plan ? [plan] : []));
    const simulated = await simulateBatch(
      tx,
      posted.map((plan) => plan.transfer),
    );
    return plans.map((plan) => {
      if (!('transfer' in plan)) return { ok: false, code: plan.refused, fields: plan.fields ?? {} };
      const seen = simulated[posted.indexOf(plan)];
      if (seen?.outcome === 'posted') return { ok: true, row: plan.row, balances: seen };
      return { ok: false, code: 'insufficient_balance', fields: {}, ...(seen ? { balances: seen } : {}) };
    });
  });
  await recordFirstDenial(actor, definition.name, entries, looked);
  return parsed.map((item) => {
    if (!('transferId' in item)) return item;
    return looked[entries.indexOf(item)] ?? { ok: false, code: 'busy', fields: {} };
  });
}

/** Looking is reaching too: who tries ids of others in a preview is noticed, once however many they were. */
async function recordFirstDenial(
  actor: Actor,
  name: string,
  entries: readonly { input: unknown }[],
  looked: readonly { ok: boolean; code?: RefusalCode }[],
): Promise<void> {
  const at = looked.findIndex((item) => item.code !== undefined && isDenial(item.code));
  const code = looked[at]?.code;
  if (code) await recordDenial(actor, name, code, subjectOf(entries[at]?.input));
}

const lanes = globalThis as { partnerCenterLanes?: Map<string, unknown> };

/**
 * One lane per command in a process, however often the bundler loads this file.
 *
 * The cast holds because a name belongs to one definition: whoever put the lane there had the same types.
 */
function laneOf<Schema extends z.ZodType, Code extends RefusalCode, K extends Kind, Row>(
  definition: Definition<Schema, Code, K, Row>,
) {
  type CommandLane = Lane<MoneyEntry<z.output<Schema>, K>, MoneyOutcome<Code, K>>;
  lanes.partnerCenterLanes ??= new Map();
  const existing = lanes.partnerCenterLanes.get(definition.name) as CommandLane | undefined;
  if (existing) return existing;
  const running = new Set<string>();
  const lane: CommandLane = new Lane({
    batchMax: 256,
    waitMs: 2000,
    giveUp: (entry) => ({ ok: false, code: running.has(keyOf(entry)) ? 'request_running' : 'busy', fields: {} }),
    async run(entries) {
      for (const entry of entries) running.add(keyOf(entry));
      return runMoneyBatch(definition, entries).finally(() => running.clear());
    },
  });
  lanes.partnerCenterLanes.set(definition.name, lane);
  return lane;
}

import { sql } from 'drizzle-orm';
import { executePrepared, inTransaction, isConnectionTrouble, type Transaction } from '@/db/client';
import { idFromUuid, type Kind, uuidOf } from '@/lib/id';
import { patiently } from './command';
import { type Posting, postBatch } from './ledger/post';
import type { MoneyBody, MoneyEntry, MoneyOutcome, Plan } from './money-plan';
import { claimRequests, freeRequests } from './receipts';
import type { RefusalCode } from './refusal';
import { insertAudit, insertEvents } from './trail';

/** A request asks for one thing once: organization and key. The command is the batch's own. */
export const keyOf = (entry: { actor: { organizationId: string }; requestKey: string }): string =>
  `${entry.actor.organizationId} ${entry.requestKey}`;

/**
 * Runs a batch; if it breaks for a reason that one item may have brought along, each item by itself, so that the others are not harmed.
 *
 * @returns per entry its outcome, or the error that entry ran into
 */
export async function runMoneyBatch<Input, Code extends RefusalCode, K extends Kind, Row>(
  body: MoneyBody<Input, Code, K, Row>,
  entries: readonly MoneyEntry<Input, K>[],
): Promise<(MoneyOutcome<Code, K> | Error)[]> {
  try {
    return await patiently(() => runTogether(body, entries));
  } catch (error) {
    if (entries.length === 1 || isConnectionTrouble(error)) return entries.map(() => errorOf(error));
  }
  const startedAt = performance.now();
  const outcomes: (MoneyOutcome<Code, K> | Error)[] = [];
  for (const entry of entries) {
    const late = performance.now() - startedAt > 4000;
    outcomes.push(late ? { ok: false, code: 'busy', fields: {} } : await runAlone(body, entry));
  }
  return outcomes;
}

const runAlone = <Input, Code extends RefusalCode, K extends Kind, Row>(
  body: MoneyBody<Input, Code, K, Row>,
  entry: MoneyEntry<Input, K>,
) =>
  patiently(() => runTogether(body, [entry])).then(
    ([outcome]) => outcome ?? new Error('a batch answers each of its items'),
    errorOf,
  );

const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** One transaction for all. Twins within the batch are answered by the first of them. */
async function runTogether<Input, Code extends RefusalCode, K extends Kind, Row>(
  body: MoneyBody<Input, Code, K, Row>,
  entries: readonly MoneyEntry<Input, K>[],
): Promise<MoneyOutcome<Code, K>[]> {
  const leaders = new Map<string, MoneyEntry<Input, K>>();
  for (const entry of entries) if (!leaders.has(keyOf(entry))) leaders.set(keyOf(entry), entry);
  const outcomes = new Map<string, MoneyOutcome<Code, K>>();
  const nothing = new Error('nothing was accepted');
  await inTransaction(async (tx) => {
    outcomes.clear();
    const accepted = await act(tx, body, [...leaders.values()], outcomes);
    if (accepted === 0) throw nothing;
  }).catch((error: unknown) => {
    if (error !== nothing) throw error;
  });
  return entries.map((entry) => {
    const outcome = outcomes.get(keyOf(entry)) ?? { ok: false, code: 'busy', fields: {} };
    const leader = leaders.get(keyOf(entry));
    if (leader === undefined || leader === entry) return outcome;
    if (leader.fingerprint.equals(entry.fingerprint)) return outcome.ok ? { ...outcome, replayed: true } : outcome;
    // The key is the leader's if it acted, and free again if it was declined; then this one may try once more.
    return { ok: false, code: outcome.ok ? 'request_reused' : 'request_running', fields: {} };
  });
}

/** @returns how many were accepted; with none, the transaction is to be rolled back, since nothing happened */
async function act<Input, Code extends RefusalCode, K extends Kind, Row>(
  tx: Transaction,
  body: MoneyBody<Input, Code, K, Row>,
  leaders: readonly MoneyEntry<Input, K>[],
  outcomes: Map<string, MoneyOutcome<Code, K>>,
): Promise<number> {
  const open = await claim(tx, body, leaders, outcomes);
  if (open.length === 0) return 0;
  const plans = await body.plan(tx, open);
  const planned = open.flatMap((entry, index) => {
    const plan = plans[index];
    if (plan && 'transfer' in plan) return [{ entry, plan }];
    outcomes.set(keyOf(entry), { ok: false, code: plan?.refused ?? 'busy', fields: plan?.fields ?? {} });
    return [];
  });
  if (planned.length === 0) return 0;
  const postings = await postBatch(
    tx,
    planned.map(({ plan }) => plan.transfer),
  );
  const accepted = planned.flatMap(({ entry, plan }, index) => {
    const postedAt = momentOf(postings[index], body.name);
    outcomes.set(
      keyOf(entry),
      postedAt ? { ok: true, id: entry.id, replayed: false } : { ok: false, code: 'insufficient_balance', fields: {} },
    );
    return postedAt ? [{ entry, plan, postedAt }] : [];
  });
  if (accepted.length === 0) return 0;
  const declined = open.filter((entry) => !outcomes.get(keyOf(entry))?.ok);
  await freeRequests(
    tx,
    body.name,
    declined.map((entry) => ({ organizationId: entry.actor.organizationId, requestKey: entry.requestKey })),
  );
  await keep(tx, body, accepted);
  return accepted.length;
}

function momentOf(posting: Posting | undefined, name: string): string | undefined {
  if (posting?.outcome === 'posted') return posting.postedAt;
  if (posting?.outcome === 'short') return undefined;
  throw new Error(`The ledger refused a transfer of ${name} as invalid`);
}

/** Takes the keys. What acted before is answered from its receipt; what is left may act. */
async function claim<Input, Code extends RefusalCode, K extends Kind, Row>(
  tx: Transaction,
  body: MoneyBody<Input, Code, K, Row>,
  leaders: readonly MoneyEntry<Input, K>[],
  outcomes: Map<string, MoneyOutcome<Code, K>>,
): Promise<MoneyEntry<Input, K>[]> {
  const claims = leaders.map((entry) => ({
    organizationId: entry.actor.organizationId,
    requestKey: entry.requestKey,
    fingerprint: entry.fingerprint,
    resultId: uuidOf(entry.id),
  }));
  const claimed = await claimRequests(tx, body.name, claims);
  return leaders.filter((entry, index) => {
    const found = claimed[index];
    if (found?.state === 'reused') outcomes.set(keyOf(entry), { ok: false, code: 'request_reused', fields: {} });
    if (found?.state === 'replayed') {
      // The same id: an earlier attempt of this very request had committed before its connection broke.
      const id = idFromUuid(body.returns, found.resultId);
      outcomes.set(keyOf(entry), { ok: true, id, replayed: id !== entry.id });
    }
    return found?.state === 'taken';
  });
}

/** The business, audit and outbox rows of the accepted items, in one statement: the balance is held for no longer. */
async function keep<Input, Code extends RefusalCode, K extends Kind, Row>(
  tx: Transaction,
  body: MoneyBody<Input, Code, K, Row>,
  accepted: readonly { entry: MoneyEntry<Input, K>; plan: Plan<Row>; postedAt: string }[],
): Promise<void> {
  const business = body.record(accepted.map(({ plan, postedAt }) => ({ ...plan.row, postedAt })));
  const facts = accepted.map(({ entry, plan }) => ({
    actor: entry.actor,
    fact: { ...plan.audit, action: body.name, transferId: entry.transferId },
  }));
  const events = accepted.map(({ entry, plan }) => ({ ...plan.event, transferId: entry.transferId }));
  await executePrepared(
    tx,
    sql`with business as (${business}), audit as (${insertAudit(facts)}) ${insertEvents(events)}`,
  );
}

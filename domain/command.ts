import type { z } from 'zod';
import { inTransaction, isConnectionTrouble, sqlState, type Transaction, violatedConstraint } from '@/db/client';
import { fingerprintOf } from '@/lib/fingerprint';
import { type Id, idFromUuid, type Kind, newId, uuidOf } from '@/lib/id';
import { type Actor, needsCode, type Sensitivity } from './actor';
import { may, type Permission } from './permission';
import { claimRequests, isRequestKey, keepResult } from './receipts';
import { type CommonCode, type FieldProblems, isDenial, Refusal, type RefusalCode } from './refusal';
import { type AuditFact, type DomainEvent, keepTrail, recordDenial } from './trail';

/** What a command says when it ends. `once` is shown to the person this one time and stored nowhere: a new key's secret, a sign-in link. */
export type Outcome<Code extends RefusalCode, K extends Kind> =
  | { readonly ok: true; readonly id: Id<K>; readonly replayed: boolean; readonly once?: string }
  | { readonly ok: false; readonly code: Code | CommonCode; readonly fields: FieldProblems };

/** What a command body works with. `Code` is the list of refusals it declared; any other does not compile. */
export interface CommandContext<Code extends RefusalCode, K extends Kind> {
  readonly actor: Actor;
  readonly tx: Transaction;
  /** The id for what this command makes, if it makes something. */
  readonly newId: Id<K>;
  /** Undoes everything and tells the caller why. */
  readonly refuse: (code: Code, fields?: FieldProblems) => never;
}

/** What a command body hands back: what it was done to, what the audit says, who should hear of it. */
export interface Done<K extends Kind> {
  readonly id: Id<K>;
  readonly audit: Omit<AuditFact, 'action' | 'subjectId'> & { readonly subjectId?: string };
  readonly events?: readonly DomainEvent[];
  readonly once?: string;
}

export interface Command<Code extends RefusalCode, K extends Kind> {
  (actor: Actor, requestKey: string, input: unknown): Promise<Outcome<Code, K>>;
  readonly commandName: string;
  readonly permission: Permission;
}

/**
 * Defines one thing the system can do. The wrapper owns what must never be forgotten: permission, strict parsing, one transaction,
 * doing a repeated request only once, the audit row, the event, and keeping denials.
 *
 * A command returns the id of what it made or changed. Reading it back is a query's job.
 *
 * @source docs/decisions/0002-command-wrapper.md
 */
export function command<Schema extends z.ZodType, const Code extends RefusalCode, K extends Kind>(definition: {
  name: string;
  permission: Permission;
  /** What the id it returns names. */
  returns: K;
  /** The input's form; a function where it depends on who asks: what an amount is depends on their currency. */
  input: Schema | ((actor: Actor) => Schema);
  refusals: readonly Code[];
  /** Set where the person may have to show a code first. */
  sensitive?: Sensitivity;
  /** What tells two requests apart, where the input holds something that must not be kept even as a digest: passwords. */
  identify?: (input: z.output<Schema>) => unknown;
  /** Constraints of the database that decide between two at once, and the refusal each means. */
  constraints?: Readonly<Record<string, NoInfer<Code>>>;
  run: (context: CommandContext<Code, K>, input: z.output<Schema>) => Promise<Done<NoInfer<K>>>;
}): Command<Code, K> {
  /** What one call carries over its retries: the id it will give, and what it came to should the answer to its commit get lost. */
  interface Attempt {
    readonly id: Id<K>;
    outcome: Outcome<Code, K> | undefined;
  }

  async function execute(actor: Actor, requestKey: string, raw: unknown): Promise<Outcome<Code, K>> {
    try {
      if (!may(actor, definition.permission)) throw new Refusal('not_permitted');
      if (needsCode(actor, definition.sensitive)) throw new Refusal('code_required');
      if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { requestKey: 'invalid' });
      const schema = typeof definition.input === 'function' ? definition.input(actor) : definition.input;
      const input = parseInput(schema, raw);
      const attempt: Attempt = { id: newId(definition.returns), outcome: undefined };
      return await patiently(() => inTransaction((tx) => act(tx, actor, requestKey, input, attempt)));
    } catch (error) {
      return refusalOutcome<Code>(asRefusal(error, definition.constraints), actor, definition.name, raw);
    }
  }

  async function act(
    tx: Transaction,
    actor: Actor,
    requestKey: string,
    input: z.output<Schema>,
    attempt: Attempt,
  ): Promise<Outcome<Code, K>> {
    const { id } = attempt;
    const fingerprint = fingerprintOf(definition.identify ? definition.identify(input) : input);
    const claim = { organizationId: actor.organizationId, requestKey, fingerprint, resultId: uuidOf(id) };
    const [claimed] = await claimRequests(tx, definition.name, [claim]);
    if (claimed?.state === 'reused') throw new Refusal('request_reused');
    if (claimed?.state === 'replayed') {
      const earlier = idFromUuid(definition.returns, claimed.resultId);
      // This very call had committed before its connection broke: it still has what is shown only once.
      if (attempt.outcome?.ok && attempt.outcome.id === earlier) return attempt.outcome;
      return { ok: true, id: earlier, replayed: true };
    }
    const refuse = (code: Code, fields: FieldProblems = {}): never => {
      throw new Refusal(code, fields);
    };
    const done = await definition.run({ actor, tx, newId: id, refuse }, input);
    if (done.id !== id) await keepResult(tx, definition.name, claim, uuidOf(done.id));
    const fact = { subjectId: done.id, ...done.audit, action: definition.name };
    await keepTrail(tx, actor, fact, done.events ?? []);
    attempt.outcome = { ok: true, id: done.id, replayed: false, ...(done.once ? { once: done.once } : {}) };
    return attempt.outcome;
  }

  return Object.assign(execute, { commandName: definition.name, permission: definition.permission });
}

/** Parses strictly: a value of any type ends in the parsed input or in a refusal that names the fields. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  refusePromises(raw);
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.map(String).join('.')] ??= problemOf(issue);
  throw new Refusal('invalid_input', fields);
}

/** The arguments of a server action may hold promises. A schema that hands one on unread makes zod throw instead of finding it wrong. */
function refusePromises(raw: unknown): void {
  if (typeof raw !== 'object' || raw === null) return;
  const found = Object.entries(raw).find(([, value]) => value instanceof Promise);
  if (found) throw new Refusal('invalid_input', { [found[0]]: 'required' });
}

/** Our own schemas word their problems as keys; whatever zod says by itself is summed up by its kind. */
const problemOf = (issue: z.core.$ZodIssue): string => {
  if (/^[a-z][a-z0-9_]*$/.test(issue.message)) return issue.message;
  if (issue.code === 'too_big') return 'too_long';
  if (issue.code === 'invalid_type' || issue.code === 'too_small') return 'required';
  return 'invalid';
};

/**
 * Tries again what failed only because others were in the way or a connection broke, with growing, uneven pauses.
 *
 * The request key makes that safe even when the broken connection had committed: the second attempt finds the first one's receipt.
 */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let round = 1; ; round += 1) {
    try {
      return await attempt();
    } catch (error) {
      const inTheWay = ['40P01', '40001'].includes(sqlState(error) ?? '');
      const brokeAtOnce = isConnectionTrouble(error) && performance.now() - startedAt < 1000;
      if ((!inTheWay && !brokeAtOnce) || round === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, round * 20 + Math.random() * 60));
    }
  }
}

/** The value a thrown refusal becomes at the edge; anything else goes on as the bug or breakdown it is. */
export async function refusalOutcome<Code extends RefusalCode>(
  error: unknown,
  actor: Actor,
  name: string,
  raw: unknown,
): Promise<{ ok: false; code: Code | CommonCode; fields: FieldProblems }> {
  // A lock that was not got in time, or no room on the database's disk: nothing was kept, and later it may work.
  if (['55P03', '53100'].includes(sqlState(error) ?? '')) return { ok: false, code: 'busy', fields: {} };
  if (!(error instanceof Refusal)) throw error;
  if (isDenial(error.code)) await recordDenial(actor, name, error.code, subjectOf(raw));
  return { ok: false, code: error.code as Code, fields: error.fields };
}

/** The first id in the input: what a denied request reached for. */
export function subjectOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const found = Object.values(raw).find((value) => typeof value === 'string' && /^[a-z]{3}_[0-9a-z]{26}$/.test(value));
  return typeof found === 'string' ? found : null;
}

/** What a violated constraint means, where the command says so; any other error as it is. */
export function asRefusal(error: unknown, constraints: Readonly<Record<string, RefusalCode>> = {}): unknown {
  const code = constraints[violatedConstraint(error) ?? ''];
  return code ? new Refusal(code) : error;
}

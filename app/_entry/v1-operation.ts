import { type Json, writeJson } from '@/app/v2/_wire/json';
import type { Actor } from '@/domain/actor';
import type { Outcome } from '@/domain/command';
import type { Permission } from '@/domain/permission';
import type { ReadScope } from '@/domain/read-scope';
import type { RefusalCode } from '@/domain/refusal';
import type { Id, Kind } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type V1Problem, v1ProblemOf } from './v1-problems';

/** What came with a call: members of the path, decoded, of the query, and of the body. */
export interface V1Given {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: object;
}

/** A verified call on its way to the operation. */
export interface V1Call {
  readonly actor: Actor;
  readonly scope: ReadScope;
  /** Null of what only looks. */
  readonly requestKey: string | null;
  readonly isSandbox: boolean;
}

/** What the door sends back. */
export type V1Answer = { readonly json: string; readonly replayed: boolean } | { readonly problem: V1Problem };

/** One operation of our own API, as the door sees it. */
export interface V1Operation {
  /** What its calls are counted under. */
  readonly name: string;
  readonly permission: Permission;
  /** Whether it looks into the body. */
  readonly takesBody: boolean;
  /** Writes must carry an `Idempotency-Key`. */
  readonly isWrite: boolean;
  readonly answer: (call: V1Call, given: V1Given) => Promise<V1Answer>;
}

type Definition<Input> = Pick<V1Operation, 'name' | 'permission'> & {
  /** Reads what was given. @refuses invalid_input naming the member (thrown) */
  readonly read: (given: V1Given, actor: Actor) => Input;
};

/** An operation that looks. `run` answers the body, or why it does not. */
export const v1Read = <Input>(
  definition: Definition<Input> & {
    readonly takesBody?: boolean;
    readonly run: (call: V1Call, input: Input) => Promise<Json | { readonly problem: V1Problem }>;
  },
): V1Operation => ({
  name: definition.name,
  permission: definition.permission,
  takesBody: definition.takesBody ?? false,
  isWrite: false,
  async answer(call, given) {
    const found = await definition.run(call, definition.read(given, call.actor));
    return isProblem(found) ? found : { json: writeJson(found), replayed: false };
  },
});

/** An operation that acts, once per request key: it runs a command, and `present` words what that made. */
export const v1Write = <Input, Code extends RefusalCode, K extends Kind>(
  definition: Definition<Input> & {
    readonly run: (call: V1Call & { readonly requestKey: string }, input: Input) => Promise<Outcome<Code, K>>;
    readonly present: (id: Id<K>, call: V1Call, input: Input) => Json | Promise<Json>;
  },
): V1Operation => ({
  name: definition.name,
  permission: definition.permission,
  takesBody: true,
  isWrite: true,
  async answer(call, given) {
    const input = definition.read(given, call.actor);
    if (call.isSandbox) return { json: writeJson({ sandbox: true, result: 'not_carried_out' }), replayed: false };
    const { requestKey } = call;
    invariant(requestKey !== null, 'the door lets no write pass without its key');
    const outcome = await definition.run({ ...call, requestKey }, input);
    if (!outcome.ok) return { problem: v1ProblemOf(outcome.code, outcome.fields) };
    return { json: writeJson(await definition.present(outcome.id, call, input)), replayed: outcome.replayed };
  },
});

const isProblem = (found: Json | { readonly problem: V1Problem }): found is { readonly problem: V1Problem } =>
  typeof found === 'object' && found !== null && 'problem' in found;

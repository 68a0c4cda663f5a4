import { type Json, writeJson } from '@/app/v2/_wire/json';
import { type InputOf, type Members, readMembers, type Source } from '@/app/v2/_wire/members';
import { type Problem, problemOf } from '@/app/v2/_wire/problems';
import type { Actor, OrganizationKind } from '@/domain/actor';
import type { Outcome } from '@/domain/command';
import type { Permission } from '@/domain/permission';
import { type ReadScope, readScope } from '@/domain/read-scope';
import type { RefusalCode } from '@/domain/refusal';
import type { Id, Kind } from '@/lib/id';

/** Whose keys an operation serves; everybody else's are refused. @source api/bss-api.md "Callers" */
export const callers = {
  partner: ['distributor', 'reseller', 'solution_provider', 'subsidised_partner'],
  distributor: ['distributor'],
  everyone: ['operator', 'distributor', 'reseller', 'solution_provider', 'subsidised_partner', 'customer'],
} as const satisfies Record<string, readonly OrganizationKind[]>;

/** A verified call on its way to the operation. */
export interface ApiCall {
  readonly actor: Actor;
  readonly requestKey: string;
  readonly language: 'zh-CN' | 'en';
}

/** What the door sends back. Null is done without a body: 204. */
export type ApiAnswer = { readonly json: string | null; readonly replayed: boolean } | { readonly problem: Problem };

/** How an operation words what it did: a body, none, or a problem where only a part of what was asked came about. */
export type Presented = Json | undefined | { readonly problem: Problem };

/** One operation of the contract, as the door sees it. */
export interface ApiOperation {
  /** The contract's name of it, which is also what its calls are counted under. */
  readonly name: string;
  readonly callers: keyof typeof callers;
  readonly permission: Permission;
  readonly takes: 'query' | 'body';
  readonly answer: (call: ApiCall, source: Source) => Promise<ApiAnswer>;
}

interface Definition<M extends Members> extends Pick<ApiOperation, 'name' | 'callers' | 'permission'> {
  /** The members it takes, in the query or in the body. */
  readonly members: M;
}

/** An operation that looks. `run` gets the caller's scope and answers the body. */
export function apiRead<M extends Members>(
  definition: Definition<M> & {
    readonly takes: ApiOperation['takes'];
    readonly run: (call: ApiCall & { readonly scope: ReadScope }, input: InputOf<M>) => Promise<Json>;
  },
): ApiOperation {
  return {
    ...definition,
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      const scope = readScope(call.actor, definition.permission);
      return { json: writeJson(await definition.run({ ...call, scope }, input)), replayed: false };
    },
  };
}

/** An operation that acts, once per request key: it runs a command, and `present` words what that made. */
export function apiWrite<M extends Members, Code extends RefusalCode, K extends Kind>(
  definition: Definition<M> & {
    readonly run: (call: ApiCall, input: InputOf<M>) => Promise<Outcome<Code, K>>;
    readonly present: (
      id: Id<K>,
      call: ApiCall & { readonly scope: ReadScope },
      input: InputOf<M>,
    ) => Presented | Promise<Presented>;
  },
): ApiOperation {
  return {
    ...definition,
    takes: 'body',
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      const outcome = await definition.run(call, input);
      if (!outcome.ok) return { problem: problemOf(outcome.code, outcome.fields) };
      const scope = readScope(call.actor, definition.permission);
      const presented = await definition.present(outcome.id, { ...call, scope }, input);
      if (isProblem(presented)) return presented;
      return { json: presented === undefined ? null : writeJson(presented), replayed: outcome.replayed };
    },
  };
}

const isProblem = (presented: Presented): presented is { readonly problem: Problem } =>
  typeof presented === 'object' && presented !== null && 'problem' in presented;

import { createHash } from 'node:crypto';
import { type Json, writeJson } from '@/app/v2/_wire/json';
import { type GivenId, type InputOf, type Members, readMembers, type Source } from '@/app/v2/_wire/members';
import { type Problem, problemOf } from '@/app/v2/_wire/problems';
import type { Actor, OrganizationKind } from '@/domain/actor';
import type { Outcome } from '@/domain/command';
import type { Permission } from '@/domain/permission';
import { type ReadScope, readScope } from '@/domain/read-scope';
import type { RefusalCode } from '@/domain/refusal';
import { type Id, type Kind, wireIdOf } from '@/lib/id';

/** Whose keys an operation serves; everybody else's are refused. @source api/bss-api.md "Callers" */
export const callers = {
  partner: ['distributor', 'reseller', 'solution_provider', 'subsidised_partner'],
  distributor: ['distributor'],
  customer: ['customer'],
  holder: ['distributor', 'reseller', 'solution_provider', 'subsidised_partner', 'customer'],
  everyone: ['operator', 'distributor', 'reseller', 'solution_provider', 'subsidised_partner', 'customer'],
} as const satisfies Record<string, readonly OrganizationKind[]>;

/** A verified call on its way to the operation. */
export interface ApiCall {
  readonly actor: Actor;
  readonly requestKey: string;
  readonly language: 'zh-CN' | 'en';
  /** Signed with a sandbox key: what it writes is checked as far as it can be without doing it. */
  readonly isSandbox: boolean;
}

/** A call with what its caller may read. */
export type ScopedCall = ApiCall & { readonly scope: ReadScope };

/** What the door sends back. Null is done without a body: 204. */
export type ApiAnswer = { readonly json: string | null; readonly replayed: boolean } | { readonly problem: Problem };

/** How an operation words what it did: a body, none, or a problem where only a part of what was asked came about. */
export type Presented = Json | undefined | { readonly problem: Problem };

/** What a sandbox key hears of a write that is signed, permitted and well-formed. Nothing was done. */
export const sandboxAnswer: ApiAnswer = {
  json: writeJson({ sandbox: true, result: 'not_carried_out' }),
  replayed: false,
};

/** One operation of the contract, as the door sees it. */
export interface ApiOperation {
  /** The contract's name of it, which is also what its calls are counted under. */
  readonly name: string;
  readonly callers: keyof typeof callers;
  readonly permission: Permission;
  readonly takes: 'query' | 'body';
  readonly answer: (call: ApiCall, source: Source) => Promise<ApiAnswer>;
}

/** What every operation says of itself. */
export interface Definition<M extends Members> extends Pick<ApiOperation, 'name' | 'callers' | 'permission'> {
  /** The members it takes, in the query or in the body. */
  readonly members: M;
}

/** An operation that looks. `run` gets the caller's scope and answers the body, or why it does not. */
export function apiRead<M extends Members>(
  definition: Definition<M> & {
    readonly takes: ApiOperation['takes'];
    readonly run: (call: ScopedCall, input: InputOf<M>) => Promise<Json | { readonly problem: Problem }>;
  },
): ApiOperation {
  return {
    ...definition,
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      const scope = readScope(call.actor, definition.permission);
      const presented = await definition.run({ ...call, scope }, input);
      return isProblem(presented) ? presented : { json: writeJson(presented), replayed: false };
    },
  };
}

/** An operation that acts, once per request key: it runs a command, and `present` words what that made. */
export function apiWrite<M extends Members, Code extends RefusalCode, K extends Kind>(
  definition: Definition<M> & {
    readonly run: (call: ApiCall, input: InputOf<M>) => Promise<Outcome<Code, K>>;
    readonly present: (id: Id<K>, call: ScopedCall, input: InputOf<M>) => Presented | Promise<Presented>;
  },
): ApiOperation {
  return {
    ...definition,
    takes: 'body',
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      if (call.isSandbox) return sandboxAnswer;
      const outcome = await definition.run(call, input);
      if (!outcome.ok) return { problem: problemOf(outcome.code, outcome.fields) };
      const scope = readScope(call.actor, definition.permission);
      const presented = await definition.present(outcome.id, { ...call, scope }, input);
      if (isProblem(presented)) return presented;
      return { json: presented === undefined ? null : writeJson(presented), replayed: outcome.replayed };
    },
  };
}

const isProblem = <T extends Presented>(
  presented: T | { readonly problem: Problem },
): presented is { readonly problem: Problem } =>
  typeof presented === 'object' && presented !== null && 'problem' in presented;

/** What is wrong with a call as a whole: said once when it is so for every item, else item by item like anything else. */
const ofWholeCall: readonly RefusalCode[] = [
  'invalid_input',
  'reseller_not_found',
  'organization_frozen',
  'freezing_not_granted',
];

/**
 * An operation that acts on several things one after the other, each in a transaction of its own and once per request key and thing: a call
 * that is repeated because it was broken off goes on where that ended. The answer is 200 and names what failed.
 *
 * @source api/bss-api.md "Partial success"
 */
export function apiWriteEach<M extends Members, Code extends RefusalCode, K extends Kind>(
  definition: Definition<M> & {
    readonly items: (input: InputOf<M>) => readonly GivenId<K>[];
    readonly run: (call: ApiCall, input: InputOf<M>, id: Id<K>) => Promise<Outcome<Code, K>>;
  },
): ApiOperation {
  return {
    ...definition,
    takes: 'body',
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      if (call.isSandbox) return sandboxAnswer;
      const items = new Map(definition.items(input).map(({ given, id }) => [given, id]));
      const failed: Json[] = [];
      const outcomes: Outcome<Code, K>[] = [];
      for (const [given, id] of items) {
        const outcome = await definition.run({ ...call, requestKey: itemKey(call.requestKey, id) }, input, id);
        outcomes.push(outcome);
        if (outcome.ok) continue;
        const { code, message } = problemOf(outcome.code, outcome.fields);
        failed.push({ error_code: code, error_msg: message, id: given });
      }
      const [first] = outcomes;
      if (first && !first.ok && ofWholeCall.includes(first.code) && outcomes.every(isAs(first.code)))
        return { problem: problemOf(first.code, first.fields) };
      const replayed = outcomes.length > 0 && outcomes.every((outcome) => outcome.ok && outcome.replayed);
      return { json: writeJson({ error_details: failed.length > 0 ? failed : null }), replayed };
    },
  };
}

const isAs = (code: RefusalCode) => (outcome: { readonly ok: boolean; readonly code?: RefusalCode }) =>
  !outcome.ok && outcome.code === code;

/** The request key of one item. A digest, since a client's own key may be as long as keys can be. */
const itemKey = (requestKey: string, id: Id<Kind>): string =>
  `${createHash('sha256').update(requestKey).digest('hex')}/${wireIdOf(id)}`;

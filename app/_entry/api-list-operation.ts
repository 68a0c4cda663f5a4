import { type Json, writeJson } from '@/app/v2/_wire/json';
import { type GivenId, type InputOf, type Members, readMembers } from '@/app/v2/_wire/members';
import { type Problem, problemOf } from '@/app/v2/_wire/problems';
import type { Outcome } from '@/domain/command';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { type FieldProblems, isRefusalCode, type RefusalCode } from '@/domain/refusal';
import type { Id, Kind } from '@/lib/id';
import { type ApiCall, type ApiOperation, type Definition, type ScopedCall, sandboxAnswer } from './api-operation';

/** What became of one thing in the list. */
interface Result<K extends Kind> {
  readonly id: Id<K> | null;
  readonly refusal: RefusalCode | null;
}

/**
 * An operation whose command acts on a list in one go, once per request key: what can be done is done, and the answer is 200 and names what
 * could not be, also where nothing could. What is wrong with the request as a whole is an error of the whole.
 *
 * The answer is made of what was written down, so a repeated request gets the same one.
 *
 * @source api/bss-api.md "Partial success", spec/13 L20
 */
export function apiListWrite<
  M extends Members,
  Code extends RefusalCode,
  K extends Kind,
  Item extends Kind,
  Found extends Result<Item>,
>(
  definition: Definition<M> & {
    /** What is to be acted on, as it was named. */
    readonly items: (
      call: ScopedCall,
      input: InputOf<M>,
    ) => readonly GivenId<Item>[] | Promise<readonly GivenId<Item>[]>;
    readonly run: (call: ScopedCall, input: InputOf<M>, ids: readonly Id<Item>[]) => Promise<Outcome<Code, K>>;
    /** What became of each, by what the command returned. */
    readonly results: (scope: ReadScope, id: Id<K>) => Promise<readonly Found[]>;
    /** The member of the answer that lists what was done, and how it words each. */
    readonly doneIn: string;
    readonly present: (found: Found, given: string) => Json;
    /** What a refusal is called here; of the whole request where no thing is named. */
    readonly problemOf?: (code: RefusalCode, fields: FieldProblems, about?: Id<Item>, call?: ApiCall) => Problem;
  },
): ApiOperation {
  const word = definition.problemOf ?? problemOf;
  return {
    ...definition,
    takes: 'body',
    async answer(call, source) {
      const input = readMembers(definition.members, source, call.actor.currency);
      if (call.isSandbox) return sandboxAnswer;
      const scoped = { ...call, scope: readScope(call.actor, definition.permission) };
      const items = distinct(await definition.items(scoped, input));
      const ids = [...new Set(items.map(({ id }) => id))];
      const outcome = await definition.run(scoped, input, ids);
      const found = outcome.ok ? await definition.results(scoped.scope, outcome.id) : [];
      const refusals = outcome.ok ? refusalsIn(found) : refusalsOf(outcome.fields, ids);
      if (!outcome.ok && !refusals) return { problem: word(outcome.code, outcome.fields) };
      const failed = items.flatMap(({ given, id }): Json[] => {
        const refusal = refusals?.get(id);
        if (!refusal) return [];
        const { code, message } = word(refusal, {}, id, call);
        return [{ error_code: code, error_msg: message, id: given }];
      });
      const done = items.flatMap(({ given, id }) => {
        const result = found.find((each) => each.id === id && !each.refusal);
        return result ? [definition.present(result, given)] : [];
      });
      const json = writeJson({ error_details: failed, [definition.doneIn]: done });
      return { json, replayed: outcome.ok && outcome.replayed };
    },
  };
}

/** Each as it was named first; what was named twice is one, in whatever case. */
function distinct<K extends Kind>(items: readonly GivenId<K>[]): readonly GivenId<K>[] {
  const seen = new Set<string>();
  return items.filter(({ given }) => {
    const name = given.toLowerCase();
    return !seen.has(name) && seen.add(name);
  });
}

const refusalsIn = <K extends Kind>(found: readonly Result<K>[]): ReadonlyMap<Id<K>, RefusalCode> =>
  new Map(found.flatMap(({ id, refusal }) => (id && refusal ? [[id, refusal]] : [])));

/** Why nothing of a list could be done, thing by thing; undefined when it was refused for something else. */
function refusalsOf<K extends Kind>(
  fields: FieldProblems,
  ids: readonly Id<K>[],
): ReadonlyMap<Id<K>, RefusalCode> | undefined {
  const refusals = ids.flatMap((id): [Id<K>, RefusalCode][] => {
    const reason = fields[id];
    return reason !== undefined && isRefusalCode(reason) ? [[id, reason]] : [];
  });
  return ids.length > 0 && refusals.length === ids.length ? new Map(refusals) : undefined;
}

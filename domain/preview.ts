import type { z } from 'zod';
import { inRolledBackTransaction, type Transaction } from '@/db/client';
import type { Actor } from './actor';
import { asRefusal, parseInput, refusalOutcome, subjectOf } from './command';
import { may, type Permission } from './permission';
import { type FieldProblems, Refusal, type RefusalCode } from './refusal';
import { recordDenial } from './trail';

/** Why something would be refused. */
export interface Objection {
  readonly code: RefusalCode;
  readonly fields: FieldProblems;
}

/** What a command would come to. There is an outlook as soon as its plan could be made, also where it would still be refused. */
export interface Previewed<Outlook> {
  readonly objection: Objection | undefined;
  readonly outlook: Outlook | undefined;
}

/** What a preview works with: the same as a command's body, but for an id. */
interface PreviewContext {
  readonly actor: Actor;
  readonly tx: Transaction;
  readonly refuse: (code: RefusalCode, fields?: FieldProblems) => never;
}

/**
 * Defines how to look at what a command would do, leaving nothing behind but what every denial leaves: the same permission, the same parsing,
 * the same plan in a transaction that is undone. It asks for no code, since nothing moves.
 *
 * @param definition.look plans, and says what would still refuse it as a whole
 */
export const previewOf =
  <Schema extends z.ZodType, Outlook>(definition: {
    readonly name: string;
    readonly permission: Permission;
    readonly input: (actor: Actor) => Schema;
    readonly look: (
      context: PreviewContext,
      input: z.output<Schema>,
    ) => Promise<{
      readonly outlook: Outlook;
      readonly objection: Objection | undefined;
      /** That something of a list was reached for and is not theirs. */
      readonly denial: RefusalCode | undefined;
    }>;
  }) =>
  async (actor: Actor, raw: unknown): Promise<Previewed<Outlook>> => {
    const { name, permission, input, look } = definition;
    const refuse = (code: RefusalCode, fields: FieldProblems = {}): never => {
      throw new Refusal(code, fields);
    };
    try {
      if (!may(actor, permission)) refuse('not_permitted');
      const parsed = parseInput(input(actor), raw);
      const { outlook, objection, denial } = await inRolledBackTransaction((tx) => look({ actor, tx, refuse }, parsed));
      // Looking is reaching too: who tries ids of others in a preview is noticed, once however many they were.
      if (denial) await recordDenial(actor, name, denial, subjectOf(raw));
      return { outlook, objection };
    } catch (error) {
      const { code, fields } = await refusalOutcome<RefusalCode>(asRefusal(error), actor, name, raw);
      return { outlook: undefined, objection: { code, fields } };
    }
  };

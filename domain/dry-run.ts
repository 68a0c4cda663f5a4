import type { z } from 'zod';
import { inRolledBackTransaction, type Transaction } from '@/db/client';
import type { Actor } from './actor';
import { parseInput, refusalOutcome } from './command';
import { may, type Permission } from './permission';
import { type CommonCode, type FieldProblems, Refusal, type RefusalCode } from './refusal';

/** What a dry run came to: what it found, or why the command would be refused. */
export type DryRun<Code extends RefusalCode, T> =
  | { readonly ok: true; readonly found: T }
  | { readonly ok: false; readonly code: Code | CommonCode; readonly fields: FieldProblems };

/**
 * Goes through the checks of a command without doing it: in a transaction that is always rolled back, under the same permission and with the
 * same strict input. No code is asked for: nothing moves.
 *
 * Looking is reaching too: a denial is kept in the audit.
 *
 * @param of the command's name, permission and input
 * @source docs/decisions/0002-command-wrapper.md, spec/13 L20
 */
export async function dryRun<Schema extends z.ZodType, Code extends RefusalCode, T>(
  of: { readonly name: string; readonly permission: Permission; readonly input: (actor: Actor) => Schema },
  actor: Actor,
  raw: unknown,
  look: (tx: Transaction, input: z.output<Schema>, refuse: (code: Code, fields?: FieldProblems) => never) => Promise<T>,
): Promise<DryRun<Code, T>> {
  try {
    if (!may(actor, of.permission)) throw new Refusal('not_permitted');
    const input = parseInput(of.input(actor), raw);
    const refuse = (code: Code, fields: FieldProblems = {}): never => {
      throw new Refusal(code, fields);
    };
    return { ok: true, found: await inRolledBackTransaction((tx) => look(tx, input, refuse)) };
  } catch (error) {
    return refusalOutcome<Code>(error, actor, of.name, raw);
  }
}

import { expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '@/lib/id';
import { command } from './command';

// What must not compile stands under `@ts-expect-error`: the types step of `npm test` fails when it does compile.

const declared = command({
  name: 'test.types',
  permission: 'account.manage',
  returns: 'user',
  input: z.strictObject({}),
  refusals: ['email_taken'],
  constraints: {
    users_email_key: 'email_taken',
    // @ts-expect-error a constraint cannot mean a refusal that was not declared
    bank_transfers_bank_reference_key: 'bank_reference_taken',
  },
  async run({ refuse, newId: id }) {
    if (Date.now() < 0) return refuse('email_taken');
    // @ts-expect-error a refusal that was not declared
    if (Date.now() < 1) return refuse('customer_not_found');
    // @ts-expect-error no such refusal anywhere
    if (Date.now() < 2) return refuse('no_such_refusal');
    return { id, audit: { detail: {} } };
  },
});

command({
  name: 'test.types_permission',
  // @ts-expect-error a permission the table does not have
  permission: 'funds.steal',
  returns: 'user',
  input: z.strictObject({}),
  refusals: [],
  run: async ({ newId: id }) => ({ id, audit: { detail: {} } }),
});

command({
  name: 'test.types_id',
  permission: 'account.manage',
  returns: 'user',
  input: z.strictObject({}),
  refusals: [],
  // @ts-expect-error the id of another kind than announced
  run: async () => ({ id: newId('customer'), audit: { detail: {} } }),
});

type Outcome = Awaited<ReturnType<typeof declared>>;

/** A caller may only compare with codes that can come. */
function wordFor(outcome: Outcome): string {
  if (outcome.ok) return outcome.id;
  if (outcome.code === 'email_taken' || outcome.code === 'request_reused') return 'known';
  // @ts-expect-error this command never gives that code
  return outcome.code === 'customer_not_found' ? 'unknown' : 'other';
}

it('a command carries its name and its permission for those who list commands', () => {
  expect({ ...declared }).toEqual({ commandName: 'test.types', permission: 'account.manage' });
  expect(wordFor({ ok: false, code: 'busy', fields: {} })).toBe('other');
});

import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { database } from '@/db/client';
import { type FieldProblems, isDenial, type RefusalCode } from '@/domain/refusal';
import { grownBy, rowCounts } from './row-counts';

/** How a command that was refused answers. */
export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly fields: FieldProblems;
}

/**
 * Asks for what must be refused, and sees to it that no table has another number of rows afterwards, and no quota, coupon or balance another
 * content; a denial alone leaves its row in the audit.
 */
export async function refusedUntouched(
  ask: () => Promise<Refused | { readonly ok: true }>,
): Promise<Pick<Refused, 'code' | 'fields'>> {
  const [rows, content] = [await rowCounts(), await contents()];
  const outcome = await ask();
  if (outcome.ok) return expect.fail('it was not refused');
  expect(grownBy(rows, await rowCounts())).toEqual(isDenial(outcome.code) ? { audit_entries: 1 } : {});
  expect(await contents()).toEqual(content);
  return { code: outcome.code, fields: outcome.fields };
}

/** A digest of everything about coupons that can change. */
async function contents(): Promise<unknown> {
  const digest = (table: string) =>
    sql`(select md5(string_agg(t::text, '|' order by t::text)) from ${sql.identifier(table)} t)`;
  const tables = ['coupon_quotas', 'coupons', 'ledger_balances', 'organizations'].map(digest);
  const { rows } = await database().execute(sql`select array[${sql.join(tables, sql`, `)}] as digests`);
  return rows;
}

import { type SQL, sql } from 'drizzle-orm';
import { payerNameKey } from '@/lib/payer-name';
import type { SearchClaimInput } from './claim-input';

/**
 * Under which conditions a line in suspense is found: for the search, and for the claim, which asks again.
 *
 * Of an account its last four characters are compared, which is what is shown of it, or all of it: were parts in between compared too, another's
 * account could be found out digit by digit.
 *
 * @param line the table or its name in the statement
 */
export const isFoundBy = ({ payerName, amount, accountEnd }: SearchClaimInput, line: SQL): SQL => {
  const key = payerNameKey(payerName);
  const account = sql`upper(regexp_replace(coalesce(${line}.payer_account, ''), '[^A-Za-z0-9]', '', 'g'))`;
  return sql`${line}.state = 'suspense' and ${line}.payer_name_key = ${key} and ${line}.payer_name_key <> ''
    and ${line}.amount_minor = ${amount.minor} and ${line}.currency = ${amount.currency}
    ${accountEnd === null ? sql`` : sql`and right(${account}, 4) = ${accountEnd.slice(-4)} and (length(${account}) > ${accountEnd.length} or ${account} = ${accountEnd})`}`;
};

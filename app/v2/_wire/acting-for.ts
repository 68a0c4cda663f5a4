import { isOwnReseller } from '@/domain/customers/partner-api-queries';
import { type ReadScope, scopeOfReseller } from '@/domain/read-scope';
import { Refusal } from '@/domain/refusal';
import type { Id } from '@/lib/id';

/**
 * Whose rows a read gives: a distributor that names one of its resellers looks with that reseller's eyes. From everybody else the
 * contract ignores `indirect_partner_id`.
 *
 * @refuses reseller_not_found when a distributor names somebody who is not its reseller (thrown)
 * @source api/bss-api.md "Scope", design/decisions.md 42
 */
export async function scopeActingFor(scope: ReadScope, resellerId: Id<'organization'> | undefined): Promise<ReadScope> {
  if (resellerId === undefined || scope.kind !== 'distributor') return scope;
  if (!(await isOwnReseller(scope, resellerId))) throw new Refusal('reseller_not_found');
  return scopeOfReseller(scope, resellerId);
}

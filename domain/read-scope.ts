import type { OrganizationKind } from '@/db/schema/identity';
import type { Id } from '@/lib/id';
import type { Currency } from '@/lib/money';
import type { Actor } from './actor';
import { may, type Permission, seesOwnCustomersOnly } from './permission';
import { Refusal } from './refusal';

declare const minted: unique symbol;

/**
 * Whose rows a query may return. Every query takes one first; only the doors make them (`tests/architecture.test.ts`).
 *
 * @source design/decisions.md 6, 14, docs/decisions/0002-command-wrapper.md
 */
export interface ReadScope {
  readonly [minted]: true;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly userId: Id<'user'> | null;
  /** Set for people in sales: the only customers they see are those assigned to this user. */
  readonly accountManagerId: Id<'user'> | null;
  /** The operator looks at every tree. */
  readonly everyOrganization: boolean;
}

/**
 * What `actor` may read under `permission`.
 *
 * @refuses not_permitted (thrown: the door answers it)
 */
export function readScope(actor: Actor, permission: Permission): ReadScope {
  if (!may(actor, permission)) throw new Refusal('not_permitted');
  const { organizationId, rootId, kind, currency, timeZone, userId } = actor;
  return {
    organizationId,
    rootId,
    kind,
    currency,
    timeZone,
    userId,
    accountManagerId: seesOwnCustomersOnly(actor) ? userId : null,
    everyOrganization: kind === 'operator',
  } as ReadScope;
}

/** The same reader looking at one reseller of its own: a distributor acting for it. The caller has checked that it is its own. */
export const scopeOfReseller = (scope: ReadScope, resellerId: Id<'organization'>): ReadScope => ({
  ...scope,
  organizationId: resellerId,
  kind: 'reseller',
});

import type { KeyRights, OrganizationKind } from '@/db/schema/identity';
import { type Permission, permissions } from '@/domain/permission';
import type { ShownValues } from '@/domain/seen-values';
import { dayAt } from '@/lib/zoned-time';

/** How many keys an organization may have in use; while one is replaced, one more. @source issue E, credentials */
export const credentialsMax = 5;

/** For how many days the old key may go on working beside the one that takes its place. */
export const overlapDaysMax = 7;

/** `ending`: another key takes its place, and it works until its end. */
export const credentialStates = ['active', 'ending', 'ended', 'disabled'] as const;
export type CredentialState = (typeof credentialStates)[number];

/** What programs can do, by what they need for it. A key may be narrowed to some of these; looking comes first. */
export const keyPermissions = [
  'adjustments.read',
  'balance.read',
  'catalogue.read',
  'coupons.held',
  'coupons.own',
  'coupons.read',
  'customers.read',
  'events.read',
  'funds.dry_run',
  'funds.read',
  'receipts.read',
  'regions.read',
  'resellers.read',
  'statements.read',
  'coupons.issue',
  'coupons.reclaim',
  'customers.create',
  'customers.restrict',
  'funds.allocate',
  'funds.allocate_reseller',
  'funds.reclaim',
  'funds.reclaim_reseller',
  'quotas.issue',
  'quotas.reclaim',
  'webhooks.replay',
] as const satisfies readonly Permission[];
export type KeyPermission = (typeof keyPermissions)[number];

/** Those that an organization of that kind can have at all. */
export const keyPermissionsOf = (kind: OrganizationKind): readonly KeyPermission[] =>
  keyPermissions.filter((permission) => permissions[permission].kinds.some((each) => each === kind));

/** Whether a key that only reads can use it. */
export const isReading = (permission: KeyPermission): boolean => 'reads' in permissions[permission];

/** Whether a key would be narrowed to something that its rights leave out anyhow. */
export const isBeyondRights = (rights: KeyRights, chosen: readonly KeyPermission[] | null): boolean =>
  rights !== 'full' && (chosen ?? []).some((permission) => !isReading(permission));

/** Whether text is one of them. */
export const isKeyPermission = (text: string): text is KeyPermission => keyPermissions.some((each) => each === text);

/** What the form of a key is filled in with, for a reader in `timeZone`. */
export const shownCredential = (
  {
    name,
    permissions: chosen,
    allowedAddresses,
    expiresAt,
  }: {
    readonly name: string;
    readonly permissions: readonly string[] | null;
    readonly allowedAddresses: readonly string[] | null;
    readonly expiresAt: Date | null;
  },
  timeZone: string,
): ShownValues => ({
  name,
  reach: chosen ? 'chosen' : 'all',
  permissions: chosen?.toSorted() ?? [],
  allowedAddresses: allowedAddresses ?? [],
  expiresOn: expiresAt && dayAt(expiresAt, timeZone),
});

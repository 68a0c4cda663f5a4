import { isKeyPermission, type KeyPermission } from '@/domain/identity/credential-model';

/** The key of a permission's words in `messages/<language>/credentials.json`. */
export const permissionKey = (permission: KeyPermission): string => permission.replace('.', '_');

/** Permissions as they are called, in the order in which they stand; what is none any more is left out. */
export const permissionNames = (permissions: readonly string[], t: (key: string) => string): string[] =>
  permissions.filter(isKeyPermission).map((permission) => t(`permissions.${permissionKey(permission)}`));

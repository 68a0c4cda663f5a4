import type { OrganizationKind, Role } from '@/db/schema/identity';

/** Letters for kinds of organization: operator, distributor, reseller, solution provider, subsidised partner, customer. */
export const kindLetters: Readonly<Record<string, OrganizationKind>> = {
  O: 'operator',
  D: 'distributor',
  R: 'reseller',
  S: 'solution_provider',
  G: 'subsidised_partner',
  C: 'customer',
};
/** Letters for roles: admin, finance, sales, viewer. */
export const roleLetters: Readonly<Record<string, Role>> = { a: 'admin', f: 'finance', s: 'sales', v: 'viewer' };

/**
 * Who may give which command, written down a second time and by hand: a slip in `domain/permission.ts` then disagrees with something.
 * Kinds, roles, and whether a read-only key may.
 *
 * @source design/decisions.md 14, 44, spec/03 §3.1, spec/11 §11.2
 */
export const authzMatrix: Readonly<Record<string, readonly [kinds: string, roles: string, readOnlyKey?: 'readOnly']>> =
  {
    'account.change_password': ['ODRSGC', 'afsv'],
    'account.end_other_sessions': ['ODRSGC', 'afsv'],
    'account.end_session': ['ODRSGC', 'afsv'],
    'account.send_code': ['ODRSGC', 'afsv'],
    'account.sign_out': ['ODRSGC', 'afsv'],
    'account.verify_code': ['ODRSGC', 'afsv'],
    'api_keys.create': ['O', 'a'],
    'api_keys.disable': ['O', 'a'],
    'bank_transfers.record': ['O', 'af'],
    'batches.create': ['DRS', 'af'],
    'batches.run': ['DRS', 'af'],
    'customers.assign_manager': ['ODRSG', 'a'],
    'customers.freeze': ['O', 'a'],
    'customers.reveal': ['ODRSG', 'afs', 'readOnly'],
    'customers.unfreeze': ['O', 'a'],
    'customers.withdraw_manager': ['ODRSG', 'a'],
    'funds.allocate': ['DRS', 'af'],
    'funds.allocate_reseller': ['D', 'af'],
    'funds.reclaim': ['DRS', 'af'],
    'funds.reclaim_reseller': ['D', 'af'],
    'messages.open': ['O', 'a', 'readOnly'],
    'messages.retry': ['O', 'a'],
    'notices.mark_all_read': ['ODRSGC', 'afsv'],
    'notices.mark_read': ['ODRSGC', 'afsv'],
    'organization.set_codes': ['ODRSGC', 'a'],
    'organizations.create': ['O', 'a'],
    'organizations.freeze': ['O', 'a'],
    'organizations.unfreeze': ['O', 'a'],
    'settings.change': ['O', 'a'],
    'users.create': ['ODRSGC', 'a'],
    'users.disable': ['ODRSGC', 'a'],
    'users.enable': ['ODRSGC', 'a'],
    'users.issue_link': ['ODRSGC', 'a'],
  };

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
    'association_changes.answer': ['DRSGC', 'a'],
    'association_changes.request': ['DRSGC', 'a'],
    'association_changes.withdraw': ['DRSGC', 'a'],
    'association.join': ['C', 'a'],
    'bank_transfers.record': ['O', 'af'],
    'batches.create': ['DRS', 'af'],
    'batches.run': ['DRS', 'af'],
    'contacts.add': ['DRSG', 'a'],
    'contacts.change': ['DRSG', 'a'],
    'contacts.remove': ['DRSG', 'a'],
    'customers.assign_manager': ['ODRSG', 'a'],
    'customers.create': ['DRSG', 'a'],
    'customers.assign_managers': ['ODRSG', 'a'],
    'customers.describe': ['DRSG', 'as'],
    'customers.freeze': ['O', 'a'],
    'customers.restrict': ['DRSG', 'a'],
    'customers.reveal': ['ODRSG', 'afs', 'readOnly'],
    'customers.send_code': ['DRSG', 'a'],
    'customers.set_obstacles': ['O', 'a'],
    'customers.unfreeze': ['O', 'a'],
    'customers.unrestrict': ['DRSG', 'a'],
    'customers.withdraw_manager': ['ODRSG', 'a'],
    'exports.download': ['ODRSG', 'a'],
    'exports.start': ['ODRSG', 'a'],
    'funds.allocate': ['DRS', 'af'],
    'funds.allocate_reseller': ['D', 'af'],
    'funds.reclaim': ['DRS', 'af'],
    'funds.reclaim_reseller': ['D', 'af'],
    'invitations.make_link': ['DRSG', 'as'],
    'invitations.open_link': ['DRSG', 'as'],
    'invitations.resend': ['DRSG', 'as'],
    'invitations.send': ['DRSG', 'as'],
    'invitations.withdraw': ['DRSG', 'as'],
    'messages.open': ['O', 'a', 'readOnly'],
    'messages.retry': ['O', 'a'],
    'notices.mark_all_read': ['ODRSGC', 'afsv'],
    'notices.mark_read': ['ODRSGC', 'afsv'],
    'organization.set_codes': ['ODRSGC', 'a'],
    'organizations.create': ['O', 'a'],
    'organizations.freeze': ['O', 'a'],
    'organizations.grant_development': ['O', 'a'],
    'organizations.unfreeze': ['O', 'a'],
    'prospects.release': ['O', 'a'],
    'prospects.reserve': ['O', 'a'],
    'reports.report': ['DRSG', 'as'],
    'reports.review': ['O', 'a'],
    'reports.save': ['DRSG', 'as'],
    'reports.submit': ['DRSG', 'as'],
    'reports.withdraw': ['DRSG', 'as'],
    'resellers.grant_freezing': ['D', 'a'],
    'settings.change': ['O', 'a'],
    'users.create': ['ODRSGC', 'a'],
    'users.disable': ['ODRSGC', 'a'],
    'users.enable': ['ODRSGC', 'a'],
    'users.issue_link': ['ODRSGC', 'a'],
    'views.change': ['ODRSG', 'afsv'],
    'views.delete': ['ODRSG', 'afsv'],
    'views.save': ['ODRSG', 'afsv'],
  };

/** Everything that is done by name: the commands, and what the identity doors keep by themselves. Sorted; its words are in `messages/<language>/audit.json`. */
export const auditActions = [
  'account.change_password',
  'account.end_other_sessions',
  'account.end_session',
  'account.redeem_link',
  'account.sign_in',
  'account.sign_out',
  'api_keys.create',
  'api_keys.disable',
  'bank_transfers.record',
  'batches.create',
  'batches.run',
  'customers.assign_manager',
  'customers.freeze',
  'customers.restrict',
  'customers.reveal',
  'customers.unfreeze',
  'customers.unrestrict',
  'customers.withdraw_manager',
  'funds.allocate',
  'funds.allocate_reseller',
  'funds.reclaim',
  'funds.reclaim_reseller',
  'operator.admit',
  'organizations.create',
  'organizations.freeze',
  'organizations.unfreeze',
  'resellers.grant_freezing',
  'users.create',
  'users.disable',
  'users.enable',
  'users.issue_link',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Whether the program has words for an action. Reads that were denied go by the name of their permission instead. */
export const isAuditAction = (text: string): text is AuditAction => auditActions.some((action) => action === text);

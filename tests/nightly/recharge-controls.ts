import type { Control } from './controls';

/** Of recharge and withdrawal, what the nightly run takes out, one at a time. */
export const rechargeControls: readonly Control[] = [
  {
    guard: 'the amount from which a second person posts',
    source: 'domain/reconciliation/post-line.ts',
    from: '? propose(context, wanted, line)',
    to: '? post(context, wanted, line, receiver)',
    tests: 'domain/reconciliation/postings.test.ts',
    title: '[F6] waits for a second person from the threshold on',
  },
  {
    guard: 'the second person of a withdrawal',
    source: 'db/migrations/0024_recharge.sql',
    from: 'constraint withdrawals_second_person check (decided_by is distinct from user_id or decided_by is null),',
    to: '',
    tests: 'domain/withdrawals/deciding.test.ts',
    title: 'is never decided by whoever asked, which the database keeps',
  },
  {
    guard: 'the state of a line that has left suspense',
    source: 'domain/reconciliation/credit-line.ts',
    from: "{ state: 'posted', partnerId: receiver.id,",
    to: '{ partnerId: receiver.id,',
    tests: 'domain/reconciliation/postings.test.ts',
    title: 'gives the partner a small one at once, and only once for one key',
  },
  {
    guard: 'the look at who paid',
    source: 'domain/reconciliation/match-line.ts',
    from: "if (!owner) return against('payer_not_allowed', line.payerName ?? undefined);",
    to: "if (!owner) return speaksFor('payer_own_name');",
    tests: 'domain/reconciliation/import-file.test.ts',
    title: '[F5] credits who is certain, keeps the rest in suspense with the reason',
  },
  {
    guard: 'the amount by which a transfer is found',
    source: 'domain/reconciliation/claim-match.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    from: 'and ${line}.amount_minor = ${amount.minor} and',
    to: 'and',
    tests: 'domain/reconciliation/make-claim.test.ts',
    title: 'finds nothing by half a name, another amount, another account',
  },
  {
    guard: 'the signature of a payment notification',
    source: 'domain/recharge/test-provider.ts',
    from: 'given.length === expected.length && timingSafeEqual(given, expected)))\n    return doubted',
    to: 'given.length > 0) && false)\n    return doubted',
    tests: 'app/api/payments/doubted-notifications.test.ts',
    title: 'forged, altered, unsigned: 401',
  },
  {
    guard: 'the payment that is known',
    source: 'domain/recharge/take-notification.ts',
    from: "if (held.state === 'paid') return 'repeated';",
    to: '',
    tests: 'app/api/payments/notifications.test.ts',
    title: 'again, under another notification, changes nothing',
  },
  {
    guard: 'the lock under which recharges are given back',
    source: 'domain/withdrawals/plan-withdrawal.ts',
    from: 'const held = await holdOrganization(tx, organizationId);',
    to: "const held = { state: 'active' as string };",
    tests: 'domain/withdrawals/at-once.test.ts',
    title: '[F6] everything asked for at once by the original route',
  },
  {
    guard: 'the code before money goes out',
    source: 'domain/withdrawals/request-withdrawal.ts',
    from: "sensitive: 'always',",
    to: "sensitive: 'if_asked',",
    tests: 'domain/withdrawals/request-withdrawal.test.ts',
    title: 'asks everybody for a code first',
  },
];

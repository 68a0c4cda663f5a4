import { rechargeControls } from './recharge-controls';

/** A guard, how to take it out, and the test that must notice. @source quality/acceptance.md §3.0 */
export interface Control {
  readonly guard: string;
  readonly source: string;
  /** Stands in `source` exactly once. */
  readonly from: string;
  readonly to: string;
  readonly tests: string;
  /** Part of the name of the test, describes included. */
  readonly title: string;
}

const reading: readonly Control[] = [
  {
    guard: 'the organization of the reader in the list of customers',
    source: 'domain/customers/queries.ts',
    from: 'scope.everyOrganization ? undefined : eq(associations.organizationId, scope.organizationId),',
    to: '',
    tests: 'domain/customers/queries.test.ts',
    title: '[T3] holds those of the reader and of nobody else',
  },
  {
    guard: 'the payer in the list of adjustments',
    source: 'domain/funds/adjustment-filter.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    from: 'sql`a.organization_id = ${uuidOf(scope.organizationId)}::uuid`',
    to: 'sql`true`',
    tests: 'domain/funds/queries.test.ts',
    title: '[T3] of others are like those that do not exist',
  },
  {
    guard: 'the account manager in the list of adjustments',
    source: 'domain/funds/adjustment-filter.ts',
    from: 'if (scope.accountManagerId) conditions.push(assignedTo(scope, scope.accountManagerId));',
    to: '',
    tests: 'domain/funds/queries.test.ts',
    title: '[T3] of others are like those that do not exist',
  },
  {
    guard: 'the payer in the records of the partner API',
    source: 'domain/funds/partner-api-queries.ts',
    from: 'eq(fundAdjustments.organizationId, scope.organizationId),',
    to: '',
    tests: 'app/v2/whose-data.test.ts',
    title: '[T3] what reads show',
  },
  {
    guard: 'the reach of one customer',
    source: 'domain/customers/detail-queries.ts',
    from: 'inReach(scope)));\n  if (!row) return undefined;\n  const { type,',
    to: '));\n  if (!row) return undefined;\n  const { type,',
    tests: 'domain/customers/queries.test.ts',
    title: '[T3] answers for one of others as for one that does not exist',
  },
  {
    guard: 'the partner in the customers of the partner API',
    source: 'domain/customers/partner-api-queries.ts',
    from: 'eq(associations.organizationId, scope.organizationId),',
    to: '',
    tests: 'app/v2/whose-data.test.ts',
    title: '[T3] what reads show',
  },
  {
    guard: 'the scope of the count of customers',
    source: 'domain/customers/queries.ts',
    from: 'const where = and(customersInScope(scope), ...conditionsOf(filter));',
    to: 'const where = and(isNull(associations.endedAt), ...conditionsOf(filter));',
    tests: 'domain/customers/queries.test.ts',
    title: '[T14] [T10] shows people in sales their own',
  },
  {
    guard: 'the account manager in the list of customers',
    source: 'domain/customers/queries.ts',
    from: 'scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,',
    to: '',
    tests: 'domain/customers/queries.test.ts',
    title: '[T14] [T10] shows people in sales their own',
  },
  {
    guard: 'the mask in the list of customers',
    source: 'domain/customers/queries.ts',
    from: 'mobile: maskMobile(mobile),',
    to: 'mobile,',
    tests: 'domain/customers/queries.test.ts',
    title: '[P6] masks mobile numbers',
  },
  {
    guard: 'the mark before a formula',
    source: 'lib/csv.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    from: "return startsLikeFormula.test(cell) ? `'${cell}` : cell;",
    to: 'return cell;',
    tests: 'lib/csv.test.ts',
    title: '[F13] writing',
  },
];

const acting: readonly Control[] = [
  {
    guard: 'the lock on a relation that ends',
    source: 'domain/associations/hold-relation.ts',
    from: "\n    .for('no key update');",
    to: ';',
    tests: 'domain/associations/at-once.test.ts',
    title: 'an allocation comes before or not at all (disassociate)',
  },
  {
    guard: 'the state of a change that is answered',
    source: 'domain/associations/answer-change.ts',
    from: "change.state !== 'submitted' || !relation",
    to: '!relation',
    tests: 'domain/associations/changes.test.ts',
    title: 'ends with the first answer',
  },
  {
    guard: 'the side that answers a change',
    source: 'domain/associations/answer-change.ts',
    from: "if (change.startedBy === side) return refuse('not_permitted');",
    to: '',
    tests: 'domain/associations/changes.test.ts',
    title: 'is for the other side, and taking back for the own',
  },
  {
    guard: 'the sides in the records of changes',
    source: 'domain/associations/change-filter.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    from: 'sql`c.organization_id = ${own}::uuid`',
    to: 'sql`true`',
    tests: 'domain/associations/queries.test.ts',
    title: '[T3] are seen by both sides',
  },
  {
    guard: 'the association that an allocation needs',
    source: 'domain/funds/adjustment-plan.ts',
    from: 'if (!customer || !type)',
    to: 'if (!customer)',
    tests: 'tests/every-command.test.ts',
    title: '[T3] somebody else’s object answers like an id that names nothing: funds.allocate',
  },
  {
    guard: 'the reach of who manages members',
    source: 'domain/identity/members.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    from: "actor.kind === 'operator' ? sql`true` : sql`organization_id = ${uuidOf(actor.organizationId)}`",
    to: 'sql`true`',
    tests: 'domain/identity/members.test.ts',
    title: '[T3] somebody else’s member is like one there is not',
  },
  {
    guard: 'a strict form of an allocation',
    source: 'domain/funds/input.ts',
    from: "z.strictObject({\n    customerId: idOf('customer'),",
    to: "z.object({\n    customerId: idOf('customer'),",
    tests: 'tests/every-command.test.ts',
    title: '[T5] members that were not asked for are refused by funds.allocate,',
  },
  {
    guard: 'whose money may be paid from',
    source: 'domain/funds/adjustment-plan.ts',
    from: 'payer.id === actor.organizationId ||',
    to: 'true ||',
    tests: 'tests/every-command.test.ts',
    title: '[T6] who pays funds_allocate',
  },
  {
    guard: 'the look at frozen customers',
    source: 'domain/funds/adjustment-plan.ts',
    from: 'if (customer.isFrozen && direction ===',
    to: 'if (false && direction ===',
    tests: 'domain/customers/commands.test.ts',
    title: '[T13] [M17] stops allocations from the moment it is acknowledged',
  },
  {
    guard: 'the look at frozen payers',
    source: 'domain/funds/adjustment-plan.ts',
    from: "if (payer.isFrozen || parties.get(item.actor.organizationId)?.isFrozen) return { refused: 'organization_frozen' };",
    to: '',
    tests: 'domain/identity/freeze-organization.test.ts',
    title: '[M17] lets no allocation through',
  },
  {
    guard: 'the unique claim of a key, for money',
    source: 'domain/receipts.ts',
    from: 'if (made.rows.length === claims.length) return',
    to: 'return',
    tests: 'domain/funds/allocate-funds.test.ts',
    title: '[M4] acts once for one key used fifty times at once',
  },
  {
    guard: 'the unique claim of a key, for every other command',
    source: 'domain/receipts.ts',
    from: 'if (made.rows.length === claims.length) return',
    to: 'return',
    tests: 'domain/command.test.ts',
    title: '[M4] runs fifty equal requests at once a single time',
  },
  {
    guard: 'the comparison of contents under one key',
    source: 'domain/receipts.ts',
    from: 'return receipt.fingerprint.equals(claim.fingerprint)',
    to: 'return true',
    tests: 'domain/funds/adjustments.test.ts',
    title: '[M5] is refused for another amount',
  },
];

const entering: readonly Control[] = [
  {
    guard: 'the look at the Origin',
    source: 'app/_entry/origin.ts',
    from: "return isOwn(headers.get('origin')) &&",
    to: 'return',
    tests: 'app/_entry/address.test.ts',
    title: '[A18]',
  },
  {
    guard: 'the end of a session',
    source: 'domain/identity/sessions.ts',
    from: 'isNull(sessions.endedAt),\n  gt(sessions.expiresAt',
    to: 'gt(sessions.expiresAt',
    tests: 'domain/identity/members.test.ts',
    title: '[A9] a reset ends the sessions there were',
  },
  {
    guard: 'the state of a session’s user',
    source: 'domain/identity/sessions.ts',
    from: "  eq(users.state, 'active'),\n",
    to: '',
    tests: 'domain/identity/sign-in.test.ts',
    title: '[A9] ends with its organization being frozen, and with its user being disabled',
  },
  {
    guard: 'the hash for people nobody knows',
    source: 'domain/identity/passwords.ts',
    from: 'const matches = await inTurn(() => verify(digest ?? nobodysHash,',
    to: 'const matches = digest != null && await inTurn(() => verify(digest,',
    tests: 'domain/identity/sign-in.test.ts',
    title: '[A4] an unknown, a disabled and a frozen user cost one hash',
  },
  {
    guard: 'the headers that must be signed',
    source: 'lib/sdk-hmac.ts',
    from: "if (needed.some((name) => !signed.has(name))) return 'header_not_signed';",
    to: '',
    tests: 'lib/sdk-hmac.test.ts',
    title: '[X2] one thing changed',
  },
  {
    guard: 'the time window of a signature',
    source: 'lib/sdk-hmac.ts',
    from: "return apart <= signatureWindowSeconds ? undefined : 'date_out_of_window';",
    to: 'return undefined;',
    tests: 'lib/sdk-hmac.test.ts',
    title: '[X3] the time window',
  },
];

/** What the nightly run takes out, one at a time. What the database guards is taken out by `negative-controls.test.ts`. */
export const controls: readonly Control[] = [...reading, ...acting, ...entering, ...rechargeControls];

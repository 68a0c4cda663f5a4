import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { asKind, newId } from '@/lib/id';
import { authzMatrix, kindLetters, roleLetters } from './authz-matrix';
import { expectedRefusal, validInput } from './command-inputs';
import { foreignIds } from './command-subjects';
import { freshDatabase, type TestDatabase } from './database';
import { type AnyCommand, everyCommand, type Principal, principalsOf } from './every-command';
import { booksAreRight } from './oracles';
import { grownBy, rowCounts } from './row-counts';
import { actorOf, balanceOf, freshKey, fund, seedWorld, type World } from './world';

const commands = await everyCommand();
const names = [...commands.keys()].toSorted();
const commandOf = (name: string): AnyCommand => {
  const found = commands.get(name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
};

let test: TestDatabase;
let world: World;
let principals: Record<string, Principal>;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  principals = principalsOf(world);
  for (const partner of [world.d1, world.d2, world.s1, world.s2, world.g1]) await fund(world, partner, '1000.00');
  for (const [distributor, reseller] of [
    [world.d1, world.r1a],
    [world.d1, world.r1b],
    [world.d2, world.r2a],
  ] as const)
    await allocateToReseller(actorOf(distributor), freshKey(), { resellerId: reseller.id, amount: '100.00' });
  for (const partner of [world.d1, world.r1a, world.s1, world.s2])
    await allocateFunds(actorOf(partner), freshKey(), {
      customerId: world.customers[partner.code]?.one.customerId,
      amount: '50.00',
    });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const kinds = Object.entries(kindLetters);
const roles = Object.entries(roleLetters);
const principalOf = (kind: string): Principal => {
  const found = principals[kind];
  if (!found) throw new Error(kind);
  return found;
};

it('[T1] every command stands in the matrix and has an example, and nothing else does', () => {
  expect(Object.keys(authzMatrix).toSorted()).toEqual(names);
  expect(Object.keys(validInput).toSorted()).toEqual(names);
});

/** Everyone who may ask, and whether the matrix lets them give the command. */
const askers = (name: string) =>
  kinds.flatMap(([kindLetter, kind]) =>
    roles.flatMap(([roleLetter, role]) =>
      [false, true].map((readOnly) => {
        const [allowedKinds = '', allowedRoles = '', keys] = authzMatrix[name] ?? [];
        const isAllowed =
          allowedKinds.includes(kindLetter) && allowedRoles.includes(roleLetter) && (!readOnly || keys === 'readOnly');
        return { kind, role, readOnly, isAllowed };
      }),
    ),
  );

describe('[T2] [P1] the permission matrix', () => {
  it.each(names)('%s: whoever may, can; whoever may not leaves one denied audit row and nothing else', async (name) => {
    const run = commandOf(name);
    const example = await validInput[name]?.(
      actorOf(principalOf('operator').organization),
      principalOf('operator'),
      world,
    );
    const denied = askers(name).filter(({ isAllowed }) => !isAllowed);
    const before = await rowCounts();
    for (const { kind, role, readOnly } of denied) {
      const who = actorOf(principalOf(kind).organization, role, { readOnly, requestId: `t2-${name}` });
      const outcome = await run(who, freshKey(), example);
      expect([kind, role, readOnly, outcome]).toEqual([
        kind,
        role,
        readOnly,
        { ok: false, code: 'not_permitted', fields: {} },
      ]);
    }
    expect(grownBy(before, await rowCounts())).toEqual(denied.length > 0 ? { audit_entries: denied.length } : {});
    const rows = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`request_id = ${`t2-${name}`}`);
    expect(
      rows.filter((row) => row.outcome !== 'denied' || row.refusal !== 'not_permitted' || row.action !== name),
    ).toEqual([]);
    for (const [n, { kind, role, readOnly }] of askers(name)
      .filter(({ isAllowed }) => isAllowed)
      .entries()) {
      const principal = principalOf(kind);
      const codes = { areAsked: true, isShown: true };
      const who = actorOf(principal.organization, role, { readOnly, codes, requestId: `p1-${name}-${n}` });
      const outcome = await run(who, freshKey(), await validInput[name]?.(who, principal, world));
      const expected = expectedRefusal[name] ? { ok: false, code: expectedRefusal[name] } : { ok: true };
      expect([kind, role, readOnly, outcome]).toMatchObject([kind, role, readOnly, expected]);
    }
    await thaw();
    const allowed = askers(name).length - denied.length;
    // One at least for each call: what moves several things keeps a row for each of them besides.
    const kept = await database()
      .selectDistinct({ requestId: schema.auditEntries.requestId })
      .from(schema.auditEntries)
      .where(
        sql`request_id like ${`p1-${name}-%`} and outcome = 'done' and action = ${name} and subject_id is not null`,
      );
    expect(kept).toHaveLength(expectedRefusal[name] ? 0 : allowed);
  });
});

/** Undoes what the freezing commands did to the world. */
const thaw = () =>
  database().execute(
    sql`update organizations set state = 'active', frozen_at = null, frozen_reason = null where state = 'frozen' and kind <> 'customer'`,
  );

const idMembers = (input: Record<string, unknown>) =>
  Object.entries(input).flatMap(([member, value]) =>
    typeof value === 'string' && /^[a-z]{3}_[0-9a-z]{26}$/.test(value) ? [[member, value.slice(0, 3)] as const] : [],
  );
const randomOf = {
  cus: 'customer',
  org: 'organization',
  usr: 'user',
  ses: 'session',
  bat: 'adjustmentBatch',
  key: 'apiKey',
  rpt: 'report',
  inv: 'invitation',
  chg: 'associationChange',
  cct: 'customerContact',
  viw: 'savedView',
  exp: 'exportTask',
  ntc: 'notice',
  qta: 'couponQuota',
  cpn: 'coupon',
  epy: 'entrustedPayer',
  wdr: 'withdrawal',
  bln: 'bankLine',
  clm: 'remittanceClaim',
  thr: 'balanceThreshold',
  acg: 'accessChange',
  asr: 'associationResult',
  whe: 'webhookEndpoint',
  whs: 'webhookSecret',
  whd: 'webhookDelivery',
} as const;

describe('[T3] somebody else’s object', () => {
  const ofPartners = names.filter((name) => authzMatrix[name]?.[0].includes('S'));

  it.each(ofPartners)('answers like an id that names nothing: %s', async (name) => {
    const who = actorOf(world.s1, 'admin');
    const foreign = await foreignIds(world, actorOf);
    const input = (await validInput[name]?.(who, principalOf('solution_provider'), world)) ?? {};
    for (const [member, prefix] of idMembers(input)) {
      const random = newId(randomOf[prefix as keyof typeof randomOf]);
      // A list answers under the id it was asked about.
      const ask = async (id: string) => {
        const outcome = await commandOf(name)(who, freshKey(), { ...input, [member]: id });
        return JSON.parse(JSON.stringify(outcome).replaceAll(id, 'the id'));
      };
      const nobody = await ask(random);
      expect(nobody).toMatchObject({ ok: false, code: expect.stringMatching(/_not_found$/) });
      for (const id of foreign[prefix as keyof typeof foreign]) {
        const before = await rowCounts();
        expect([member, id, await ask(id)]).toEqual([member, id, nobody]);
        expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1 });
      }
    }
  });

  it('answers so too to a distributor that reaches for another tree, and to a reseller that reaches up or aside', async () => {
    const [d1, r1a] = [actorOf(world.d1), actorOf(world.r1a)];
    const customer = (code: string) => world.customers[code]?.one.customerId;
    for (const run of [allocateFunds, reclaimFunds]) {
      const ask = (who: typeof d1, input: object) => run(who, freshKey(), { amount: '1.00', ...input });
      const nobody = await ask(d1, { customerId: newId('customer') });
      for (const code of ['R1a', 'R2a', 'D2', 'S1'])
        expect(await ask(d1, { customerId: customer(code) })).toEqual(nobody);
      for (const code of ['D1', 'R1b', 'R2a']) expect(await ask(r1a, { customerId: customer(code) })).toEqual(nobody);
      const own = { customerId: customer('R1a'), resellerId: world.r1a.id };
      for (const code of ['D1', 'R1b', 'S1'])
        expect(await ask(d1, { ...own, customerId: customer(code) })).toEqual(nobody);
    }
  });
});

const extras: readonly [string, unknown][] = [
  ...[
    'orgId',
    'org_id',
    'tenantId',
    'ownerId',
    'role',
    'status',
    'balance',
    'floor_minor',
    'approvedBy',
    'createdAt',
    'id',
  ].map((member): [string, unknown] => [member, 'x']),
  ['__proto__', { isAdmin: true }],
  ['constructor', { prototype: { isAdmin: true } }],
];

describe('[T5] members that were not asked for', () => {
  it.each(names)('are refused by %s, without effect', async (name) => {
    const [kindsAllowed = '', rolesAllowed = ''] = authzMatrix[name] ?? [];
    const principal = principalOf(kindLetters[kindsAllowed.at(-1) ?? ''] ?? '');
    const codes = { areAsked: true, isShown: true };
    const who = actorOf(principal.organization, roleLetters[rolesAllowed[0] ?? ''] as Role, { codes });
    const input = (await validInput[name]?.(who, principal, world)) ?? {};
    const before = await rowCounts();
    for (const [member, value] of extras) {
      const outcome = await commandOf(name)(who, freshKey(), withOwn(input, member, value));
      expect([member, outcome]).toMatchObject([member, { ok: false, code: 'invalid_input' }]);
    }
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    await thaw();
  });
});

/** As `JSON.parse` would make it: also `__proto__` becomes a member of its own. */
const withOwn = (input: object, member: string, value: unknown): object =>
  Object.defineProperty({ ...input }, member, { value, enumerable: true });

describe('[T6] who pays', () => {
  const move = { funds_allocate: allocateFunds, funds_reclaim: reclaimFunds };
  const codes = ['D1', 'R1a', 'R1b', 'D2', 'R2a', 'S1'] as const;
  const total = async () =>
    Promise.all([world.d1, world.r1a, world.r1b, world.d2, world.r2a, world.s1, world.s2, world.g1].map(balanceOf));

  it.each(Object.entries(move))('%s: is the actor or its own reseller, never anyone else', async (_name, run) => {
    const before = await total();
    for (const payer of [
      world.d2,
      world.r2a,
      world.s1,
      world.s2,
      world.g1,
      world.operator,
      asOrganization('S1'),
      asOrganization('R1a'),
    ]) {
      for (const code of codes) {
        const customerId = world.customers[code]?.one.customerId;
        const outcome = await run(actorOf(world.d1), freshKey(), { customerId, amount: '1.00', resellerId: payer.id });
        expect([payer.code, outcome]).toMatchObject([payer.code, { ok: false, code: 'reseller_not_found' }]);
      }
    }
    for (const payer of [world.d1, world.r1b, world.d2, world.s1, asOrganization('R1a')]) {
      const customerId = world.customers['R1a']?.one.customerId;
      const outcome = await run(actorOf(world.r1a), freshKey(), { customerId, amount: '1.00', resellerId: payer.id });
      expect([payer.code, outcome]).toMatchObject([payer.code, { ok: false, code: 'reseller_not_found' }]);
    }
    expect(await total()).toEqual(before);
  });

  it('may be the own id of a reseller, or its distributor acting for it', async () => {
    const customerId = world.customers['R1a']?.one.customerId;
    const before = await balanceOf(world.r1a);
    const distributorHad = await balanceOf(world.d1);
    const input = { customerId, amount: '1.00', resellerId: world.r1a.id };
    for (const who of [actorOf(world.r1a), actorOf(world.d1)])
      expect(await allocateFunds(who, freshKey(), input)).toMatchObject({ ok: true });
    expect(await balanceOf(world.r1a)).toBe(before - 200n);
    expect(await balanceOf(world.d1)).toBe(distributorHad);
  });

  it.each(['', 'null', [], ['org'], {}, 7, true, 'org_', '%', 'R1a'])('is refused as %j', async (resellerId) => {
    const customerId = world.customers['R1a']?.one.customerId;
    const outcome = await allocateFunds(actorOf(world.d1), freshKey(), { customerId, amount: '1.00', resellerId });
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { resellerId: expect.any(String) } });
  });

  const asOrganization = (code: string) => {
    const customer = world.customers[code]?.one;
    if (!customer) throw new Error(code);
    return { code: `${code}-1`, id: asKind('organization', customer.customerId) };
  };
});

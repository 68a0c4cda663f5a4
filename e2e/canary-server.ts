import { randomBytes } from 'node:crypto';
import { test as base, expect } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import { connectDatabase, database, inTransaction, schema, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import type { Role } from '@/db/schema/identity';
import { runExports } from '@/domain/exports/run-exports';
import { startExport } from '@/domain/exports/start-export';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { createApiKey } from '@/domain/identity/create-api-key';
import { openSession } from '@/domain/identity/sessions';
import { inviteByMail } from '@/domain/onboarding/invite-by-mail';
import { makeCustomLink } from '@/domain/onboarding/make-custom-link';
import { openGeneralLink } from '@/domain/onboarding/open-general-link';
import { reportCustomer } from '@/domain/onboarding/report-customer';
import { reserveProspect } from '@/domain/onboarding/reserve-prospect';
import { reviewReport } from '@/domain/onboarding/review-report';
import { newId } from '@/lib/id';
import { makeBatch, makeMessage, makeNotice } from '@/tests/command-subjects';
import { makeInvitation, type TestInvitation } from '@/tests/joining';
import { freshMobile, newReport } from '@/tests/onboarding';
import { brokenOracles } from '@/tests/oracles';
import { makeContact, openChange } from '@/tests/relation-rows';
import { actorOf, canary, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { accessThings, fillAccess } from './canary-access';
import { catalogueThings } from './canary-catalogue';
import { fillClaims } from './canary-claims';
import { fillCoupons } from './canary-coupons';
import { fillLists } from './canary-lists';
import { fillRecharge, rechargeThings } from './canary-recharge';
import { type OwnServer, startOwnServer } from './own-server';

/** The production build over a database of its own that holds the canary world: nobody else's tests change its rows. */
export interface Canary extends OwnServer {
  readonly world: World;
  /** The cookie of a new session of that person. */
  cookieOf(organization: WorldOrganization, role?: Role | 'disabled'): Promise<string>;
  /** Ids of things in it, by whose they are: what stands in the place of `[id]`. */
  readonly things: readonly Thing[];
  /** A link by which customers may join S1. */
  readonly invitation: TestInvitation;
}

export interface Thing {
  /** The code of the organization it belongs to. */
  readonly of: string;
  readonly id: string;
}

/** Tests over a canary server of their worker. Afterwards the books must be right. */
export const test = base.extend<object, { canary: Canary }>({
  canary: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const ground = await openDatabase();
      const world = await seedWorld();
      const things = [
        ...(await fill(world)),
        ...(await fillLists(world)),
        ...(await fillClaims(world)),
        ...(await catalogueThings(world)),
      ];
      const invitation = await makeInvitation(world.s1);
      const server = await startOwnServer({ DATABASE_URL: ground.appUrl, APP_ENV: 'test', JOBS: 'off' });
      await use({ ...server, world, things, invitation, cookieOf });
      await server.stop();
      expect(await brokenOracles()).toEqual({});
      await ground.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
export { expect };

/** An empty database of its own on the server of the suite, and this process connected to it. */
export async function openDatabase() {
  const superUrl = process.env['E2E_SUPER_URL'] ?? '';
  const name = `canary_${process.pid}_${randomBytes(4).toString('hex')}`;
  const admin = new pg.Client({ connectionString: superUrl });
  await admin.connect();
  await admin.query(`create database ${name} owner pc_owner`);
  const urlOf = (role: string) =>
    superUrl.replace('//postgres@', `//${role}@`).replace('/partner_center?', `/${name}?`);
  await migrate(urlOf('pc_owner'), { applicationUser: 'pc_app' });
  const handle = connectDatabase(urlOf('pc_app'));
  useDatabase(handle);
  return {
    appUrl: urlOf('pc_app'),
    async close() {
      await handle.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Money, records, keys and drafts for everybody, with a canary wherever somebody may write. */
async function fill(world: World): Promise<Thing[]> {
  const { d1, d2, r1a, r1b, r2a, s1, s2, g1, operator } = world;
  for (const partner of [d1, d2, s1, s2, g1]) await fund(world, partner, '1000.00');
  for (const [distributor, reseller] of [
    [d1, r1a],
    [d1, r1b],
    [d2, r2a],
  ] as const)
    await allocateToReseller(actorOf(distributor), freshKey(), {
      resellerId: reseller.id,
      amount: '100.00',
      memo: canary(reseller.code, 'memo'),
    });
  for (const partner of [d1, d2, r1a, r1b, r2a, s1, s2]) {
    const customer = world.customers[partner.code]?.one;
    if (!customer) throw new Error(`${partner.code} has customers`);
    const input = { customerId: customer.customerId, amount: '10.00', memo: canary(customer.code, 'memo') };
    await allocateFunds(actorOf(partner), freshKey(), input);
    await makeBatch(actorOf(partner), customer);
    const two = world.customers[partner.code]?.two;
    if (two) await openChange(actorOf(two), two, 'own');
    await makeContact(actorOf(partner), partner.code);
    const key = { organizationId: partner.id, name: canary(partner.code, 'key'), rights: 'full' };
    await createApiKey(actorOf(operator), freshKey(), key);
    await makeNotice(actorOf(partner), partner.users.admin);
    await makeMessage(partner, 'failed');
  }
  await fillOnboarding(world);
  await fillCoupons(world);
  await fillRecharge(world);
  await fillAccess(world);
  for (const partner of [d1, s1, s2, r2a, operator]) {
    const list = { list: 'customers', format: 'csv', query: '', language: 'en' };
    await startExport(actorOf(partner), freshKey(), list);
    await runExports();
  }
  return thingsOf(world);
}

/** Prospects in both states the operator meets, a mail and a link of each partner's, what the operator keeps, and how attempts ended. */
async function fillOnboarding(world: World): Promise<void> {
  const operator = actorOf(world.operator);
  for (const partner of [world.s1, world.s2, world.d1, world.r1a]) {
    const { code } = partner;
    const who = actorOf(partner);
    const words = {
      customerName: canary(code, 'prospect'),
      contactName: canary(code, 'contact'),
      label: canary(code, 'report-label'),
      remark: canary(code, 'remark'),
    };
    const made = await reportCustomer(who, freshKey(), newReport(words));
    if (!made.ok) throw new Error(made.code);
    // S2's stays for the operator to review.
    if (code !== 'S2') {
      await reviewReport(operator, freshKey(), { reportId: made.id, decision: 'approve', note: null });
      await inviteByMail(who, freshKey(), { reports: made.id, type: 'resale', language: 'en' });
    }
    await makeCustomLink(who, freshKey(), { type: 'resale', label: canary(code, 'link') });
    await openGeneralLink(who, freshKey(), { type: 'referral' });
    await keepAttempt(partner);
  }
  const prospect = { owner: 'direct_sales', name: canary('V', 'kept'), mobile: freshMobile() };
  await reserveProspect(operator, freshKey(), prospect);
}

async function keepAttempt({ id: organizationId, rootId, code }: WorldOrganization): Promise<void> {
  const attempt = {
    organizationId,
    rootId,
    via: 'link',
    type: 'resale',
    outcome: 'failed',
    cause: 'unpaid_bills',
  } as const;
  await database()
    .insert(schema.associationAttempts)
    .values({ id: newId('associationAttempt'), ...attempt, customerName: canary(code, 'attempt') });
}

/** Of every kind a few, with somebody's own, a sibling's, another tree's and a customer's among them. */
async function thingsOf(world: World): Promise<Thing[]> {
  const { operator, s1, s2, d1, r1a, r2a, customers } = world;
  const all = ['S1', 'S2', 'R1a', 'R2a'].flatMap((code) => customers[code]?.one ?? []);
  const organizations = [operator, s1, s2, d1, r1a, r2a, ...all];
  const codes = new Map(organizations.map(({ id, code }) => [id, code]));
  const tables = [
    schema.fundAdjustments,
    schema.bankTransfers,
    schema.apiKeys,
    schema.adjustmentBatches,
    schema.associationChanges,
    schema.couponQuotas,
    schema.coupons,
    schema.customerContacts,
    schema.customerReports,
    schema.exportTasks,
    schema.invitations,
    schema.outgoingMessages,
  ];
  const rows = await Promise.all(
    tables.map((table) => database().select({ id: table.id, owner: table.organizationId }).from(table)),
  );
  const { bankTransfers, coupons, couponRecords } = schema;
  // Those of recharges: the others are of two organizations.
  const moved = await database()
    .select({ id: bankTransfers.transferId, owner: bankTransfers.organizationId })
    .from(bankTransfers);
  const held = await database().select({ id: coupons.id, holder: coupons.customerId }).from(coupons);
  const done = await database()
    .selectDistinct({ id: couponRecords.operationId, owner: couponRecords.actingOrganizationId })
    .from(couponRecords);
  return [
    ...held.flatMap(({ id, holder }) =>
      all.flatMap((one) => (one.customerId === holder ? [{ of: one.code, id }] : [])),
    ),
    ...done.flatMap(({ id, owner }) => (codes.has(owner) ? [{ of: codes.get(owner) ?? '', id }] : [])),
    ...organizations.flatMap(({ code, id, users }) =>
      [id, users.admin, users.sales].map((own) => ({ of: code, id: own })),
    ),
    ...all.map(({ code, customerId }) => ({ of: code, id: customerId })),
    ...(await rechargeThings(codes)),
    ...(await accessThings(codes)),
    ...[...rows.flat(), ...moved].flatMap(({ id, owner }) =>
      codes.has(owner) ? [{ of: codes.get(owner) ?? '', id }] : [],
    ),
  ];
}

async function cookieOf(organization: WorldOrganization, role: Role | 'disabled' = 'admin'): Promise<string> {
  const { id: organizationId, rootId, users } = organization;
  const holder = { userId: users[role], organizationId, rootId, address: '127.0.0.1', userAgent: 'canary' };
  const sid = await inTransaction((tx) => openSession(tx, holder));
  const value = await encode({ token: { sid }, secret: process.env['NEXTAUTH_SECRET'] ?? '', maxAge: 3600 });
  return `partner-center.session=${value}`;
}

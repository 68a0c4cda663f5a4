import { randomBytes } from 'node:crypto';
import { test as base, expect } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import { connectDatabase, database, inTransaction, schema, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import type { Role } from '@/db/schema/identity';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { createApiKey } from '@/domain/identity/create-api-key';
import { openSession } from '@/domain/identity/sessions';
import { makeBatch, makeMessage, makeNotice } from '@/tests/every-command';
import { brokenOracles } from '@/tests/oracles';
import { actorOf, canary, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { type OwnServer, startOwnServer } from './own-server';

/** The production build over a database of its own that holds the canary world: nobody else's tests change its rows. */
export interface Canary extends OwnServer {
  readonly world: World;
  /** The cookie of a new session of that person. */
  cookieOf(organization: WorldOrganization, role?: Role | 'disabled'): Promise<string>;
  /** Ids of things in it, by whose they are: what stands in the place of `[id]`. */
  readonly things: readonly Thing[];
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
      const things = await fill(world);
      const server = await startOwnServer({ DATABASE_URL: ground.appUrl, APP_ENV: 'test', JOBS: 'off' });
      await use({ ...server, world, things, cookieOf });
      await server.stop();
      expect(await brokenOracles()).toEqual({});
      await ground.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
export { expect };

async function openDatabase() {
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
    const key = { organizationId: partner.id, name: canary(partner.code, 'key'), rights: 'full' };
    await createApiKey(actorOf(operator), freshKey(), key);
    await makeNotice(actorOf(partner), partner.users.admin);
    await makeMessage(partner, 'failed');
  }
  return thingsOf(world);
}

/** Of every kind a few, with somebody's own, a sibling's, another tree's and a customer's among them. */
async function thingsOf(world: World): Promise<Thing[]> {
  const { operator, s1, s2, d1, r1a, r2a, customers } = world;
  const all = ['S1', 'S2', 'R1a', 'R2a'].flatMap((code) => customers[code]?.one ?? []);
  const organizations = [operator, s1, s2, d1, r1a, r2a, ...all];
  const codes = new Map(organizations.map(({ id, code }) => [id, code]));
  const { fundAdjustments, bankTransfers, apiKeys, adjustmentBatches, outgoingMessages } = schema;
  const rows = await Promise.all(
    [fundAdjustments, bankTransfers, apiKeys, adjustmentBatches, outgoingMessages].map((table) =>
      database().select({ id: table.id, owner: table.organizationId }).from(table),
    ),
  );
  return [
    ...organizations.flatMap(({ code, id, users }) =>
      [id, users.admin, users.sales].map((own) => ({ of: code, id: own })),
    ),
    ...all.map(({ code, customerId }) => ({ of: code, id: customerId })),
    ...rows.flat().flatMap(({ id, owner }) => (codes.has(owner) ? [{ of: codes.get(owner) ?? '', id }] : [])),
  ];
}

async function cookieOf(organization: WorldOrganization, role: Role | 'disabled' = 'admin'): Promise<string> {
  const { id: organizationId, rootId, users } = organization;
  const holder = { userId: users[role], organizationId, rootId, address: '127.0.0.1', userAgent: 'canary' };
  const sid = await inTransaction((tx) => openSession(tx, holder));
  const value = await encode({ token: { sid }, secret: process.env['NEXTAUTH_SECRET'] ?? '', maxAge: 3600 });
  return `partner-center.session=${value}`;
}

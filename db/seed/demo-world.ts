import pg from 'pg';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { type KeyRing, sealSecret } from '@/lib/secret-box';
import { writeAccess } from './demo-access';
import { rechargesFromFiles } from './demo-bank';
import { writeCoupons } from './demo-coupon-rows';
import { writeCredit } from './demo-credit';
import { demoCustomers } from './demo-customers';
import { openDemoAccounts, postDated, postingsOf, writeDeeds } from './demo-deeds';
import { demoHistory } from './demo-history';
import { type DemoCustomer, demoEmail, demoId, demoKeys, demoOrganizations } from './demo-organizations';
import { demoPeople } from './demo-people';
import { demoOtherwise, rechargeStory, workingHours, writeTables } from './demo-recharge';
import { type DemoEvent, writeRelations } from './demo-relations';
import { historicPostings, traceHistory, writeHistory } from './demo-trail';
import { insertRows } from './insert-rows';
import { SeededRandom } from './seeded-random';

const dayMs = 86_400_000;

/**
 * Puts the demo world into an empty database, in one transaction: all of it or nothing. The only code that makes the demo keys and lets
 * anyone in with the demo password.
 *
 * @param ownerUrl connection of the migrating role: history is dated in the past, which the application may not do
 * @param options.passwordHash argon2id of `demoPassword`
 * @returns `seeded`; `present` when the demo world is there already; `occupied` when the database holds something else
 * @source spec/demo-world.md, design/decisions.md 28
 */
export async function seedDemoWorld(
  ownerUrl: string,
  options: { passwordHash: string; keyRing: KeyRing; now: Date },
): Promise<'seeded' | 'present' | 'occupied'> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'partner-center-seed' });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7021002)');
    const found = await whatIsThere(client);
    if (found !== 'empty') return found;
    const customers = demoCustomers();
    await writeOrganizations(client, customers, options.now);
    await writePeople(client, options);
    await writeCustomers(client, customers, options.now);
    await writeKeys(client, options);
    const told = await writeMoney(client, customers, options.now);
    await writeCoupons(client, customers, options.now);
    await writeRelations(client, customers, told, options.now);
    await writeAccess(client, { ...options, ago: workingHours(options.now) });
    await client.query('commit');
    // What was loaded in one go is a surprise to the planner until it is counted.
    await client.query('analyze');
    return 'seeded';
  } finally {
    await client.end();
  }
}

/** The history of money, with what banks, partners and the operator have done around it: all of it posted in one order of time. */
async function writeMoney(client: pg.Client, customers: readonly DemoCustomer[], now: Date): Promise<DemoEvent[]> {
  const { posted, random } = traceHistory(demoHistory(customers, now, demoOtherwise()));
  const fromFiles = rechargesFromFiles(posted);
  const byHand = posted.filter((one) => !fromFiles.includes(one));
  const { tables, deeds } = rechargeStory(posted, now);
  await openDemoAccounts(client);
  await postDated(client, [...historicPostings(byHand), ...postingsOf(deeds)]);
  await writeHistory(client, byHand, random);
  await writeTables(client, tables);
  return writeDeeds(client, [...deeds, ...(await writeCredit(client, workingHours(now)))], random);
}

async function whatIsThere(client: pg.Client): Promise<'empty' | 'present' | 'occupied'> {
  const qiming = uuidOf(demoId('organization', 'qiming'));
  const { rows } = await client.query<{ some: boolean; demo: boolean }>(
    'select exists (select from organizations) as some, exists (select from organizations where id = $1) as demo',
    [qiming],
  );
  if (!rows[0]?.some) return 'empty';
  return rows[0].demo ? 'present' : 'occupied';
}

async function writeOrganizations(client: pg.Client, customers: readonly DemoCustomer[], now: Date): Promise<void> {
  const random = new SeededRandom(11);
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs - random.between(0, dayMs - 1)).toISOString();
  const common = (code: string, index: number) => ({
    id: uuidOf(demoId('organization', code)),
    account_name: code,
    mobile: `138000${String(10_000 + index * 7).padStart(5, '0')}`,
    country_code: '0086',
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
  });
  const organizations = demoOrganizations.map((one, index) => ({
    ...common(one.code, index),
    root_id: uuidOf(demoId('organization', one.under ?? one.code)),
    parent_id: one.under && uuidOf(demoId('organization', one.under)),
    kind: one.kind,
    name: one.name,
    name_en: one.nameEn,
    email: demoEmail('contact', one.code),
    state: 'active',
    frozen_reason: null,
    frozen_at: null,
    created_at: daysAgo(420 - index),
  }));
  const below = customers.map((one, index) => ({
    ...common(one.code, index + 100),
    root_id: uuidOf(demoId('organization', one.code)),
    parent_id: null,
    kind: 'customer',
    name: one.name,
    name_en: one.nameEn,
    email: demoEmail('contact', one.code),
    state: one.isFrozen ? 'frozen' : 'active',
    frozen_reason: one.isFrozen ? '实名认证资料过期 / Identity documents expired' : null,
    frozen_at: one.isFrozen ? now.toISOString() : null,
    created_at: daysAgo(random.between(381, 410)),
  }));
  await insertRows(client, 'organizations', [...organizations, ...below]);
  await client.query(
    `select ledger_open_accounts(array[id], case kind when 'operator' then 'bank_clearing' else 'funds' end, 'CNY', array[null::uuid]) from organizations order by id`,
  );
}

async function writePeople(
  client: pg.Client,
  { passwordHash, now }: { passwordHash: string; now: Date },
): Promise<void> {
  const rows = demoPeople().map((person) => ({
    id: uuidOf(demoId('user', person.email)),
    organization_id: uuidOf(demoId('organization', person.organization)),
    root_id: rootUuidOf(person.organization),
    email: person.email,
    name: person.name,
    roles: [person.role],
    language: 'zh-CN',
    password_hash: passwordHash,
    state: person.isDisabled ? 'disabled' : 'active',
    disabled_at: person.isDisabled ? new Date(now.getTime() - 30 * dayMs).toISOString() : null,
    created_at: new Date(now.getTime() - 380 * dayMs).toISOString(),
  }));
  await insertRows(client, 'users', rows);
}

const labels = ['重点客户', '华东', '年框', 'Key account', null, null] as const;

async function writeCustomers(client: pg.Client, customers: readonly DemoCustomer[], now: Date): Promise<void> {
  const random = new SeededRandom(12);
  const rows = customers.map((one, index) => ({
    id: uuidOf(demoId('customer', one.code)),
    root_id: rootUuidOf(one.partner),
    customer_type: random.isLikely(0.85) ? 1 : random.between(-1, 0),
    verified_status: random.isLikely(0.85) ? '2' : '-1',
    customer_level: `V${random.between(0, 3)}`,
    platform_user_id: index % 9 === 0 ? `u-${1000 + index}` : null,
    platform_type: index % 9 === 0 ? 'DEMO_IDP' : null,
  }));
  const associations = customers.map((one) => ({
    id: uuidOf(demoId('association', one.code)),
    organization_id: uuidOf(demoId('organization', one.partner)),
    root_id: rootUuidOf(one.partner),
    customer_id: uuidOf(demoId('customer', one.code)),
    type: one.type,
    label: random.pick(labels),
    account_manager_id: one.isManaged ? uuidOf(demoId('user', demoEmail('sales', one.partner))) : null,
    associated_at: new Date(
      now.getTime() - random.between(92, 370) * dayMs - random.between(0, dayMs - 1),
    ).toISOString(),
  }));
  await insertRows(client, 'customers', rows);
  await insertRows(client, 'associations', associations);
}

async function writeKeys(client: pg.Client, { keyRing, now }: { keyRing: KeyRing; now: Date }): Promise<void> {
  const rows = demoKeys.map((key, index) => {
    const id: Id<'apiKey'> = demoId('apiKey', key.accessKey);
    return {
      id: uuidOf(id),
      organization_id: uuidOf(demoId('organization', key.organization)),
      root_id: rootUuidOf(key.organization),
      name: key.rights === 'full' ? 'Demo' : 'Demo, read only',
      access_key: key.accessKey,
      sealed_secret: sealSecret(key.secret, { table: 'api_keys', id, column: 'sealed_secret' }, keyRing),
      rights: key.rights,
      rate_per_second: 100,
      state: 'active',
      created_by: uuidOf(demoId('user', demoEmail('admin', 'cloud'))),
      created_at: new Date(now.getTime() - (200 - index) * dayMs).toISOString(),
    };
  });
  await insertRows(client, 'api_keys', rows);
}

/** A reseller's tree is its distributor's; everybody else, customers too, stands at the top of one of their own. */
function rootUuidOf(code: string): string {
  const above = demoOrganizations.find((one) => one.code === code)?.under;
  return uuidOf(asKind('organization', demoId('organization', above ?? code)));
}

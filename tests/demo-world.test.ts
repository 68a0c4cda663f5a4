import { hash, verify } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { demoPassword } from '@/db/seed/demo-organizations';
import { seedDemoWorld } from '@/db/seed/demo-world';
import { verifyLedger } from '@/domain/ledger/oracles';
import { invitationTokenHash, isInvitationToken } from '@/domain/onboarding/invitation-tokens';
import { joiningCauseOf } from '@/domain/onboarding/report-model';
import { idFromUuid, wireIdOf } from '@/lib/id';
import { openSecret, readKeyRing } from '@/lib/secret-box';
import { freshDatabase, type TestDatabase } from './database';

let test: TestDatabase;
const keyRing = readKeyRing(process.env['KEY_ENCRYPTION_KEY'] ?? '');
const now = new Date();
const seed = async () => seedDemoWorld(test.ownerUrl, { passwordHash: await hash(demoPassword), keyRing, now });

beforeAll(async () => {
  test = await freshDatabase();
  expect(await seed()).toBe('seeded');
});
afterAll(() => test.close());

const rows = async <R extends object>(query: string) => (await test.owner.query<R>(query)).rows;
const balanceSql = `select o.*, (b.credits_minor - b.debits_minor)::text as balance
  from organizations o left join ledger_accounts a on a.owner_id = o.id and a.purpose = 'funds' left join ledger_balances b on b.account_id = a.id`;
type WithBalance = {
  account_name: string;
  name: string;
  name_en: string;
  kind: string;
  state: string;
  balance: string;
};

describe('the demo world', () => {
  it('has the organizations of the contract with their balances', async () => {
    const found = await rows<WithBalance>(
      `${balanceSql} where kind not in ('customer', 'operator') order by account_name`,
    );
    expect(found.map((one) => [one.account_name, one.name, one.name_en, one.kind, one.balance].join(' | '))).toEqual([
      'beichen | 北辰信息 | Beichen Info | reseller | 0',
      'donglin | 东林云商 | Donglin Cloud | distributor | 30000000',
      'haibin | 海滨数据局 | Haibin Data Bureau | subsidised_partner | 0',
      'lanting | 蓝庭科技 | Lanting Tech | reseller | 5000000',
      'qiming | 启明方案 | Qiming Solutions | solution_provider | 20000000',
      'songhe | 松鹤网络 | Songhe Network | reseller | 1000000',
      'xinghuo | 星火智能 | Xinghuo AI | solution_provider | 8000000',
      'yunhe | 云河数字 | Yunhe Digital | distributor | 100000000',
    ]);
  });

  it('has the named customers with their partners, types, balances and states', async () => {
    const found = await rows<WithBalance & { partner: string; type: string }>(
      `select c.account_name, c.name, p.account_name as partner, s.type, c.balance, c.state
         from (${balanceSql}) c join associations s on s.customer_id = c.id join organizations p on p.id = s.organization_id
        where c.name_en is null order by c.account_name`,
    );
    expect(found.map((one) => Object.values(one).join(' | '))).toEqual([
      'acme | ACME Robotics | qiming | resale | 200000 | active',
      'baiyun | 白云食品 | haibin | resale | 0 | active',
      'feihong | 飞鸿传媒 | songhe | resale | 100000 | active',
      'hexi | 河西医药 | lanting | resale | 10000 | active',
      'jinse | 金色农业 | xinghuo | resale | 150000 | active',
      'kunpeng | 鲲鹏物流 | qiming | referral | 0 | active',
      'muyun | 暮云设计 | lanting | resale | 300000 | active',
      'nanfeng | 南风零售 | qiming | resale | 0 | active',
      'qinglan | 青岚教育 | qiming | resale | 50000 | frozen',
      'tianshan | 天山能源 | yunhe | resale | 800000 | active',
    ]);
  });

  it('gives each partner 40 more customers with names in both scripts', async () => {
    const found = await rows<{ partner: string; summary: string }>(
      `select p.account_name as partner, concat_ws(' ', count(*) filter (where s.type = 'resale'), count(*) filter (where s.type = 'referral'),
              count(*) filter (where s.type = 'resale' and c.balance::bigint = 0), count(*) filter (where c.state = 'frozen'),
              bool_and(c.balance::bigint between 0 and 500000), bool_and(c.name ~ '[一-龥]' and c.name_en ~ '^[A-Z]')) as summary
         from (${balanceSql}) c join associations s on s.customer_id = c.id join organizations p on p.id = s.organization_id
        where c.name_en is not null group by 1 order by 1`,
    );
    const expected = (partner: string) => `30 10 ${partner === 'haibin' ? 30 : 6} 3 t t`;
    expect(found).toHaveLength(8);
    expect(found).toEqual(found.map(({ partner }) => ({ partner, summary: expected(partner) })));
  });

  it('takes the named ids from the MD5 of their codes', async () => {
    const named = await rows<{ id: string; md5: string }>(
      `select id, md5(account_name) from organizations where kind <> 'customer' or name_en is null`,
    );
    expect(named).toHaveLength(9 + 10);
    for (const { id, md5 } of named) expect(wireIdOf(idFromUuid('organization', id))).toBe(md5);
  });

  it('lets the listed people in with the one password, and nobody else', async () => {
    const people = await rows<{ email: string; roles: string[]; state: string; password_hash: string }>(
      'select email, roles, state, password_hash from users order by email',
    );
    expect(people).toHaveLength(8 * 4 + 2 + 10 + 1);
    expect(people.filter((one) => one.state === 'disabled').map((one) => one.email)).toEqual(['left@qiming.example']);
    expect(people.find((one) => one.email === 'finance@qiming.example')?.roles).toEqual(['finance']);
    expect(new Set(people.map((one) => one.password_hash)).size).toBe(1);
    expect(await verify(people[0]?.password_hash ?? '', demoPassword)).toBe(true);
    expect(people[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('makes sales@qiming.example the manager of acme and nanfeng only', async () => {
    const managed = await rows<{ code: string }>(
      `select o.account_name as code from associations a join organizations o on o.id = a.customer_id
         join users u on u.id = a.account_manager_id where u.email = 'sales@qiming.example' order by 1`,
    );
    expect(managed.map((one) => one.code)).toEqual(['acme', 'nanfeng']);
  });

  it('has the API keys of the contract, sealed for their own rows', async () => {
    const keys = await rows<{
      id: string;
      code: string;
      access_key: string;
      rights: string;
      rate_per_second: number;
      sealed_secret: string;
    }>(
      `select k.*, o.account_name as code from api_keys k join organizations o on o.id = k.organization_id where access_key like 'DEMO%' order by access_key`,
    );
    const shown = keys.map((key) => {
      const place = { table: 'api_keys', id: idFromUuid('apiKey', key.id), column: 'sealed_secret' };
      return [
        key.code,
        key.access_key,
        openSecret(key.sealed_secret, place, keyRing),
        key.rights,
        key.rate_per_second,
      ].join(' ');
    });
    expect(shown).toEqual([
      'acme DEMOACME000000000001 demo-secret-acme-00000000000000000000001 full 100',
      'lanting DEMOLANTING000000001 demo-secret-lanting-00000000000000000001 full 100',
      'qiming DEMOQIMING0000000001 demo-secret-qiming-000000000000000000001 full 100',
      'qiming DEMOQIMING0000000002 demo-secret-qiming-000000000000000000002 read_only 100',
      'xinghuo DEMOXINGHUO000000001 demo-secret-xinghuo-00000000000000000001 full 100',
      'yunhe DEMOYUNHE00000000001 demo-secret-yunhe-0000000000000000000001 full 100',
    ]);
  });

  it('has ninety days of history which the books agree with', async () => {
    const [span] = await rows<{ transfers: number; days: number; future: boolean }>(
      `select count(*)::int as transfers, (extract(epoch from max(created_at) - min(created_at)) / 86400)::int as days,
              max(created_at) > now() as future from ledger_transfers`,
    );
    expect(span).toMatchObject({ days: 89, future: false });
    expect(span?.transfers).toBeGreaterThan(500);
    const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
    expect(broken).toEqual([]);
    const [waiting] = await rows<{ count: string }>('select count(*) from outbox_events where delivered_at is null');
    expect(waiting?.count).toBe('0');
  });

  it('has coupon quota in every state, haibin’s whole as the contract names it', async () => {
    const quotas = await rows<{ summary: string }>(
      `select concat_ws(' ', o.account_name, q.type, q.state, q.value_minor, b.credits_minor - b.debits_minor, p.account_name) as summary
         from coupon_quotas q join organizations o on o.id = q.organization_id join ledger_balances b on b.account_id = q.account_id
         left join coupon_quotas s on s.id = q.parent_id left join organizations p on p.id = s.organization_id order by 1`,
    );
    expect(quotas.map(({ summary }) => summary)).toEqual([
      'beichen voucher reclaimed 1000000 0 yunhe',
      'haibin voucher normal 5000000 5000000',
      'lanting voucher normal 3000000 2910800 yunhe',
      'qiming cash normal 2000000 1802000',
      'qiming voucher frozen 800000 770000',
      'qiming voucher invalid 500000 486000',
      'qiming voucher normal 10000000 9539600',
      'yunhe cash frozen 600000 600000',
      'yunhe cash normal 5000000 4920000',
      'yunhe voucher invalid 300000 300000',
      'yunhe voucher normal 20000000 16425000',
    ]);
  });

  it('has coupons in every state, with a record for each', async () => {
    const states = await rows<{ partner: string; states: string }>(
      `select o.account_name as partner, string_agg(distinct c.state, ' ' order by c.state) as states
         from coupons c join organizations o on o.id = c.organization_id group by 1 order by 1`,
    );
    expect(states.map(({ partner, states: all }) => `${partner} ${all}`)).toEqual([
      'lanting expired reclaimed usable used',
      'qiming expired reclaimed usable used',
      'yunhe reclaimed usable used',
    ]);
    const [due] = await rows<{ coupons: number; quotas: number; soon: number }>(
      `select (select count(*) from coupons where state = 'usable' and expires_at <= now())::int as coupons,
              (select count(*) from coupon_quotas where state not in ('invalid', 'reclaimed') and expires_at <= now())::int as quotas,
              (select count(*) from coupons where state = 'usable' and expires_at <= now() + interval '7 days')::int as soon`,
    );
    expect(due).toMatchObject({ coupons: 0, quotas: 0 });
    expect(due?.soon).toBeGreaterThan(5);
    const [span] = await rows<{ days: number; declined: number; unwritten: number }>(
      `select (extract(epoch from max(created_at) - min(created_at)) / 86400)::int as days, count(*) filter (where refusal is not null)::int as declined,
              (select count(*) from coupons c where not exists (select from coupon_records r where r.coupon_id = c.id and r.kind = 'issue'))::int as unwritten
         from coupon_records`,
    );
    expect(span).toMatchObject({ declined: 1, unwritten: 0 });
    expect(span?.days).toBeGreaterThan(80);
  });

  it('has something in every list of qiming, and its people are told of it', async () => {
    const reports = await rows<{ state: string; by: string }>(
      'select r.state, u.email as by from customer_reports r join users u on u.id = r.reported_by order by r.state',
    );
    expect(reports.map((one) => `${one.state} ${one.by}`)).toEqual(
      ['pending', 'rejected', 'reported'].map((state) => `${state} sales@qiming.example`),
    );
    const [link] = await rows<{ kind: string; token: string; token_hash: Buffer; by: string }>(
      'select i.*, u.email as by from invitations i join users u on u.id = i.created_by',
    );
    expect(link).toMatchObject({ kind: 'custom_link', by: 'sales@qiming.example' });
    expect(isInvitationToken(link?.token ?? '')).toBe(true);
    expect(link?.token_hash.equals(invitationTokenHash(link.token))).toBe(true);
    const attempts = await rows<{ outcome: string; cause: string | null }>(
      'select outcome, cause from association_attempts order by created_at',
    );
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['associated', 'failed', 'failed']);
    expect(attempts.flatMap(({ cause }) => cause ?? []).every((cause) => joiningCauseOf(cause))).toBe(true);
    const changes = await rows<{ partner: string; kind: string; started_by: string; state: string }>(
      `select p.account_name as partner, c.kind, c.started_by, c.state from association_changes c join associations a on a.id = c.association_id
         and a.customer_id = c.customer_id and a.ended_at is null join organizations p on p.id = a.organization_id order by 1`,
    );
    expect(changes.map((one) => Object.values(one).join(' '))).toEqual([
      'qiming disassociate customer submitted',
      'yunhe switch partner submitted',
    ]);
    const contacts = await rows<{ code: string }>(
      'select o.account_name as code from customer_contacts c join organizations o on o.id = c.organization_id',
    );
    expect(contacts.map(({ code }) => code)).toEqual(['qiming', 'qiming']);
    const told = await rows<{ email: string; kinds: number; strangers: number; future: boolean }>(
      `select u.email, count(distinct n.kind)::int as kinds, count(*) filter (where e.id is null or n.kind ~ '^(report|association|funds)' and n.payload->>'customer' is null or n.organization_id <> u.organization_id)::int as strangers,
              bool_or(n.created_at > now()) as future from notices n join users u on u.id = n.user_id left join outbox_events e on e.id = n.event_id
        group by 1 order by 1`,
    );
    expect(told.map(({ email, kinds }) => `${email} ${kinds}`)).toEqual([
      ...['admin@acme.example 1', 'admin@cloud.example 6', 'admin@donglin.example 1', 'admin@qiming.example 10'],
      ...['admin@xinghuo.example 2', 'admin@yunhe.example 3', 'finance@cloud.example 5', 'finance@donglin.example 1'],
      ...['finance@qiming.example 7', 'finance@xinghuo.example 2', 'finance@yunhe.example 2'],
      ...['sales@qiming.example 3', 'sales@yunhe.example 1'],
    ]);
    expect(told.every(({ strangers, future }) => strangers === 0 && !future)).toBe(true);
  });

  it('is made once, and never into a database that holds something else', async () => {
    const count = async () => (await rows<{ count: string }>('select count(*) from organizations'))[0]?.count;
    const before = await count();
    expect(await seed()).toBe('present');
    expect(await count()).toBe(before);
    const other = await freshDatabase();
    await other.owner.query(
      `insert into organizations (id, root_id, kind, name, account_name) values (gen_random_uuid(), gen_random_uuid(), 'operator', 'Mine', 'mine')`,
    );
    expect(await seedDemoWorld(other.ownerUrl, { passwordHash: 'x', keyRing, now })).toBe('occupied');
    await other.close();
  });
});

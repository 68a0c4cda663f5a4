import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDemoWorld } from '@/db/seed/demo-world';
import { publishEvents } from '@/domain/webhooks/publish-events';
import { idFromUuid } from '@/lib/id';
import { openSecret, readKeyRing } from '@/lib/secret-box';
import { freshDatabase, type TestDatabase } from './database';

let test: TestDatabase;
const now = new Date();
const keyRing = readKeyRing(process.env['KEY_ENCRYPTION_KEY'] ?? '');

beforeAll(async () => {
  test = await freshDatabase();
  await seedDemoWorld(test.ownerUrl, { passwordHash: 'x', keyRing, now });
});
afterAll(() => test.close());

const rows = async <R extends object>(query: string) => (await test.owner.query<R>(query)).rows;

describe('open access in the demo world', () => {
  it('has qiming connected and xinghuo begun, each change as it was and as it became', async () => {
    const found = await rows<{ summary: string }>(
      `select concat_ws(' ', o.account_name, platform_identifier, jsonb_array_length(contacts), recharge_url, notification_url) as summary
         from access_configurations c join organizations o on o.id = c.organization_id order by 1`,
    );
    expect(found.map(({ summary }) => summary)).toEqual([
      'qiming QIMING_7F3K 2 https://shop.qiming.example/recharge/done https://hooks.qiming.example/associations',
      'xinghuo XINGHUO_M2WD 1',
    ]);
    const changes = await rows<{ code: string; part: string; before: object; after: object }>(
      `select o.account_name as code, c.part, c.before, c.after from access_changes c join organizations o on o.id = c.organization_id
        order by c.created_at`,
    );
    const last = new Map<string, object>();
    for (const { code, part, before, after } of changes) {
      const known = last.get(`${code} ${part}`);
      if (known) expect(before).toEqual(known);
      last.set(`${code} ${part}`, after);
    }
    const [qiming] = await rows<{ contacts: object; order_payment_url: string; recharge_url: string }>(
      `select * from access_configurations where platform_identifier like 'QIMING%'`,
    );
    expect(last.get('qiming contacts')).toEqual({ contacts: qiming?.contacts });
    expect(last.get('qiming callbacks')).toEqual({
      orderPaymentUrl: qiming?.order_payment_url,
      rechargeUrl: qiming?.recharge_url,
    });
  });

  it('has a key of qiming’s own, narrowed and locked, in the place of one that has ended', async () => {
    const keys = await rows<{ ended: boolean; replaces: boolean; limits: number; opens: string; id: string }>(
      `select k.id, k.expires_at < now() as ended, k.replaces_id is not null as replaces, cardinality(k.permissions) + cardinality(k.allowed_addresses) as limits,
              k.sealed_secret as opens from api_keys k where k.access_key not like 'DEMO%' order by k.created_at`,
    );
    expect(keys.map(({ ended, replaces, limits }) => `${ended} ${replaces} ${limits}`)).toEqual([
      'true false 8',
      'false true 8',
    ]);
    for (const { id, opens } of keys) {
      const place = { table: 'api_keys', id: idFromUuid('apiKey', id), column: 'sealed_secret' };
      expect(openSecret(opens, place, keyRing)).toMatch(/^[\w-]{40}$/);
    }
  });

  it('has told qiming’s servers of its events, in their order, and leaves none to tell when it starts', async () => {
    const [waiting] = await rows<{ count: string }>('select count(*) from outbox_events where published_at is null');
    expect(waiting?.count).toBe('0');
    const [feed] = await rows<{ events: number; disorder: number; foreign: number }>(
      `select count(*)::int as events, count(*) filter (where before > created_at)::int as disorder,
              count(*) filter (where organization_id <> (select id from organizations where account_name = 'qiming'))::int as foreign
         from (select *, lag(created_at) over (order by position) as before from published_events) e`,
    );
    expect(feed).toMatchObject({ disorder: 0, foreign: 0 });
    expect(feed?.events).toBeGreaterThan(20);
    const endpoints = await rows<{ summary: string }>(
      `select concat_ws(' ', split_part(url, '/', 3), failing_since is not null, string_agg(distinct d.state, ' ' order by d.state)) as summary
         from webhook_endpoints e join webhook_deliveries d on d.endpoint_id = e.id group by e.id order by 1`,
    );
    expect(endpoints.map(({ summary }) => summary)).toEqual([
      'events.qiming.example f delivered',
      'ledger.qiming.example t delivered waiting',
    ]);
  });

  it('has attempts by the schedule, signed as the standard says, with nothing due at once', async () => {
    const attempts = await rows<{
      id: string;
      sealed: string;
      secret: string;
      body: string;
      headers: Record<string, string>;
    }>(
      `select a.id, s.id as secret, s.sealed_secret as sealed, p.body, a.request_headers as headers from webhook_attempts a
         join webhook_deliveries d on d.id = a.delivery_id join webhook_secrets s on s.endpoint_id = d.endpoint_id
         join published_events p on p.id = d.event_id`,
    );
    expect(attempts.length).toBeGreaterThan(30);
    for (const { sealed, secret, body, headers } of attempts) {
      const id = idFromUuid('webhookSecret', secret);
      const place = { table: 'webhook_secrets', id, column: 'sealed_secret' };
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const signed = new Webhook(openSecret(sealed, place, keyRing)).sign(headers['webhook-id'] ?? '', at, body);
      expect(headers['webhook-signature']).toBe(signed);
    }
    const [wrong] = await rows<{ counts: number; due: number; future: number; unlike: number }>(
      `select (select count(*) from webhook_deliveries d where attempts <> (select count(*) from webhook_attempts a where a.delivery_id = d.id))::int as counts,
              (select count(*) from webhook_deliveries where state = 'waiting' and next_at <= '${now.toISOString()}')::int as due,
              (select count(*) from webhook_attempts where created_at > now())::int as future,
              (select count(*) from webhook_endpoints e where failing_since < now() - interval '120 hours')::int as unlike`,
    );
    expect(wrong).toEqual({ counts: 0, due: 0, future: 0, unlike: 0 });
  });

  it('tells in each event what the publisher would have told', async () => {
    const written = await rows<{ event_id: string; body: string }>('select event_id, body from published_events');
    await test.owner.query('delete from published_events');
    await test.owner.query('update outbox_events set published_at = null where id = any($1)', [
      written.map(({ event_id }) => event_id),
    ]);
    while ((await publishEvents()) > 0);
    const published = await rows<{ event_id: string; body: string }>(
      `select event_id, body from published_events where organization_id = (select id from organizations where account_name = 'qiming')`,
    );
    const bodyOf = new Map(published.map(({ event_id, body }) => [event_id, body]));
    for (const { event_id, body } of written) expect(body).toBe(bodyOf.get(event_id));
  });
});

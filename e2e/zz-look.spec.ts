import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import pg from 'pg';
import { uuidOf } from '@/lib/id';
import { attemptOf, deliveryOf, endpointOf, publishedEventOf, secretOf } from '@/tests/webhooks';
import { enter, makeMoneyTeam, test } from './money-team';
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
test('look', async ({ page, baseURL }) => {
  test.setTimeout(600_000);
  const team = await makeMoneyTeam('100.00');
  const endpoint = await endpointOf(team, { createdAt: new Date('2026-11-01T00:00:00Z'), description: 'ERP production', failingSince: new Date('2026-11-25T00:00:00Z'), lastSuccessAt: new Date('2026-11-24T00:00:00Z'), types: ['funds.allocated', 'coupon.issued'] });
  await secretOf(endpoint, { expiresAt: new Date('2098-01-01T00:00:00Z') });
  await endpointOf(team, { state: 'disabled', url: 'https://xn--fiqs8s.example.com/a-very-long-path/that/goes/on/and/on/and/on?with=parameters&more=of&them=yes' });
  const ev = await publishedEventOf(team, { type: 'funds.allocated', data: { amount: '-12.30', currency: 'CNY' } });
  const failed = await deliveryOf(endpoint, ev, { state: 'failed', attempts: 10 });
  await attemptOf(failed, { outcome: 'refused', status: 503, requestHeaders: { 'webhook-id': ev.id, 'webhook-signature': 'v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, responseHeaders: { server: 'nginx', 'content-type': 'text/html' }, responseBody: '<html><b>maintenance</b></html>' });
  await attemptOf(failed, { outcome: 'not_allowed', status: null, responseHeaders: null });
  await deliveryOf(endpoint, await publishedEventOf(team, { type: 'coupon.issued' }), { state: 'delivered', attempts: 1 });
  await enter(page, baseURL ?? '', team.emails.admin);
  const paths = { list: '/open-access/webhooks', new: '/open-access/webhooks/new', one: `/open-access/webhooks/${endpoint.id}?done=replayed`, edit: `/open-access/webhooks/${endpoint.id}/edit`, delivery: `/open-access/webhooks/${endpoint.id}/deliveries/${failed.id}` };
  for (const language of ['en', 'zh-CN'] as const) {
    await page.context().addCookies([{ name: 'locale', value: language, url: baseURL ?? '' }]);
    for (const [name, path] of Object.entries(paths))
      for (const width of [1280, 320])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          let js = 0;
          const count = async (r: import('@playwright/test').Response) => { if (/\.js/.test(r.url())) js += (await r.body().catch(() => Buffer.alloc(0))).length; };
          page.on('response', count);
          await page.goto(path);
          page.off('response', count);
          await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
          const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode().analyze();
          const found = violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id} ${n.html} ${n.failureSummary}`));
          const m = await page.evaluate(() => ({ s: document.documentElement.scrollWidth, c: document.documentElement.clientWidth, ids: [...document.querySelectorAll('[id]')].map(({ id }) => id), miss: document.body.innerText.match(/webhooks\.[a-zA-Z_.]+/g) }));
          const twice = m.ids.filter((id, i) => m.ids.indexOf(id) < i);
          if (found.length || m.s > m.c || twice.length || (m.miss ?? []).some((x) => !/^webhooks\.example/.test(x))) console.log(name, language, width, colorScheme, found, m.s, m.c, twice, m.miss);
          if (colorScheme === 'light') await page.screenshot({ path: `/tmp/look-${name}-${language}-${width}.png`, fullPage: true });
        }
  }
  // 100,000
  const client = new pg.Client({ connectionString: process.env['E2E_SUPER_URL'] });
  await client.connect();
  const big = await endpointOf(team, { createdAt: new Date('2026-10-01T00:00:00Z') });
  console.time('seed');
  await client.query(`with o as (insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload, delivered_at, published_at)
     select gen_random_uuid(), $1, $2, case when g % 1000 = 0 then 'coupon.issued' else 'funds.allocated' end, 'x', '{}', now(), now() from generate_series(1,100000) g returning id, kind),
   p as (insert into published_events (id, organization_id, root_id, event_id, type, body, created_at)
     select gen_random_uuid(), $1, $2, id, kind, '{"type":"funds.allocated","data":{}}', now() - random() * interval '60 days' from o returning id, type, created_at),
   d as (insert into webhook_deliveries (id, endpoint_id, organization_id, root_id, event_id, type, state, attempts, finished_at, created_at)
     select gen_random_uuid(), $3, $1, $2, id, type, case when random() < 0.001 then 'failed' else 'delivered' end, 1, now(), created_at from p returning id, created_at)
   insert into webhook_attempts (id, delivery_id, organization_id, root_id, is_replay, outcome, status, duration_ms, request_headers, created_at)
     select gen_random_uuid(), id, $1, $2, false, 'delivered', 204, 20, '{"webhook-id":"x"}', created_at from d`, [uuidOf(team.id), uuidOf(team.rootId), uuidOf(big.id)]);
  await client.query('analyze');
  console.timeEnd('seed');
  for (const q of ['', '?state=failed', '?type=coupon.issued', '?state=failed&type=coupon.issued', '?state=waiting', '?type=customer.left', '?from=2026-10-01&to=2026-10-05', `?event=${ev.id}`]) {
    const times: number[] = [];
    for (let n = 0; n < 6; n += 1) { const t = performance.now(); const r = await page.request.get(`${baseURL}/open-access/webhooks/${big.id}${q}`); expect(r.status()).toBe(200); times.push(Math.round(performance.now() - t)); }
    console.log(q, times.join(' '));
  }
  await page.goto(`/open-access/webhooks/${big.id}`);
  let n = 0; const t = performance.now();
  for (let i = 0; i < 20; i += 1) { const next = page.getByRole('link', { name: /next|下一页/i }); await next.click(); await page.waitForURL(/after=/); n += 1; }
  console.log('20 pages', Math.round(performance.now() - t), n);
  await client.end();
});

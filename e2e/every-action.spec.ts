import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { everyCommand } from '@/tests/every-command';
import { freshKey } from '@/tests/world';
import { allocation, call, effectsOf, inTurns, pageOf } from './action-calls';
import { builtActions, builtRoutes, prerendered } from './build-inventory';
import { expect, test } from './canary-server';
import { request } from './people';

test.describe.configure({ mode: 'default' });

/** What stands in the source: actions.ts files and their lines, pages and handlers. */
function sourceInventory() {
  const files = readdirSync('app', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const actions = files
    .filter((file) => file.endsWith('/actions.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^export const (\w+)Action = formAction\((\w+)/gm)].map(
        ([, action = '', command = '']) => ({ file, name: `${action}Action`, command }),
      ),
    );
  const routes = files
    .filter((file) => /\/(page\.tsx|route\.ts)$/.test(file))
    .map((file) => `/${path.relative('app', file).replace(/\.tsx?$/, '')}`);
  return { actions, routes };
}

test('[T1] the build holds the actions and routes of the source and no other, and each action is a command', async () => {
  const source = sourceInventory();
  const built = builtActions();
  const nameOf = ({ file, name }: { file: string; name: string }) => `${file} ${name}`;
  expect(built.map(nameOf).toSorted()).toEqual(source.actions.map(nameOf).toSorted());
  const own = ['/_global-error/page', '/_not-found/page', '/icon.svg/route'];
  expect([...builtRoutes().keys()].filter((key) => !own.includes(key)).toSorted()).toEqual(source.routes.toSorted());
  const commands = [...(await everyCommand()).keys()];
  expect(new Set(source.actions.map(({ command }) => command)).size).toBeLessThanOrEqual(commands.length);
});

test('[T11] nothing that somebody signed in sees is made at build time', () => {
  expect(prerendered().toSorted()).toEqual(['/_global-error', '/icon.svg']);
});

/** Arguments as the framework's own format spells them: of any type, missing, too many. */
const hostile: readonly string[] = [
  '["$NaN","$NaN"]',
  '["$undefined","$Infinity"]',
  '["$-0","$n99999999999999999999"]',
  '["$D2026-01-01T00:00:00Z",[]]',
  '["$@0","$@1"]',
  '[]',
  '[1,2,3,4,5]',
  '[{"status":"idle"},{"customerId":"x","amount":"1"}]',
  '[null,null]',
  '["a","b"]',
  '[{"__proto__":{"isAdmin":true}},{"constructor":{"prototype":{"isAdmin":true}}}]',
];
/** Not even that: refused by the framework before anything of ours runs, with a 500 in this version. */
const broken = ['', '{', '["$K1"]', '"$F1"', '["$1"]', '[["[["[[', '["$B0"]', '["$S"]'];

test('[I9] arguments of any type end without effect and without a 500, whoever sends them', async ({ canary }) => {
  test.setTimeout(240_000);
  const { operator, d1, r1a, s1, g1, customers } = canary.world;
  const customer = customers['S1']?.one ?? s1;
  const all = [await canary.cookieOf(operator), await canary.cookieOf(s1)];
  const few = [
    '',
    await canary.cookieOf(s1, 'disabled'),
    'partner-center.session=forged',
    await canary.cookieOf(customer),
  ];
  for (const [who, role] of [
    [d1, 'finance'],
    [r1a, 'sales'],
    [g1, 'viewer'],
  ] as const)
    few.push(await canary.cookieOf(who, role));
  const calls = builtActions().flatMap((action) => [
    ...all.flatMap((cookie) => hostile.map((body) => ({ action, cookie, body }))),
    ...few.flatMap((cookie) => hostile.slice(5, 8).map((body) => ({ action, cookie, body }))),
  ]);
  const wrong: string[] = [];
  const effects = await effectsOf(() =>
    inTurns(calls, async ({ action, cookie, body }) => {
      const { status, text } = await call(canary, action, body, { Cookie: cookie });
      if (status >= 500) wrong.push(`${action.name} ${body}: ${status} ${text.slice(0, 200)}`);
      if (/CNRY-|"status":"done"/.test(text)) wrong.push(`${action.name} ${body}: ${text.slice(0, 200)}`);
    }),
  );
  expect(wrong).toEqual([]);
  expect(effects).toEqual({});
});

test('[I9] what is no call at all runs nothing', async ({ canary }) => {
  const cookie = await canary.cookieOf(canary.world.operator);
  // An empty form is all that signing out takes, and "$K1" reads as one.
  const calls = builtActions()
    .filter(({ name }) => name !== 'signOutAction')
    .flatMap((action) => broken.map((body) => ({ action, body })));
  const effects = await effectsOf(() =>
    inTurns(calls, async ({ action, body }) => {
      const { text } = await call(canary, action, body, { Cookie: cookie });
      expect(text).not.toMatch(/"status":"done"|CNRY-/);
    }),
  );
  expect(effects).toEqual({});
});

test('[T5] [I10] a form with members no form of ours has is refused without effect', async ({ canary }) => {
  // Eight members for each action: more actions, more time.
  test.setTimeout(180_000);
  const cookie = await canary.cookieOf(canary.world.operator);
  const names = [
    'role',
    'organizationId]',
    '__proto__',
    'constructor',
    '__proto__[isAdmin]',
    'amount[]',
    'floor_minor',
    'id',
  ];
  const calls = builtActions()
    .filter(({ name }) => name !== 'signOutAction')
    .flatMap((action) => names.map((name) => ({ action, name })));
  const effects = await effectsOf(() =>
    inTurns(calls, async ({ action, name }) => {
      const form = new FormData();
      form.append(`$ACTION_ID_${action.id}`, '');
      form.append('requestKey', freshKey());
      form.append(name, 'x');
      const answer = await request(canary.base, pageOf(action, canary), {
        body: form,
        headers: { Cookie: cookie, Origin: canary.base },
      });
      expect(answer.status, `${action.name} ${name}`).toBeLessThan(500);
    }),
  );
  expect(effects).toEqual({});
});

test('[A18] a write runs only for a request from our own pages, whatever its headers claim', async ({ canary }) => {
  const { base } = canary;
  const cookie = await canary.cookieOf(canary.world.s1);
  const { port, host } = new URL(base);
  const foreign: readonly Record<string, string>[] = [
    {},
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: '' },
    { Origin: `${base}.evil.example` },
    { Origin: `http://127.0.0.1:${Number(port) + 1}` },
    { Origin: `https://${host}` },
    { Origin: `http://localhost:${port}` },
    { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' },
    { Origin: 'http://evil.example', Host: 'evil.example' },
    {
      Origin: 'http://evil.example',
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
    },
    { Origin: base, 'Sec-Fetch-Site': 'cross-site' },
    { Origin: base, 'Sec-Fetch-Site': 'same-site' },
  ];
  const page = '/funds/allocate/review';
  const send = (headers: Record<string, string>, at = page) =>
    request(base, at, { body: allocation(canary, freshKey()), headers: { Cookie: cookie, ...headers } });
  const effects = await effectsOf(async () => {
    for (const headers of foreign) await send(headers);
    for (const at of ['/', '/sign-in', '/customers', '/healthz']) await send({ Origin: 'https://evil.example' }, at);
    const get = { 'Next-Action': builtActions()[0]?.id ?? '', Cookie: cookie, Origin: base };
    await request(base, page, { method: 'GET', headers: get });
    await request(base, page, { body: allocation(canary, freshKey()), headers: { Origin: base } });
  });
  expect(effects).toEqual({});

  // The control: the same form from our own page moves its cent.
  const own = await effectsOf(async () => {
    const answer = await send({ Origin: base, 'Sec-Fetch-Site': 'same-origin' });
    expect(answer.status).toBe(303);
  });
  expect(own).toMatchObject({ fund_adjustments: 1, ledger_transfers: 1, ledger_entries: 2, audit_entries: 1 });
});

test('[A18] every action without an Origin of ours runs nothing', async ({ canary }) => {
  const cookie = await canary.cookieOf(canary.world.operator);
  const effects = await effectsOf(() =>
    inTurns(builtActions(), async (action) => {
      for (const Origin of ['', 'https://evil.example'])
        await call(canary, action, '[{"status":"idle"},{}]', { Cookie: cookie, Origin });
    }),
  );
  expect(effects).toEqual({});
});

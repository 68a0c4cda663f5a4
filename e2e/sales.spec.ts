import { expect } from '@playwright/test';
import { newId } from '@/lib/id';
import { test } from './money-team';
import { cookiesAfter, openSignIn, postSignIn, request } from './people';

/** Of the demo world: account manager of ACME Robotics and 南风零售, and of nobody else. @source spec/demo-world.md */
const email = 'sales@qiming.example';
const own = ['ACME Robotics', '南风零售'];

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

/** Signs a person of the demo world in. @returns the cookies, in English */
async function enterDemo(person: string): Promise<string> {
  const from = await openSignIn(base);
  const answer = await postSignIn(base, { email: person, password: 'Partner-center-demo-1' }, from);
  return `${cookiesAfter(answer, from.cookie).replace(/; locale=[^;]*|^locale=[^;]*; /, '')}; locale=zh-CN`;
}

test('[T2] [T4] somebody in sales meets two customers, wherever customers are shown, counted, searched or taken out', async () => {
  const [sales, admin] = [await enterDemo(email), await enterDemo('admin@qiming.example')];
  const read = async (path: string, cookie = sales) => request(base, path, { headers: { Cookie: cookie } });
  const keysOf = (html: string) =>
    [...html.matchAll(/<th[^>]*scope="row"[^>]*>.*?<a[^>]*href="\/customers\/(cus_[0-9a-z]{26})"/gs)].map(
      ([, id]) => id,
    );

  const list = await read('/customers');
  const mine = keysOf(list.text);
  expect(mine).toHaveLength(2);
  for (const name of own) expect(list.text).toContain(name);
  expect(list.text).toMatch(/共 2 /);
  const all = keysOf((await read('/customers?size=100', admin)).text);
  expect(all.length).toBeGreaterThan(40);
  const foreign = all.find((id) => !mine.includes(id)) ?? '';

  for (const query of ['q=e', 'type=referral', 'sort=name', 'size=100', 'state=active', 'balance=zero', `q=${foreign}`])
    expect(mine, query).toEqual(expect.arrayContaining(keysOf((await read(`/customers?${query}`)).text)));
  const found = JSON.parse((await read(`/api/v1/search?q=${encodeURIComponent('杭州')}`)).text) as {
    customers: unknown[];
  };
  expect(found.customers).toEqual([]);

  const random = newId('customer');
  for (const path of [
    '/customers/',
    '/association-changes/new?kind=disassociate&customer=',
    '/funds/allocate?customer=',
  ])
    expect((await read(path + foreign)).status, path).toBe((await read(path + random)).status);
  expect((await read(`/customers/${foreign}`)).status).toBe(404);
  for (const path of ['/customers/exports', '/customers/of-resellers', '/funds'])
    expect((await read(path)).status, path).toBe(404);

  const others = all.filter((id) => !mine.includes(id));
  for (const path of [
    '/',
    '/funds/adjustments',
    '/association-changes',
    '/onboarding',
    '/onboarding/history',
    '/notices',
  ]) {
    const { text } = await read(path);
    expect(
      others.filter((id) => id && text.includes(id)),
      path,
    ).toEqual([]);
  }
});

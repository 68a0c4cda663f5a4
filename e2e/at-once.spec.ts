import { expect, test } from '@playwright/test';
import { balanceOf } from '@/tests/world';
import { adjustmentsOf, type MoneyTeam, makeMoneyTeam, moneyPage } from './money-team';
import { readFormOf, request, signInOverHttp } from './people';

/** Sends review forms of the team's admin as browsers without scripts do, all at once. @returns where each one ended */
async function sendAtOnce(base: string, team: MoneyTeam, sent: readonly { key: string; amount: string }[]) {
  const cookie = `${await signInOverHttp(base, team.emails.admin)}; locale=en`;
  const review = (amount: string, key: string) =>
    moneyPage('allocate', team, `&amount=${amount}&request=${key}`).replace('/allocate?', '/allocate/review?');
  const amounts = [...new Set(sent.map(({ amount }) => amount))];
  const forms = new Map<string, FormData>();
  for (const amount of amounts) {
    forms.set(amount, await readFormOf(base, review(amount, 'at-once-template'), 'Allocate', cookie));
  }
  const answers = await Promise.all(
    sent.map(({ key, amount }) => {
      const body = new FormData();
      for (const [name, value] of forms.get(amount)?.entries() ?? []) {
        body.append(name, value === 'at-once-template' ? key : value);
      }
      return request(base, review(amount, key), { body, headers: { Cookie: cookie, Origin: base } });
    }),
  );
  return answers.map(({ status, headers }) => ({ status, to: headers.location ?? '' }));
}

test('[M1] 64 allocations of 30.00 from 100.00 through the form at once: exactly 3', async ({ baseURL }) => {
  const team = await makeMoneyTeam('100.00');
  const sent = Array.from({ length: 64 }, (_, index) => ({ key: `at-once-${team.id}-${index}`, amount: '30.00' }));
  const answers = await sendAtOnce(baseURL ?? '', team, sent);
  expect(answers.filter(({ status, to }) => status === 303 && to.includes('/funds/adjustments/adj_'))).toHaveLength(3);
  expect(answers.filter(({ status, to }) => status === 200 && to === '')).toHaveLength(61);
  expect(await adjustmentsOf(team)).toHaveLength(3);
  expect(await balanceOf(team)).toBe(1000n);
});

test('[M4] one key fifty times at once through the form: one transfer, fifty equal answers', async ({ baseURL }) => {
  const team = await makeMoneyTeam('100.00');
  const same = { key: `at-once-${team.id}-same`, amount: '1.00' };
  const answers = await sendAtOnce(
    baseURL ?? '',
    team,
    Array.from({ length: 50 }, () => same),
  );
  expect(new Set(answers.map(({ status, to }) => `${status} ${to}`)).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 303, to: expect.stringContaining('/funds/adjustments/adj_') });
  expect(await adjustmentsOf(team)).toHaveLength(1);
});

test('[M5] one key for two amounts at once through the form: one acts, the other is refused', async ({ baseURL }) => {
  const team = await makeMoneyTeam('100.00');
  const key = `at-once-${team.id}-two`;
  const answers = await sendAtOnce(baseURL ?? '', team, [
    { key, amount: '1.00' },
    { key, amount: '2.00' },
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 303]);
  expect(await adjustmentsOf(team)).toHaveLength(1);
});

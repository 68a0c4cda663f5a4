import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { builtRoutes } from './build-inventory';
import { expect, test } from './canary-server';

import { examples, others } from './page-examples';

test('every page has an example', () => {
  const pages = [...builtRoutes()]
    .filter(([key]) => key.endsWith('/page') && !key.startsWith('/_'))
    .map(([, path]) => path);
  expect(Object.keys(examples).toSorted()).toEqual([...new Set(pages)].toSorted());
});

// A failure names its elements; recording every step of 1,200 analyses would cost a fifth of their time.
test.use({ trace: 'off' });

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/**
 * What axe finds, each with the element; and whether the page is wider than its window.
 *
 * Axe describes only what is wrong, which is all that is asked of it, and is read (half a megabyte) once for each document.
 */
async function wrongOn(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const { violations } = await new AxeBuilder({ page, ...(isThere ? { axeSource: 'void 0' } : {}) })
    .options({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
  const { scrollWidth, clientWidth, ids } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  }));
  const twice = ids.filter((id, place) => ids.indexOf(id) < place).map((id) => `id twice: ${id}`);
  const wide = scrollWidth > clientWidth ? [`wider than the window: ${scrollWidth} of ${clientWidth}`] : [];
  return [...found, ...twice, ...wide];
}

test('what is wrong is found, and dark is another page than light', async ({ canary, page }) => {
  await page.goto(`${canary.base}/sign-in`);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).not.toBe(light);
  expect(await wrongOn(page)).toEqual([]);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="/icon.svg" style="width: 2000px; max-width: none"><input type="text"><b id="one"></b><b id="one"></b>',
    );
  });
  const found = (await wrongOn(page)).map((line) => line.slice(0, line.indexOf(':')));
  expect(found.toSorted()).toEqual(['id twice', 'image-alt', 'label', 'wider than the window']);
});

for (const [name, { who, role, path }] of Object.entries({ ...examples, ...others })) {
  test(`${name}: axe finds nothing, in both languages, light and dark, wide and narrow`, async ({ canary, page }) => {
    test.setTimeout(120_000);
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 404/.test(message.text())) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    if (who) {
      const [cookie = '', value = ''] = (await canary.cookieOf(who(canary.world), role)).split('=', 2);
      await page.context().addCookies([{ name: cookie, value, url: canary.base }]);
    }
    for (const language of ['zh-CN', 'en']) {
      await page.context().addCookies([{ name: 'locale', value: language, url: canary.base }]);
      await page.goto(canary.base + (path?.(canary) ?? name));
      await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await wrongOn(page), `${language} ${colorScheme} ${width}`).toEqual([]);
        }
      }
    }
    expect(troubles).toEqual([]);
  });
}

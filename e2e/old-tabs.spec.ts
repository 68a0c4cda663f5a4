import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { uploadIdpMetadata } from '@/domain/open-access/upload-idp-metadata';
import { createEndpoint } from '@/domain/webhooks/create-endpoint';
import { idpMetadataXml, makeIdpKey } from '@/tests/idp-metadata';
import { makeContact } from '@/tests/relation-rows';
import { actorOf, freshKey } from '@/tests/world';
import { enter, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
let team: Team;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});
test.beforeEach(async () => {
  team = await makeTeam();
});

const field = (page: Page) => page.getByRole('textbox', { name: 'After a recharge' });
const paid = (page: Page) => page.getByRole('textbox', { name: 'After an order was paid' });
const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
const isSaved = (page: Page) =>
  expect(page.getByRole('main').getByRole('status').filter({ hasText: 'in force now' })).toBeVisible();
const refusal = (page: Page) => page.getByRole('main').getByRole('alert');

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('an old tab does not overwrite: it says what is in force, and saving again is a decision', async ({
      page,
    }) => {
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/callbacks/edit');
      const other = await page.context().newPage();
      await other.goto('/open-access/callbacks/edit');
      await field(other).fill('https://shop.example/theirs');
      await save(other);
      await isSaved(other);

      await field(page).fill('https://shop.example/mine');
      await save(page);
      await expect(refusal(page)).toContainText('Somebody has saved other values');
      await expect(field(page)).toHaveValue('https://shop.example/mine');
      await expect(field(page)).toHaveAccessibleDescription(/Changed meanwhile by somebody else/);
      await expect(page.getByText('Now in force: https://shop.example/theirs')).toBeVisible();
      await expect(field(page)).toHaveAccessibleDescription(/Now in force: https:.*theirs/);
      await expect(paid(page)).not.toHaveAccessibleDescription(/Changed meanwhile/);

      // A third change while this is read: what is shown and what counts as seen stay one.
      await other.goto('/open-access/callbacks/edit');
      await field(other).fill('https://shop.example/third');
      await save(other);
      await isSaved(other);
      await save(page);
      await expect(page.getByText('Now in force: https://shop.example/third')).toBeVisible();

      await save(page);
      await isSaved(page);
      await expect(page.getByText('https://shop.example/mine').first()).toBeVisible();
    });

    test('what is in force can be taken over instead, with one link', async ({ page }) => {
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/configuration/edit/notification-address');
      const other = await page.context().newPage();
      await other.goto('/open-access/configuration/edit/notification-address');
      const address = (of: Page) => of.getByRole('textbox', { name: /address/i });
      await address(other).fill('https://shop.example/theirs');
      await save(other);
      await expect(other).toHaveURL(/done=notification_url/);
      await address(page).fill('https://shop.example/mine');
      await save(page);
      await page.getByRole('link', { name: 'Start anew with the values in force' }).click();
      await expect(address(page)).toHaveValue('https://shop.example/theirs');
      await expect(refusal(page).filter({ hasText: 'Somebody' })).toHaveCount(0);
    });

    test('metadata that somebody has replaced are not removed by an old tab, which says so though it is folded', async ({
      page,
    }) => {
      const key = await makeIdpKey();
      const upload = async (entityId: string) => {
        const content = new Uint8Array(Buffer.from(idpMetadataXml(key, { entityId })));
        const done = await uploadIdpMetadata(actorOf(team), freshKey(), {
          name: `${new URL(entityId).host}.xml`,
          content,
        });
        if (!done.ok) throw new Error(done.code);
      };
      await upload('https://first.example');
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/configuration/edit/idp-metadata');
      await upload('https://second.example');
      await page.getByText('Take the metadata out of force').click();
      await page.getByRole('button', { name: 'first.example.xml' }).click();
      await expect(refusal(page).filter({ hasText: 'Somebody has saved other values' })).toBeVisible();
      await expect(page.getByText('In force is second.example.xml.')).toBeVisible();
    });

    test('whoever saves twice in a row on the same page is not told of itself', async ({ page }) => {
      const id = await makeContact(actorOf(team));
      await enter(page, base, team.emails.admin);
      await page.goto(`/organization/contacts/${id}`);
      for (const name of ['Once', 'Twice', 'Three times']) {
        await page.getByRole('textbox', { name: 'Name' }).fill(name);
        await save(page);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
        await expect(refusal(page).filter({ hasText: 'Somebody' })).toHaveCount(0);
      }
    });
  });
}

test('boxes say which of them somebody has ticked otherwise', async ({ page }) => {
  await enter(page, base, team.emails.admin);
  const made = await createEndpoint(actorOf(team), freshKey(), {
    url: 'https://shop.example/hook',
    types: ['funds.allocated', 'customer.left'],
  });
  if (!made.ok) throw new Error(made.code);
  const edit = `/open-access/webhooks/${made.id}/edit`;
  await page.goto(edit);
  const other = await page.context().newPage();
  await other.goto(edit);
  await other.getByRole('checkbox', { name: /funds\.reclaimed/ }).check();
  await other.getByRole('checkbox', { name: /customer\.left/ }).uncheck();
  await save(other);
  await expect(other).toHaveURL(/done=changed/);
  await page.getByRole('checkbox', { name: /coupon\.issued/ }).check();
  await save(page);
  await expect(refusal(page)).toContainText('Somebody has saved other values');
  // Theirs was ticked and mine was not; mine was ticked, and so was one that they have taken away.
  await expect(page.getByText('Now in force: ticked', { exact: true })).toHaveCount(1);
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
  await expect(page.getByText('Now in force: not ticked', { exact: true })).toHaveCount(2);
  await save(page);
  await expect(page).toHaveURL(/done=changed/);
});

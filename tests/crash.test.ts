import { expect, it } from 'vitest';
import { killTheImport } from './bank-crash-drill';
import { killTheApplicationUnderCoupons } from './coupon-crash-drill';
import { killTheApplication, killTheDatabase } from './crash-drill';
import { freshDatabase } from './database';

it('[M10] a killed application loses nothing it acknowledged and doubles nothing that is asked again', async () => {
  const test = await freshDatabase();
  try {
    await killTheApplication(3, test.appUrl);
  } finally {
    await test.close();
  }
  expect.hasAssertions();
}, 120_000);

it('[M10] nor does it lose or double coupons that were issued and reclaimed', async () => {
  const test = await freshDatabase();
  try {
    await killTheApplicationUnderCoupons(2, test.appUrl);
  } finally {
    await test.close();
  }
  expect.hasAssertions();
}, 120_000);

it('[F2] nor does a killed import lose or double a line of its file', async () => {
  const test = await freshDatabase();
  try {
    await killTheImport(5, test.appUrl);
  } finally {
    await test.close();
  }
  expect.hasAssertions();
}, 120_000);

it('[M11] a killed database loses nothing it acknowledged, and serves again without a restart of the application', async () => {
  await killTheDatabase(3);
  expect.hasAssertions();
}, 120_000);

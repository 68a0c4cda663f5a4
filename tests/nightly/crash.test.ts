import { expect, it } from 'vitest';
import { killTheApplicationUnderCoupons } from '../coupon-crash-drill';
import { killTheApplication, killTheDatabase } from '../crash-drill';
import { freshDatabase } from '../database';

it('[M10] twenty kills of the application', async () => {
  const test = await freshDatabase();
  try {
    await killTheApplication(20, test.appUrl);
  } finally {
    await test.close();
  }
  expect.hasAssertions();
});

it('[M10] ten kills of the application while it issues and reclaims coupons', async () => {
  const test = await freshDatabase();
  try {
    await killTheApplicationUnderCoupons(10, test.appUrl);
  } finally {
    await test.close();
  }
  expect.hasAssertions();
});

it('[M11] twenty kills of the database', async () => {
  await killTheDatabase(20);
  expect.hasAssertions();
});

import { expect, it } from 'vitest';
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

it('[M11] twenty kills of the database', async () => {
  await killTheDatabase(20);
  expect.hasAssertions();
});

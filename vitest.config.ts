import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests of these files touch no database; every other test may ask for one of its own (tests/database.ts).
const withoutDatabase = [
  'lib/**/*.test.{ts,tsx}',
  'components/**/*.test.{ts,tsx}',
  'tests/architecture.test.ts',
  'tests/messages.test.ts',
  'tests/supply-chain.test.ts',
];
const notOurs = ['**/node_modules/**', '.next*/**', '.data*/**', 'e2e/**'];

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    env: {
      APP_ENV: 'test',
      TZ: 'UTC',
      NEXTAUTH_URL: 'http://127.0.0.1:4390',
      NEXTAUTH_SECRET: 'test-secret-for-sessions-0123456789abcdef',
      KEY_ENCRYPTION_KEY: Buffer.alloc(32, 'test-key-encryption-key').toString('base64'),
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.alloc(32, 'test-server-actions-key').toString('base64'),
      PAYMENT_TEST_PROVIDER: '1',
      PAYMENT_TEST_SECRET: 'test-secret-of-the-test-provider-0123456789',
    },
    projects: [
      { extends: true, test: { name: 'unit', include: withoutDatabase, exclude: notOurs, testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['{app,db,domain,jobs,bench,tests}/**/*.test.{ts,tsx}'],
          exclude: [...notOurs, ...withoutDatabase, 'tests/nightly/**'],
          globalSetup: ['tests/postgres-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'nightly',
          include: ['tests/nightly/**/*.test.ts'],
          exclude: notOurs,
          globalSetup: ['tests/postgres-server.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

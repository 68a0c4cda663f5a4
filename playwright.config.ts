import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './scripts/browser.mjs';

// `npm test` starts a database and sets DATABASE_URL; with E2E_BASE_URL the tests go to a server that runs already.
const running = process.env['E2E_BASE_URL'];
const port = Number(process.env['E2E_PORT'] ?? 4390);
const baseURL = running ?? `http://127.0.0.1:${port}`;
const executablePath = findBrowser();
// Names that the server under test may send to, each a receiver that a test starts (tests/webhook-receiver.ts). One test uses one name.
const receiverNames = ['hooks.qiming.example', 'notify.qiming.example', 'erp.qiming.example', 'hooks.yunhe.example'];
process.env['OUTBOUND_TEST_HOSTS'] ??= receiverNames.map((name, at) => `${name}=127.0.0.1:${port + 1 + at}`).join(',');
process.env['OUTBOUND_TEST_CA'] ??= 'test-results/receivers.pem';
// Tests pay and ask for refunds themselves too, as the server under test lets people do.
process.env['PAYMENT_TEST_PROVIDER'] ??= '1';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/playwright',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: process.env['E2E_ALLOW_ONLY'] === undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: 'test-results/e2e.json' }],
    ['junit', { outputFile: 'test-results/e2e.junit.xml' }],
  ],
  use: {
    baseURL,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: browserFlags },
  },
  ...(running
    ? {}
    : {
        webServer: {
          command: `exec node node_modules/next/dist/bin/next start -p ${port} -H 127.0.0.1 >test-results/server.log 2>&1`,
          url: `${baseURL}/readyz`,
          timeout: 60_000,
          reuseExistingServer: false,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
          env: {
            NEXTAUTH_URL: baseURL,
            NODE_ENV: 'production',
            NEXT_TELEMETRY_DISABLED: '1',
            PAYMENT_TEST_PROVIDER: '1',
          },
        },
      }),
});

import { readFileSync } from 'node:fs';

/**
 * Only with APP_ENV=test: the receiver on this machine that stands for a name, so that tests have a real one, by TLS.
 *
 * `OUTBOUND_TEST_HOSTS="hooks.qiming.example=127.0.0.1:4999,…"` lists them and `OUTBOUND_TEST_CA` is the file with the certificate that
 * vouches for them. Read at each use: a test starts its receivers while it runs.
 */
export function testReceiverOf(host: string): { readonly port: number; readonly ca: string } | undefined {
  // Not `env()`, which throws where settings of other things are missing.
  const { APP_ENV: environment, OUTBOUND_TEST_HOSTS: hosts = '', OUTBOUND_TEST_CA: file } = process.env;
  if (environment !== 'test') return undefined;
  for (const entry of hosts.split(',')) {
    const [, name, port] = /^([a-z0-9.-]+\.example)=127\.0\.0\.1:(\d{1,5})$/.exec(entry.trim()) ?? [];
    if (file && name === host) return { port: Number(port), ca: readFileSync(file, 'utf8') };
  }
  return undefined;
}

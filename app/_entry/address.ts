import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address a request came from, without port; null when nothing credible is known.
 *
 * Next writes the socket's address into X-Forwarded-For unless the sender did, so `keepAddressesTrue` must be on.
 */
export function addressOf(headers: Headers): string | null {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const address = last.replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(address) ? address : null;
}

/**
 * Makes X-Forwarded-* say what this process knows, before anything reads it: without a proxy of ours in front
 * (TRUST_PROXY=0) whatever the sender wrote there goes, and the address is the socket's.
 *
 * Called once, by `instrumentation.ts`.
 *
 * @source quality/acceptance.md H3
 */
export function keepAddressesTrue(): void {
  const trustsProxy = process.env['TRUST_PROXY'] === '1'; // not `env()`, which throws where settings are missing
  subscribe('http.server.request.start', (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request;
    if (trustsProxy && headers['x-forwarded-for'] !== undefined) return;
    for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded']) delete headers[name];
    headers['x-forwarded-for'] = socket.remoteAddress ?? '';
  });
}

import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/**
 * Lets TRACE be refused as every other method that nothing here has: it goes on as PATCH, which no path of ours takes.
 *
 * `fetch` forbids TRACE, so Next cannot even make a request of it to ask `proxy.ts`, and would answer its own bare 500.
 * Called once, by `instrumentation.ts`.
 */
export function refuseTrace(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === 'TRACE') request.method = 'PATCH';
  });
}

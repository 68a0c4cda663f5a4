import http from 'node:http';
import { expect, test } from './canary-server';
import { baseUrl, demoKeys, signedRequest, type WireRequest } from './partner-client';

const path = '/v2/accounts/partner-accounts/balances';
/** As a partner's program has sent it to the server that all tests share. */
const captured = (): WireRequest => signedRequest(demoKeys.xinghuo, path);

/** Sends these bytes to any server. */
function sendTo(base: string, { method, target, headers, body }: WireRequest): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const all = [...headers, ['content-length', String(Buffer.byteLength(body))]].flat();
    const outgoing = http.request({ hostname, port, method, path: target, headers: all }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const forHost = (request: WireRequest, host: string): WireRequest => ({
  ...request,
  headers: request.headers.map(([name, value]) => [name, name === 'host' ? host : value]),
});

test('[X6] a captured request is worth nothing at another name, port, path or environment', async ({ canary }) => {
  const port = new URL(baseUrl).port;
  for (const host of ['partners.example', `localhost:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`])
    expect(await sendTo(baseUrl, forHost(captured(), host)), host).toBe(401);
  for (const target of [path.replace('/v2/', '/v3/'), path.replace('partner-', 'customer-'), `${path}?again=1`])
    expect([401, 404], target).toContain(await sendTo(baseUrl, { ...captured(), target }));
  // Another environment: a server like this one with other keys, told the name of the first one or its own.
  expect(await sendTo(canary.base, captured())).toBe(401);
  expect(await sendTo(canary.base, forHost(captured(), new URL(canary.base).host))).toBe(401);
  // The control: where it was meant for it is answered.
  expect(await sendTo(baseUrl, captured())).toBe(200);
});

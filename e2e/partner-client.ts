import { createHash } from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';
import { signRequest } from '../lib/sdk-hmac';

// The package is CommonJS, whose names Node's modules cannot see from outside.
const load = createRequire(import.meta.url);
const sdk = '@huaweicloud/huaweicloud-sdk-core';
type Credentials = typeof import('@huaweicloud/huaweicloud-sdk-core/auth/GlobalCredentials');
type Builder = typeof import('@huaweicloud/huaweicloud-sdk-core/ClientBuilder');
const { GlobalCredentials } = load(`${sdk}/auth/GlobalCredentials`) as Credentials;
const { ClientBuilder } = load(`${sdk}/ClientBuilder`) as Builder;

export const baseUrl = process.env['E2E_BASE_URL'] ?? `http://127.0.0.1:${process.env['E2E_PORT'] ?? 4390}`;

/** Keys of the demo world. @source spec/demo-world.md */
export const demoKeys = {
  xinghuo: { accessKey: 'DEMOXINGHUO000000001', secret: 'demo-secret-xinghuo-00000000000000000001' },
  yunhe: { accessKey: 'DEMOYUNHE00000000001', secret: 'demo-secret-yunhe-0000000000000000000001' },
  acme: { accessKey: 'DEMOACME000000000001', secret: 'demo-secret-acme-00000000000000000000001' },
  readOnly: { accessKey: 'DEMOQIMING0000000002', secret: 'demo-secret-qiming-000000000000000000002' },
} as const;
export type DemoKey = (typeof demoKeys)[keyof typeof demoKeys];

/** The wire id of a named organization or customer of the demo world. */
export const demoWireId = (code: string): string => createHash('md5').update(code).digest('hex');

type Members = Readonly<Record<string, unknown>>;

/** The vendor's own client, as a partner's program uses it. */
export function sdkClient({ accessKey, secret }: Readonly<Record<'accessKey' | 'secret', string>>, domainId?: string) {
  const credentials = new GlobalCredentials({ ak: accessKey, sk: secret, ...(domainId ? { domainId } : {}) });
  const client = new ClientBuilder((made) => made)
    .withCredential(credentials)
    .withEndpoint(baseUrl)
    // Without a name of our own it would keep one in a file in the home folder.
    .withOptions({ customUserAgent: 'partner-center-e2e' })
    .build();
  const send = (method: string, url: string, more: { data?: Members; queryParams?: Members; headers?: Members }) =>
    client.sendRequest({
      ...{ method, url, contentType: 'application/json', pathParams: {}, queryParams: more.queryParams ?? {} },
      headers: Object.fromEntries(Object.entries(more.headers ?? {}).map(([name, value]) => [name, String(value)])),
      ...(more.data ? { data: more.data } : {}),
    }) as Promise<Members>;
  return {
    get: (url: string, queryParams: Members = {}, headers: Members = {}) => send('GET', url, { queryParams, headers }),
    post: (url: string, data: Members, headers: Members = {}) => send('POST', url, { data, headers }),
  };
}

/** A request as it goes over the wire, so that any part of it can be changed after signing. Headers may be there twice. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** A request signed by `key` at `at`; with a body it is a POST. */
export function signedRequest(
  key: { readonly accessKey: string; readonly secret: string },
  target: string,
  { body, headers = {}, at = new Date() }: { body?: Members; headers?: Record<string, string>; at?: Date } = {},
): WireRequest {
  const plain = Object.entries({ host: new URL(baseUrl).host, 'content-type': 'application/json', ...headers });
  const text = body === undefined ? '' : JSON.stringify(body);
  const method = body === undefined ? 'GET' : 'POST';
  const arrived = { method, rawTarget: target, headers: plain, body: new TextEncoder().encode(text) };
  return { method, target, headers: signRequest(arrived, { ...key, at }), body: text };
}

/** Sends exactly these bytes. */
export function send(
  request: WireRequest,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const headers = [...request.headers, ['content-length', String(Buffer.byteLength(request.body))]].flat();
    const outgoing = http.request({ hostname, port, method: request.method, path: request.target, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.end(request.body);
  });
}

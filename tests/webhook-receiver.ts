import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { generate } from 'selfsigned';

/** What a receiver got: a request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** What it answers: a status with what else there is, or whatever `write` does with the response itself. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | { readonly write: (response: ServerResponse) => void };

export interface Receiver {
  readonly name: string;
  readonly port: number;
  /** The address to write into a form or a row. */
  readonly url: (path?: string) => string;
  readonly received: Received[];
  /** What it answers from now on: always the same, or by request. Until told, it answers 204. */
  answer: (script: Answer | ((request: Received, nth: number) => Answer)) => void;
  /** Ends with every connection cut. */
  readonly close: () => Promise<void>;
}

/**
 * A real HTTPS server on loopback for a partner's name, with a certificate for that name.
 *
 * Where OUTBOUND_TEST_HOSTS gives the name a port already (as in browser tests, whose server started before), it listens there; else on a
 * free port, which it adds. Its certificate is added to the file OUTBOUND_TEST_CA.
 */
export async function startReceiver(
  name = 'hooks.qiming.example',
  options: { trusted?: boolean } = {},
): Promise<Receiver> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: `receiver ${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  if (options.trusted !== false) fs.appendFileSync(trustFile(), `${cert}\n`);
  const received: Received[] = [];
  let script: (request: Received, nth: number) => Answer = () => ({ status: 204 });
  const server = https.createServer({ cert, key }, async (incoming, response) => {
    response.on('error', () => undefined);
    const request = await readRequest(incoming);
    received.push(request);
    write(script(request, received.length), response);
  });
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(givenPort(name) ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (givenPort(name) === undefined) {
    const hosts = process.env['OUTBOUND_TEST_HOSTS'];
    process.env['OUTBOUND_TEST_HOSTS'] = `${hosts ? `${hosts},` : ''}${name}=127.0.0.1:${port}`;
  }
  return {
    name,
    port,
    url: (at = '/hooks') => `https://${name}${at}`,
    received,
    answer: (next) => {
      script = typeof next === 'function' ? next : () => next;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      forget(name, port);
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const { url = '', headers } = incoming;
  return { path: url, headers, body: Buffer.concat(parts).toString('utf8'), at: Date.now() };
}

function write(answer: Answer, response: ServerResponse): void {
  if ('write' in answer) answer.write(response);
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}

function trustFile(): string {
  process.env['OUTBOUND_TEST_CA'] ??= path.join(os.tmpdir(), `receivers-${process.pid}.pem`);
  return process.env['OUTBOUND_TEST_CA'];
}

function givenPort(name: string): number | undefined {
  const entry = entries().find((each) => each.startsWith(`${name}=`));
  return entry ? Number(entry.split(':')[1]) : undefined;
}

/** A port that was found free is not kept for a name: the next receiver of that name finds one of its own. */
function forget(name: string, port: number): void {
  if (isGiven.has(name)) return;
  process.env['OUTBOUND_TEST_HOSTS'] = entries()
    .filter((each) => each !== `${name}=127.0.0.1:${port}`)
    .join(',');
}

const entries = (): string[] => (process.env['OUTBOUND_TEST_HOSTS'] ?? '').split(',').filter(Boolean);
/** Names whose ports were given from outside, before any receiver started here. */
const isGiven = new Set(entries().map((entry) => entry.split('=')[0]));

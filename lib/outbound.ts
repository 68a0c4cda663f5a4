import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request as startRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { testReceiverOf } from './outbound-test-hosts';
import { isPublicAddress } from './public-address';

/** What is sent to another party's server: always a POST. */
export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything together: the look-up, the connection, the answer to its end. */
  readonly timeoutMs?: number;
}

/** What became of it. Only an answer that came to its end within the limits is one. */
export type OutboundResult =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** At most 64 kB, as UTF-8. */
      readonly body: string;
      readonly durationMs: number;
    }
  | {
      readonly outcome: 'not_allowed' | 'unreachable' | 'bad_certificate' | 'timed_out' | 'too_large';
      readonly durationMs: number;
    };

/** The addresses of a name, as texts; empty when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const limits = {
  wholeMs: 15_000,
  bodyBytes: 65_536,
  headerBytes: 16_384,
  nameMs: 5_000,
  nextAddressMs: 2_000,
} as const;

type Failure = Exclude<OutboundResult['outcome'], 'answered'>;
class Failed extends Error {
  readonly outcome: Failure;
  constructor(outcome: Failure) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Posts to an address that somebody else chose. It may only lead to the public internet: a name is looked up once, every address of the
 * answer must be public, and the connection goes to those addresses and nowhere else. Literal addresses are judged in the same place.
 * Nothing is followed, no connection is used twice, certificates must be good, and time and size have an end.
 *
 * It never throws because of the other side.
 *
 * @source quality/acceptance.md §0.12, W2–W4
 */
export async function postOutbound(
  request: OutboundRequest,
  resolve: Resolve = resolvePublic,
): Promise<OutboundResult> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(request.timeoutMs ?? limits.wholeMs);
  try {
    const target = await targetOf(request.url, within(signal, resolve));
    return { outcome: 'answered', ...(await exchange(request, target, signal)), durationMs: since(startedAt) };
  } catch (error) {
    if (signal.aborted) return { outcome: 'timed_out', durationMs: since(startedAt) };
    if (!(error instanceof Failed)) throw error;
    return { outcome: error.outcome, durationMs: since(startedAt) };
  }
}

const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

/** Where a connection may go. */
type Target = Pick<RequestOptions, 'host' | 'port' | 'path' | 'servername' | 'lookup' | 'ca'>;

async function targetOf(text: string, resolve: Resolve): Promise<Target> {
  if (!URL.canParse(text)) throw new Failed('not_allowed');
  const url = new URL(text);
  // The parser has made one form of each literal: 127.1, 0x7f.1 and ①②⑦.0.0.1 are 127.0.0.1 by now.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (url.protocol !== 'https:' || url.username || url.password) throw new Failed('not_allowed');
  const path = `${url.pathname}${url.search}`;
  const receiver = testReceiverOf(host);
  if (receiver)
    return { host, path, servername: host, port: receiver.port, ca: receiver.ca, lookup: leadsTo(['127.0.0.1']) };
  const addresses = isIP(host) ? [host] : await addressesOf(host, resolve);
  if (!addresses.every(isPublicAddress)) throw new Failed('not_allowed');
  return { host, path, servername: isIP(host) ? '' : host, port: url.port || '443', lookup: leadsTo(addresses) };
}

async function addressesOf(name: string, resolve: Resolve): Promise<readonly string[]> {
  // A name of one part is one of this network, whatever a resolver says.
  if (!name.includes('.')) throw new Failed('not_allowed');
  const addresses = await resolve(name).catch(() => []);
  if (addresses.length === 0) throw new Failed('unreachable');
  return addresses;
}

/** A look-up that only knows what has been judged already: between the judgement and the connection nothing is asked again. */
const leadsTo =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, done) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (options.all) return done(null, found);
    done(null, found[0]?.address ?? '', found[0]?.family);
  };

/** The machine's name servers, without its hosts file: what stands there is for this machine only. */
async function resolvePublic(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: limits.nameMs, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

const within =
  (signal: AbortSignal, resolve: Resolve): Resolve =>
  (name) =>
    new Promise((done, fail) => {
      signal.addEventListener('abort', () => fail(new Failed('timed_out')), { once: true });
      resolve(name).then(done, fail);
    });

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function exchange({ headers, body }: OutboundRequest, target: Target, signal: AbortSignal): Promise<Answer> {
  const bytes = Buffer.from(body, 'utf8');
  return new Promise((done, fail) => {
    const outgoing = startRequest({
      ...target,
      method: 'POST',
      headers: { ...headers, host: hostHeader(target), 'content-length': bytes.length },
      // An agent of its own, so that no connection or session of another call is used again.
      agent: false,
      rejectUnauthorized: true,
      ...everyAddress,
      maxHeaderSize: limits.headerBytes,
      signal,
    });
    outgoing.on('error', (error) => fail(new Failed(failureOf(error, outgoing.socket))));
    outgoing.on('response', (response) => readAnswer(response).then(done, fail));
    // Nobody asked for another protocol. Without this Node closes the connection and reports neither an answer nor an error.
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Failed('unreachable'));
    });
    // Whatever else ends without a word ends with the time.
    signal.addEventListener('abort', () => fail(new Failed('timed_out')), { once: true });
    outgoing.end(bytes);
  });
}

/** Tries each address in turn. Node's own patience with one, a quarter of a second, is less than the way around the world takes. */
const everyAddress = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: limits.nextAddressMs };

const hostHeader = ({ host, port }: Target): string => {
  const name = isIP(host ?? '') === 6 ? `[${host}]` : `${host}`;
  return String(port) === '443' ? name : `${name}:${port}`;
};

function failureOf(error: Error, socket: Socket | null): Failure {
  if (socket instanceof TLSSocket && socket.authorizationError) return 'bad_certificate';
  const code = 'code' in error ? error.code : undefined;
  return code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 'too_large' : 'unreachable';
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let length = 0;
  const status = response.statusCode ?? 0;
  try {
    if (status < 100) throw new Failed('unreachable');
    for await (const part of response) {
      length += part.length;
      // Leaving the loop closes the connection: what comes after is never read.
      if (length > limits.bodyBytes) throw new Failed('too_large');
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof Failed ? error : new Failed('unreachable');
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return {
    status,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(parts).toString('utf8'),
  };
}

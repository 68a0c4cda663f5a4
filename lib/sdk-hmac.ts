import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Name and value as they arrived, in any letter case; a name sent twice appears twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request as it came off the wire. `rawTarget` is path and query before anything decoded them, `body` the bytes before parsing. */
export interface ArrivedRequest {
  readonly method: string;
  readonly rawTarget: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** Why a signature was not accepted. For our log only: callers see one answer for all of them, or they could search for keys. */
export type SignatureFault =
  | 'authorization_missing'
  | 'authorization_malformed'
  | 'header_not_signed'
  | 'header_missing'
  | 'header_repeated'
  | 'date_malformed'
  | 'date_out_of_window'
  | 'body_hash_mismatch'
  | 'target_malformed'
  | 'signature_mismatch';

/** `key` is what `keyOf` found. `signature` is 64 hex digits and serves as the request key when the client sends none. */
export type Verification<K> =
  | {
      readonly ok: true;
      readonly key: K;
      readonly accessKey: string;
      readonly signature: string;
      readonly signedHeaders: readonly string[];
    }
  | { readonly ok: false; readonly fault: SignatureFault; readonly accessKey: string | undefined };

/** How far X-Sdk-Date may be from the server's clock, either side, in whole seconds. A signature can be replayed for twice as long at most. */
export const signatureWindowSeconds = 15 * 60;

const algorithm = 'SDK-HMAC-SHA256';
const mustBeSigned = ['host', 'x-sdk-date'] as const;

/** Headers that change what a request means or who it is for: unsigned, anybody on the way could add them. */
const signedWhenPresent = [
  'x-domain-id',
  'x-project-id',
  'x-security-token',
  'x-sdk-content-sha256',
  'idempotency-key',
] as const;

/** What an unknown access key is checked against, so that it costs the same work and can never match. */
const decoySecret = randomBytes(32).toString('base64url');

/**
 * Checks the SDK-HMAC-SHA256 signature of a request.
 *
 * `keyOf` is asked once for every well-formed request inside the time window. An unknown access key goes through the
 * same hashing as a known one and ends as `signature_mismatch`; the caller should make the lookup itself equally costly.
 * That the key is enabled and that X-Domain-Id names its account is for the caller to check.
 *
 * @param now the server's time; X-Sdk-Date may differ by `signatureWindowSeconds`, both ends included
 * @source /work/shared api/aksk.md §4, design/decisions.md 45
 */
export async function verifySignature<K extends { readonly secret: string }>(
  request: ArrivedRequest,
  { now, keyOf }: { now: Date; keyOf: (accessKey: string) => Promise<K | undefined> },
): Promise<Verification<K>> {
  const headers = groupHeaders(request.headers);
  const claim = parseAuthorization(headers.get('authorization'));
  if (typeof claim === 'string') return { ok: false, fault: claim, accessKey: undefined };

  const { accessKey, signature, signedHeaders } = claim;
  const fault =
    faultInHeaders(headers, signedHeaders) ??
    faultInDate(onlyValue(headers, 'x-sdk-date'), now) ??
    faultInBody(headers, claim, request.body);
  if (fault) return { ok: false, fault, accessKey };

  const canonicals = canonicalRequests(request, signedHeaders);
  if (!canonicals) return { ok: false, fault: 'target_malformed', accessKey };

  const key = await keyOf(accessKey);
  const date = onlyValue(headers, 'x-sdk-date');
  const matches = canonicals.map((canonical) =>
    equalInConstantTime(signature, signatureOf({ canonical, date, secret: key?.secret ?? decoySecret })),
  );
  if (!key || !matches.includes(true)) return { ok: false, fault: 'signature_mismatch', accessKey };
  return { ok: true, key, accessKey, signature, signedHeaders };
}

/**
 * Signs a request the way the vendor's SDKs do, for tests, the bench and examples.
 *
 * Every header given is signed; `host` must be among them, `x-sdk-date` and `authorization` must not.
 *
 * @returns the headers to send: those given, x-sdk-date and authorization
 * @source /work/shared api/aksk.md §1–2
 */
export function signRequest(
  request: ArrivedRequest,
  { accessKey, secret, at }: { accessKey: string; secret: string; at: Date },
): [name: string, value: string][] {
  const date = formatSdkDate(at);
  const headers: [string, string][] = request.headers.map(([name, value]) => [name, value]);
  headers.push(['x-sdk-date', date]);
  const signedHeaders = headers.map(([name]) => name.toLowerCase()).sort();
  const canonical = canonicalRequests({ ...request, headers }, signedHeaders)?.[0];
  if (canonical === undefined) throw new Error(`Cannot sign a request to ${request.rawTarget}`);
  const signature = signatureOf({ canonical, date, secret });
  headers.push([
    'authorization',
    `${algorithm} Access=${accessKey}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  ]);
  return headers;
}

/**
 * The texts a client may have signed for this request, the standard one first.
 *
 * The second exists only when the path holds escapes: the vendor's Node SDK escapes an already escaped path again.
 *
 * @returns undefined when the target is not a path with valid percent escapes
 * @source /work/shared api/aksk.md §2, §7
 */
export function canonicalRequests(request: ArrivedRequest, signedHeaders: readonly string[]): string[] | undefined {
  if (!/^\/[\x21-\x7e]*$/.test(request.rawTarget)) return undefined;
  const [rawPath = '', ...rest] = request.rawTarget.split('?');
  const query = canonicalQuery(rest.join('?'));
  const path = canonicalPath(rawPath, decode);
  if (query === undefined || path === undefined) return undefined;

  const headers = groupHeaders(request.headers);
  const headerLines = signedHeaders.map((name) => `${name}:${onlyValue(headers, name)}\n`).join('');
  const bodyHash = headers.get('x-sdk-content-sha256')?.[0] ?? sha256(request.body);
  const paths = new Set([path, canonicalPath(rawPath, (segment) => segment) ?? path]);
  return [...paths].map((each) =>
    [request.method.toUpperCase(), each, query, headerLines, signedHeaders.join(';'), bodyHash].join('\n'),
  );
}

/** The signature of a canonical request: HMAC over algorithm, date and hash, keyed with the secret itself, as lower-case hex. */
function signatureOf({ canonical, date, secret }: { canonical: string; date: string; secret: string }): string {
  return createHmac('sha256', secret)
    .update(`${algorithm}\n${date}\n${sha256(canonical)}`)
    .digest('hex');
}

interface Claim {
  readonly accessKey: string;
  readonly signature: string;
  readonly signedHeaders: readonly string[];
}

const authorizationPattern =
  /^SDK-HMAC-SHA256 Access=([\w-]{1,128}), SignedHeaders=([a-z0-9!#$%&'*+.^_`|~;-]{1,2048}), Signature=([0-9a-f]{64})$/;

function parseAuthorization(values: readonly string[] | undefined): Claim | SignatureFault {
  const [value, second] = values ?? [];
  if (value === undefined) return 'authorization_missing';
  if (second !== undefined) return 'header_repeated';
  const [, accessKey = '', list = '', signature = ''] = authorizationPattern.exec(value) ?? [];
  const signedHeaders = list.split(';');
  const isSorted = signedHeaders.every((name, index) => name > (signedHeaders[index - 1] ?? ''));
  return accessKey !== '' && isSorted ? { accessKey, signature, signedHeaders } : 'authorization_malformed';
}

function faultInHeaders(headers: Grouped, signedHeaders: readonly string[]): SignatureFault | undefined {
  const signed = new Set(signedHeaders);
  const needed = [...mustBeSigned, ...signedWhenPresent.filter((name) => headers.has(name))];
  if (needed.some((name) => !signed.has(name))) return 'header_not_signed';
  if (signedHeaders.some((name) => !headers.has(name))) return 'header_missing';
  if (signedHeaders.some((name) => headers.get(name)?.length !== 1)) return 'header_repeated';
  return undefined;
}

function faultInDate(date: string, now: Date): SignatureFault | undefined {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const signedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 30 February and the like are moved by Date to another day; writing it back shows that.
  if (Number.isNaN(signedAt.getTime()) || formatSdkDate(signedAt) !== date) return 'date_malformed';
  const apart = Math.abs(Math.floor(now.getTime() / 1000) - signedAt.getTime() / 1000);
  return apart <= signatureWindowSeconds ? undefined : 'date_out_of_window';
}

/** A client may send the body's hash; it must be the true one. Leaving the body unsigned is for content that is not JSON, and says so under the signature. */
function faultInBody(headers: Grouped, { signedHeaders }: Claim, body: Uint8Array): SignatureFault | undefined {
  const stated = headers.get('x-sdk-content-sha256')?.[0];
  if (stated === undefined || stated === sha256(body)) return undefined;
  const contentType = signedHeaders.includes('content-type') ? onlyValue(headers, 'content-type') : '';
  const isOtherContent = contentType !== '' && !/json/i.test(contentType);
  return stated === 'UNSIGNED-PAYLOAD' && isOtherContent ? undefined : 'body_hash_mismatch';
}

type Grouped = ReadonlyMap<string, readonly string[]>;

function groupHeaders(list: HeaderList): Grouped {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of list) {
    const values = grouped.get(name.toLowerCase());
    if (values) values.push(value.trim());
    else grouped.set(name.toLowerCase(), [value.trim()]);
  }
  return grouped;
}

const onlyValue = (headers: Grouped, name: string): string => headers.get(name)?.[0] ?? '';

/** Each segment decoded and escaped again, with the slash at the end that only the canonical form has. */
function canonicalPath(rawPath: string, read: (segment: string) => string | undefined): string | undefined {
  const segments: string[] = [];
  for (const raw of rawPath.split('/')) {
    const text = read(raw);
    if (text === undefined) return undefined;
    segments.push(encode(text));
  }
  const path = segments.join('/');
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * Names and values decoded, escaped again and sorted by name, then value.
 *
 * A plus sign is read as a blank, as the parser behind the door reads it: read as a plus it would share a signature with
 * `%2B` and somebody on the way could turn one into the other.
 */
function canonicalQuery(raw: string): string | undefined {
  const pairs: { name: string; value: string }[] = [];
  for (const part of raw.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decode((at < 0 ? part : part.slice(0, at)).replaceAll('+', ' '));
    const value = decode(at < 0 ? '' : part.slice(at + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) return undefined;
    pairs.push({ name, value });
  }
  const byText = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  return pairs
    .sort((a, b) => byText(a.name, b.name) || byText(a.value, b.value))
    .map(({ name, value }) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** RFC 3986: everything but letters, digits and - _ . ~ as upper-case escapes. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const formatSdkDate = (at: Date): string =>
  at
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(/[-:]/g, '');

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const equalInConstantTime = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

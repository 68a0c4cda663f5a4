import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type ArrivedRequest,
  canonicalRequests,
  type HeaderList,
  type SignatureFault,
  signatureWindowSeconds,
  signRequest,
  verifySignature,
} from './sdk-hmac';
import vectors from './sdk-hmac.vectors.json' with { type: 'json' };

const signedAt = new Date('2026-11-22T03:04:05Z');
const accessKey = 'AKEXAMPLE0000000TEST';
const secret = 'skExample/With+Symbols=0123456789abcdefgh';
const bytes = (text: string) => new TextEncoder().encode(text);

const requestOf = (vector: (typeof vectors)[number]): ArrivedRequest => {
  const [method = '', rawTarget = ''] = vector.requestLine.split(' ');
  const headers = Object.entries(vector.headers).filter(([, value]) => typeof value === 'string');
  return { method, rawTarget, headers, body: bytes(vector.body) };
};
const vectorNamed = (name: string): ArrivedRequest => {
  const found = vectors.find((vector) => vector.name === name);
  if (!found) throw new Error(`No vector ${name}`);
  return requestOf(found);
};

const verify = (request: ArrivedRequest, now = signedAt) =>
  verifySignature(request, {
    now,
    keyOf: async (asked) => (asked === accessKey ? { secret, owner: 'us' } : undefined),
  });
const outcome = async (request: ArrivedRequest, now = signedAt) => {
  const result = await verify(request, now);
  return result.ok ? 'accepted' : result.fault;
};
const withHeader = (request: ArrivedRequest, name: string, value: string): ArrivedRequest => ({
  ...request,
  headers: request.headers.map(([each, old]) => [each, each === name ? value : old]),
});
const addHeader = (request: ArrivedRequest, name: string, value: string): ArrivedRequest => ({
  ...request,
  headers: [...request.headers, [name, value]],
});
const withoutHeader = (request: ArrivedRequest, name: string): ArrivedRequest => ({
  ...request,
  headers: request.headers.filter(([each]) => each !== name),
});
const headerOf = (headers: HeaderList, name: string) => headers.find(([each]) => each === name)?.[1] ?? '';
/** A request signed here, with `headers` beside host among the signed ones. */
const signed = (request: Partial<ArrivedRequest>, at = signedAt): ArrivedRequest => {
  const plain: ArrivedRequest = {
    method: 'GET',
    rawTarget: '/v2/a',
    body: bytes(''),
    ...request,
    headers: [['host', 'partner.example'], ...(request.headers ?? [])],
  };
  return { ...plain, headers: signRequest(plain, { accessKey, secret, at }) };
};

describe('[X1] published vectors', () => {
  test.each(vectors)('$name is accepted', async (vector) => {
    const request = requestOf(vector);
    const list = /SignedHeaders=([^,]+)/.exec(vector.authorization)?.[1]?.split(';') ?? [];
    expect(canonicalRequests(request, list)).toEqual([vector.canonicalRequest]);
    expect(createHash('sha256').update(vector.canonicalRequest).digest('hex')).toBe(vector.canonicalRequestSha256);
    expect(await verify(request)).toEqual({
      ok: true,
      key: { secret, owner: 'us' },
      accessKey,
      signature: /Signature=(\w+)/.exec(vector.authorization)?.[1],
      signedHeaders: list,
    });
  });

  test.each(vectors)('$name is what signRequest makes', (vector) => {
    const request = requestOf(vector);
    const unsigned = withoutHeader(withoutHeader(request, 'authorization'), 'x-sdk-date');
    const headers = signRequest(unsigned, { accessKey, secret, at: signedAt });
    expect(headerOf(headers, 'authorization')).toBe(vector.authorization);
  });

  test('a slash at the end of the path signs the same', async () => {
    const get = vectorNamed('get-no-domain');
    expect(await outcome({ ...get, rawTarget: `${get.rawTarget}/` })).toBe('accepted');
  });

  test('header names arrive in any letter case', async () => {
    const post = vectorNamed('post-json');
    const headers = post.headers.map(([name, value]) => [name.toUpperCase(), ` ${value}\t`] as const);
    expect(await outcome({ ...post, headers })).toBe('accepted');
  });
});

describe('[X2] one thing changed', () => {
  const post = vectorNamed('post-json');
  const odd = vectorNamed('get-odd-query');
  const authorization = headerOf(post.headers, 'authorization');
  const replaceAuthorization = (from: string | RegExp, to: string) =>
    withHeader(post, 'authorization', authorization.replace(from, to));
  const target = (from: string, to: string): ArrivedRequest => {
    expect(odd.rawTarget).toContain(from);
    return { ...odd, rawTarget: odd.rawTarget.replace(from, to) };
  };

  test.each<[string, ArrivedRequest, SignatureFault]>([
    ['method', { ...post, method: 'PUT' }, 'signature_mismatch'],
    ['path', { ...post, rawTarget: '/v2/accounts/partner-accounts/reclaim-amount' }, 'signature_mismatch'],
    ['path prefix', { ...post, rawTarget: `/x${post.rawTarget}` }, 'signature_mismatch'],
    ['doubled slash', { ...post, rawTarget: `/${post.rawTarget}` }, 'signature_mismatch'],
    ['added query', { ...post, rawTarget: `${post.rawTarget}?a=1` }, 'signature_mismatch'],
    ['query value', target('limit=10', 'limit=11'), 'signature_mismatch'],
    ['query name', target('limit=10', 'Limit=10'), 'signature_mismatch'],
    ['query member removed', target('&limit=10', ''), 'signature_mismatch'],
    ['query member repeated', target('limit=10', 'limit=10&limit=10'), 'signature_mismatch'],
    ['query value to another member', target('operation_types=2', 'operation_type=2'), 'signature_mismatch'],
    ['escaped plus made a blank', target('%2B', '+'), 'signature_mismatch'],
    ['escape escaped again', target('%3D', '%253D'), 'signature_mismatch'],
    ['escaped & made a separator', target('%26', '&'), 'signature_mismatch'],
    ['broken escape', target('%3D', '%G0'), 'target_malformed'],
    ['escape that is no UTF-8', target('%3D', '%FF'), 'target_malformed'],
    ['absolute target', { ...post, rawTarget: `http://127.0.0.1:18080${post.rawTarget}` }, 'target_malformed'],
    ['host', withHeader(post, 'host', '127.0.0.2:18080'), 'signature_mismatch'],
    ['port', withHeader(post, 'host', '127.0.0.1:18081'), 'signature_mismatch'],
    ['date, one second', withHeader(post, 'x-sdk-date', '20261122T030406Z'), 'signature_mismatch'],
    ['signed content type', withHeader(post, 'content-type', 'application/json; charset=utf-8'), 'signature_mismatch'],
    ['signed domain id', withHeader(post, 'x-domain-id', 'd0000000000000000000000000000002'), 'signature_mismatch'],
    ['signed language', withHeader(odd, 'x-language', 'en_US'), 'signature_mismatch'],
    [
      'body byte',
      { ...post, body: bytes('{"customer_id":"0a1b2c3d4e5f60718293a4b5c6d7e8f0","amount":10.6}') },
      'signature_mismatch',
    ],
    [
      'body, same JSON',
      { ...post, body: bytes('{"customer_id":"0a1b2c3d4e5f60718293a4b5c6d7e8f0","amount": 10.5}') },
      'signature_mismatch',
    ],
    ['body emptied', { ...post, body: bytes('') }, 'signature_mismatch'],
    ['signed header missing', withoutHeader(post, 'content-type'), 'header_missing'],
    ['signed header twice', addHeader(post, 'Content-Type', 'application/json'), 'header_repeated'],
    ['host twice', addHeader(post, 'host', '127.0.0.1:18080'), 'header_repeated'],
    ['Authorization twice', addHeader(post, 'authorization', authorization), 'header_repeated'],
    ['Authorization missing', withoutHeader(post, 'authorization'), 'authorization_missing'],
    ['signature digit', replaceAuthorization(/0$/, '1'), 'signature_mismatch'],
    ['signature in capitals', replaceAuthorization(/985c2001/, '985C2001'), 'authorization_malformed'],
    ['signature too short', replaceAuthorization(/0$/, ''), 'authorization_malformed'],
    ['signature with a tail', withHeader(post, 'authorization', `${authorization}, x=1`), 'authorization_malformed'],
    ['unknown access key', replaceAuthorization('AKEXAMPLE0000000TEST', 'AKEXAMPLE0000000NONE'), 'signature_mismatch'],
    ['no access key', replaceAuthorization('AKEXAMPLE0000000TEST', ''), 'authorization_malformed'],
    ['another algorithm', replaceAuthorization('SHA256', 'SM3'), 'authorization_malformed'],
    ['derived algorithm', replaceAuthorization('SDK-HMAC-SHA256', 'V11-HMAC-SHA256'), 'authorization_malformed'],
    ['two blanks', replaceAuthorization('256 Access', '256  Access'), 'authorization_malformed'],
    ['no blank after comma', replaceAuthorization(', Signed', ',Signed'), 'authorization_malformed'],
    ['list not sorted', replaceAuthorization('content-type;host', 'host;content-type'), 'authorization_malformed'],
    ['list with a name twice', replaceAuthorization('host;', 'host;host;'), 'authorization_malformed'],
    ['list in capitals', replaceAuthorization('host;', 'Host;'), 'authorization_malformed'],
    ['list with an empty name', replaceAuthorization('host;', 'host;;'), 'authorization_malformed'],
    ['host left out of the list', replaceAuthorization('host;', ''), 'header_not_signed'],
    ['date left out of the list', replaceAuthorization(';x-sdk-date', ''), 'header_not_signed'],
    ['domain id left out of the list', replaceAuthorization('x-domain-id;', ''), 'header_not_signed'],
    ['added x-domain-id', addHeader(vectorNamed('get-no-domain'), 'X-Domain-Id', 'd1'), 'header_not_signed'],
    ['added x-project-id', addHeader(post, 'X-Project-Id', 'p1'), 'header_not_signed'],
    ['added x-security-token', addHeader(post, 'X-Security-Token', 't'), 'header_not_signed'],
    ['added x-sdk-content-sha256', addHeader(post, 'X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD'), 'header_not_signed'],
    ['added idempotency-key', addHeader(post, 'Idempotency-Key', 'once'), 'header_not_signed'],
  ])('%s is refused', async (_, request, fault) => {
    expect(await outcome(request)).toBe(fault);
  });

  test('another spelling of the same query is the same request', async () => {
    expect(await outcome(target('limit=10', '%6Cimit=1%30'))).toBe('accepted');
    const [path = '', query = ''] = odd.rawTarget.split('?');
    expect(await outcome({ ...odd, rawTarget: `${path}?${query.split('&').reverse().join('&')}` })).toBe('accepted');
  });

  test('a signed idempotency key is accepted, and changing it is not', async () => {
    const request = signed({ method: 'POST', headers: [['Idempotency-Key', 'pay-1']] });
    expect(await outcome(request)).toBe('accepted');
    expect(await outcome(withHeader(request, 'Idempotency-Key', 'pay-2'))).toBe('signature_mismatch');
    expect(await outcome(addHeader(request, 'Idempotency-Key', 'pay-2'))).toBe('header_repeated');
  });

  test('a stated body hash must be the true one; an unsigned body only for content that is not JSON', async () => {
    const body = bytes('{"a":1}');
    const hash = createHash('sha256').update(body).digest('hex');
    const stated = (value: string, type: string, sent = body) => ({
      ...signed({
        method: 'POST',
        body,
        headers: [
          ['content-type', type],
          ['x-sdk-content-sha256', value],
        ],
      }),
      body: sent,
    });
    expect(await outcome(stated(hash, 'application/json'))).toBe('accepted');
    expect(await outcome(stated(hash, 'application/json', bytes('{"a":2}')))).toBe('body_hash_mismatch');
    expect(await outcome(stated('0'.repeat(64), 'application/json'))).toBe('body_hash_mismatch');
    expect(await outcome(stated('UNSIGNED-PAYLOAD', 'application/json'))).toBe('body_hash_mismatch');
    expect(await outcome(stated('UNSIGNED-PAYLOAD', 'application/vnd.x+JSON'))).toBe('body_hash_mismatch');
    expect(await outcome(stated('UNSIGNED-PAYLOAD', 'application/octet-stream'))).toBe('accepted');
    expect(await outcome(signed({ body, headers: [['x-sdk-content-sha256', 'UNSIGNED-PAYLOAD']] }))).toBe(
      'body_hash_mismatch',
    );
  });

  test('a path escaped twice, as the Node SDK signs it, is the second candidate', async () => {
    const once = signed({ rawTarget: '/v2/names/a%20b' });
    expect(await outcome(once)).toBe('accepted');
    const twice = signed({ rawTarget: '/v2/names/a%2520b' });
    expect(await outcome({ ...twice, rawTarget: '/v2/names/a%20b' })).toBe('accepted');
    expect(await outcome({ ...twice, rawTarget: '/v2/names/a b' })).toBe('target_malformed');
    expect(await outcome({ ...once, rawTarget: '/v2/names/a%2Fb' })).toBe('signature_mismatch');
  });

  test('an unknown key is looked up once and costs the same hashing; nothing is looked up for a malformed request', async () => {
    const asked: string[] = [];
    const keyOf = async (key: string) => void asked.push(key);
    const unknown = replaceAuthorization('AKEXAMPLE0000000TEST', 'NOBODY');
    expect(await verifySignature(unknown, { now: signedAt, keyOf })).toEqual({
      ok: false,
      fault: 'signature_mismatch',
      accessKey: 'NOBODY',
    });
    await verifySignature(withoutHeader(unknown, 'host'), { now: signedAt, keyOf });
    expect(asked).toEqual(['NOBODY']);
  });
});

describe('[X3] the time window', () => {
  const minutes = 60_000;
  const request = signed({});
  test.each([
    ['-15:00', -15 * minutes, 'accepted'],
    ['+15:00', 15 * minutes, 'accepted'],
    ['-15:01', -15 * minutes - 1000, 'date_out_of_window'],
    ['+15:01', 15 * minutes + 1000, 'date_out_of_window'],
    ['+15:00.999, still the same second', 15 * minutes + 999, 'accepted'],
    ['-15:00.001, the second before', -15 * minutes - 1, 'date_out_of_window'],
    ['0:00', 0, 'accepted'],
  ])('server clock %s from the signed date', async (_, offset, expected) => {
    expect(signatureWindowSeconds).toBe(900);
    expect(await outcome(request, new Date(signedAt.getTime() + offset))).toBe(expected);
  });

  test.each(['1970-01-01T00:00:00Z', '2100-01-01T00:00:00Z'])('signed in %s', async (at) => {
    expect(await outcome(signed({}, new Date(at)))).toBe('date_out_of_window');
  });

  test.each([
    '2026-11-22T03:04:05Z',
    '20261122T030405',
    '20261122T030405+0000',
    '20261122T030405.000Z',
    '20261122 030405Z',
    '20261322T030405Z',
    '20260230T030405Z',
    '20261122T240000Z',
    '20261122T030460Z',
    'Sun, 22 Nov 2026 03:04:05 GMT',
    '1795316645',
    '２０２６1122T030405Z',
    '',
  ])('%j is not a date', async (date) => {
    expect(await outcome(withHeader(request, 'x-sdk-date', date))).toBe('date_malformed');
  });

  test('no date at all', async () => {
    expect(await outcome(withoutHeader(request, 'x-sdk-date'))).toBe('header_missing');
  });
});

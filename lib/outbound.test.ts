import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { postOutbound, type Resolve } from './outbound';

/** Counts who knocks on loopback. Whatever reaches it has got past the guard. */
let hits = 0;
const canary = net.createServer((socket) => {
  hits += 1;
  socket.on('error', () => undefined).destroy();
});
let canaryPort = 0;
let receiver: Receiver;
beforeAll(async () => {
  canary.listen(0, '::');
  await once(canary, 'listening');
  canaryPort = (canary.address() as AddressInfo).port;
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await new Promise((resolve) => canary.close(resolve));
});
beforeEach(() => {
  hits = 0;
  receiver.received.length = 0;
  receiver.answer({ status: 204 });
});

const post = (url: string, options: { resolve?: Resolve; timeoutMs?: number } = {}) =>
  postOutbound(
    { url, headers: { 'content-type': 'application/json' }, body: '{"a":1}', timeoutMs: options.timeoutMs ?? 3_000 },
    options.resolve,
  );
const answering =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses;

describe('an answer', () => {
  it('comes back with its status, headers and body, and the request arrives byte for byte', async () => {
    receiver.answer({ status: 202, headers: { 'x-seen': 'yes' }, body: 'taken 好' });
    const result = await postOutbound({
      url: receiver.url('/a?b=c'),
      headers: { 'x-own': '1' },
      body: '{"amount":"1.00"}',
    });
    expect(result).toMatchObject({ outcome: 'answered', status: 202, body: 'taken 好', headers: { 'x-seen': 'yes' } });
    expect(receiver.received).toMatchObject([
      {
        path: '/a?b=c',
        body: '{"amount":"1.00"}',
        headers: { 'x-own': '1', 'content-length': '17', connection: 'close' },
      },
    ]);
  });

  it('[W3] uses no connection twice', async () => {
    const ports = new Set<number | undefined>();
    receiver.answer({
      write: (response) => {
        ports.add(response.socket?.remotePort);
        response.writeHead(200, { connection: 'keep-alive' }).end();
      },
    });
    for (let nth = 0; nth < 3; nth += 1) expect(await post(receiver.url())).toMatchObject({ status: 200 });
    expect(ports.size).toBe(3);
  });

  it.each([301, 302, 303, 307, 308])('[W4] is not followed when it leads elsewhere: %i to loopback', async (status) => {
    receiver.answer({ status, headers: { location: `https://127.0.0.1:${canaryPort}/` } });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'answered', status });
    expect([hits, receiver.received.length]).toEqual([0, 1]);
  });
});

describe('[W2] what lies inside is not reached', () => {
  it.each([
    ...['localhost', 'localhost.', '127.1', '0', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '①②⑦.0.0.1'],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
    ],
    ...[
      '%31%32%37.0.0.1',
      '127。0。0。1',
      '169.254.169.254',
      '169。254。169。254',
      '[fd00:ec2::254]',
      '100.100.100.200',
    ],
    ...[
      '168.63.129.16',
      '10.0.0.1',
      '172.16.0.1',
      '192.168.0.1',
      '100.64.0.1',
      '0.0.0.0',
      '255.255.255.255',
      '224.0.0.1',
    ],
    ...['[fe80::1]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', 'intranet', 'user:pass@hooks.qiming.example'],
  ])('as a literal: %s', async (host) => {
    const unasked: Resolve = async () => ['127.0.0.1'];
    expect(await post(`https://${host}:${canaryPort}/`, { resolve: unasked })).toMatchObject({
      outcome: 'not_allowed',
    });
    expect(hits).toBe(0);
  });

  it.each([
    ...['127.0.0.1', '127.8.8.8', '10.1.2.3', '100.64.0.1', '169.254.169.254', '192.168.1.1', '0.0.0.0', '198.18.0.1'],
    ...[
      '::1',
      '::',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      '::ffff:127.0.0.1',
      '::7f00:1',
      '64:ff9b::7f00:1',
      '64:ff9b::a00:1',
    ],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', 'fec0::1', 'no address'],
  ])('as the address of a name: %s', async (address) => {
    const url = `https://10.0.0.5.nip.example:${canaryPort}/`;
    expect(await post(url, { resolve: answering(address) })).toMatchObject({ outcome: 'not_allowed' });
    // One inside is enough, wherever it stands among public ones.
    for (const mixed of [answering('2000::1', address), answering(address, '2000::1')])
      expect(await post(url, { resolve: mixed })).toMatchObject({ outcome: 'not_allowed' });
    expect(hits).toBe(0);
  });

  it.each([
    'http://hooks.qiming.example/',
    'ftp://hooks.qiming.example/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//x.example',
    '',
  ])('nor by another scheme: %j', async (url) => {
    expect(await post(url)).toMatchObject({ outcome: 'not_allowed' });
    expect(receiver.received).toEqual([]);
  });

  it('[W3] a name that is public when judged and inside afterwards is asked for once, and the connection goes where it was judged', async () => {
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      // Of IPv6 space that was never given to anybody: there is no machine to reach.
      return asked === 1 ? ['2000::1'] : ['127.0.0.1', '::1'];
    };
    const { outcome } = await post(`https://rebinding.example:${canaryPort}/`, { resolve: rebinding, timeoutMs: 500 });
    expect(['unreachable', 'timed_out']).toContain(outcome);
    expect([asked, hits]).toEqual([1, 0]);
  });

  it('a canary that nobody warned of does hear a knock', async () => {
    const socket = net.connect(canaryPort, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'close');
    expect(hits).toBe(1);
  });
});

describe('[W4] nothing takes longer or grows larger than it may', () => {
  it('an endless body is left at 64 kB', async () => {
    let written = 0;
    receiver.answer({
      write: (response) => {
        const part = Buffer.alloc(16_384, 'x');
        const more = () => {
          while (!response.destroyed && response.write(part)) written += part.length;
        };
        response.writeHead(200).on('drain', more);
        more();
      },
    });
    const before = process.memoryUsage().rss;
    expect(await post(receiver.url())).toMatchObject({ outcome: 'too_large' });
    expect(written).toBeLessThan(50_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('a body of 64 kB is read whole, one byte more is not; what is packed is not unpacked', async () => {
    receiver.answer({ status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x'.repeat(65_536) });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'answered', body: 'x'.repeat(65_536) });
    receiver.answer({ status: 200, body: 'x'.repeat(65_537) });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'too_large' });
  });

  it('headers beyond 16 kB are not read', async () => {
    receiver.answer({ status: 200, headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'too_large' });
  });

  it.each([
    ['never answers', () => undefined],
    ['sends a byte now and then', (response: http.ServerResponse) => drip(response.writeHead(200))],
    [
      'sends headers that never end',
      ({ socket }: http.ServerResponse) => {
        socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
        drip(socket, 'x');
      },
    ],
  ])('a server that %s is left when the time is over', async (_name, write) => {
    receiver.answer({ write });
    const result = await post(receiver.url(), { timeoutMs: 400 });
    expect(result.outcome).toBe('timed_out');
    expect(result.durationMs).toBeLessThan(1_500);
  });

  it.each([
    ['turns to another protocol', '101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade'],
    ['gives a status that is none', '099 Early'],
  ])('a server that %s has not answered', async (_name, head) => {
    receiver.answer({ write: ({ socket }) => socket?.end(`HTTP/1.1 ${head}\r\n\r\n`) });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'unreachable' });
  });

  it('a resolver that never answers counts in the same time', async () => {
    const silent: Resolve = () => new Promise(() => undefined);
    expect(await post('https://slow.example/', { resolve: silent, timeoutMs: 200 })).toMatchObject({
      outcome: 'timed_out',
    });
  });
});

it('receivers on this machine are for tests only', async () => {
  process.env['APP_ENV'] = 'production';
  const inside = answering('127.0.0.1');
  expect(await post(receiver.url(), { resolve: inside })).toMatchObject({ outcome: 'not_allowed' });
  process.env['APP_ENV'] = 'test';
  expect(await post(receiver.url(), { resolve: inside })).toMatchObject({ outcome: 'answered' });
});

describe('[W4] what is not secure or not there', () => {
  it('a certificate that nobody vouches for, or of another name, ends it before anything is sent', async () => {
    const stranger = await startReceiver('erp.qiming.example', { trusted: false });
    expect(await post(stranger.url())).toMatchObject({ outcome: 'bad_certificate' });
    expect(stranger.received).toEqual([]);
    await stranger.close();
    const hosts = process.env['OUTBOUND_TEST_HOSTS'];
    process.env['OUTBOUND_TEST_HOSTS'] = `${hosts},other.example=127.0.0.1:${receiver.port}`;
    expect(await post('https://other.example/')).toMatchObject({ outcome: 'bad_certificate' });
    process.env['OUTBOUND_TEST_HOSTS'] = hosts;
    expect(receiver.received).toEqual([]);
  });

  it('a port without TLS, a closed one, a connection cut, another protocol and a name without addresses are unreachable', async () => {
    const plain = http.createServer((_request, response) => response.end('in clear'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const hosts = process.env['OUTBOUND_TEST_HOSTS'];
    const { port } = plain.address() as AddressInfo;
    process.env['OUTBOUND_TEST_HOSTS'] = `${hosts},plain.example=127.0.0.1:${port}`;
    expect(await post('https://plain.example/')).toMatchObject({ outcome: 'unreachable' });
    await new Promise((resolve) => plain.close(resolve));
    expect(await post('https://plain.example/')).toMatchObject({ outcome: 'unreachable' });
    process.env['OUTBOUND_TEST_HOSTS'] = hosts;
    receiver.answer({ write: (response) => response.destroy() });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'unreachable' });
    receiver.answer({ write: (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf') });
    expect(await post(receiver.url())).toMatchObject({ outcome: 'unreachable' });
    expect(await post('https://nowhere.example/', { resolve: answering() })).toMatchObject({ outcome: 'unreachable' });
    const failing: Resolve = async () => Promise.reject(new Error('SERVFAIL'));
    expect(await post('https://nowhere.example/', { resolve: failing })).toMatchObject({ outcome: 'unreachable' });
  });
});

/** Writes a little, again and again, until the other side has gone. */
function drip(to: { write: (text: string) => unknown; destroyed: boolean } | null, text = ' '): void {
  const timer = setInterval(() => (to && !to.destroyed ? to.write(text) : clearInterval(timer)), 50);
}

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, keepAddressesTrue } from './address';
import { isFromOwnPage } from './origin';

let server: http.Server;
let base: string;

beforeAll(async () => {
  process.env['DATABASE_URL'] ??= 'postgres://unused.invalid/unused';
  keepAddressesTrue();
  server = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('[H3] without a proxy of ours the address is the socket’s, whatever the sender wrote', async () => {
  const forged = {
    'X-Forwarded-For': '1.2.3.4',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
    Forwarded: 'for=1.2.3.4;host=evil.example',
  };
  const seen = (await (await fetch(base, { headers: forged })).json()) as Record<string, string>;
  expect(addressOf(new Headers(seen))).toBe('127.0.0.1');
  expect(JSON.stringify(seen)).not.toMatch(/1\.2\.3\.4|evil/);
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['1.2.3.4, 2001:db8::1', '2001:db8::1'],
  ['1.2.3.4:80', null],
  ['<script>', null],
  ['', null],
])('reads %j as %j', (header, address) => {
  expect(addressOf(new Headers({ 'x-forwarded-for': header }))).toBe(address);
});

test.each([
  [{ Origin: 'http://127.0.0.1:4390' }, true],
  [{ Origin: 'http://127.0.0.1:4390', 'Sec-Fetch-Site': 'same-origin' }, true],
  [{ Origin: 'http://127.0.0.1:4390', 'Sec-Fetch-Site': 'none' }, true],
  [{ Origin: 'http://127.0.0.1:4390', 'Sec-Fetch-Site': 'cross-site' }, false],
  [{ Origin: 'http://127.0.0.1:4390', 'Sec-Fetch-Site': 'same-site' }, false],
  [{}, false],
  [{ Origin: 'null' }, false],
  [{ Origin: 'https://127.0.0.1:4390' }, false],
  [{ Origin: 'http://127.0.0.1:4391' }, false],
  [{ Origin: 'http://127.0.0.1:4390.evil.example' }, false],
  [{ Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example', Host: 'evil.example' }, false],
])('[A18] %j is our own page: %s', (headers, isOwn) => {
  expect(isFromOwnPage(new Headers(headers))).toBe(isOwn);
});

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readUpload } from './read-upload';

const boundary = 'xYz';
const part = (name: string, value: string | Uint8Array, fileName?: string) =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
const form = (...parts: Uint8Array[]) => Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
const request = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://127.0.0.1/x', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    body,
    duplex: 'half',
  } as RequestInit);

/** A body that is made while it is read. */
function endless(pieces: () => Iterator<Uint8Array>): ReadableStream<Uint8Array> {
  const made = pieces();
  return new ReadableStream({
    pull(controller) {
      const next = made.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

describe('a form with a file', () => {
  it('is read with its fields, wherever it is cut into pieces', async () => {
    const file = Buffer.from('银行'.repeat(500));
    const body = form(part('request', 'k1'), part('format', 'csv'), part('file', file, '../银行.csv'));
    for (const size of [1, 7, 1_000, body.length]) {
      const read = await readUpload(
        request(
          endless(function* () {
            for (let from = 0; from < body.length; from += size) yield body.subarray(from, from + size);
          }),
        ),
        10_000,
      );
      if (typeof read === 'string') throw new Error(read);
      expect([...read.fields]).toEqual([
        ['request', 'k1'],
        ['format', 'csv'],
      ]);
      expect(read.fileName).toBe('银行.csv');
      expect(Buffer.concat(read.content).equals(file)).toBe(true);
    }
  });

  it('[F7] is too large by one byte', async () => {
    expect(await readUpload(request(form(part('file', Buffer.alloc(1_000), 'a'))), 1_000)).toMatchObject({
      fileName: 'a',
    });
    expect(await readUpload(request(form(part('file', Buffer.alloc(1_001), 'a'))), 1_000)).toBe('too_large');
  });

  it('[F7] of 200 MB takes no more memory than the limit', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage().rss;
    let most = 0;
    const body = endless(function* () {
      yield part('file', '', 'a').subarray(0, -2);
      for (let sent = 0; sent < 200_000_000; sent += piece.length) {
        most = Math.max(most, process.memoryUsage().rss);
        yield piece;
      }
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    });
    expect(await readUpload(request(body), 20_000_000)).toBe('too_large');
    expect((most - before) / 1_000_000).toBeLessThan(150);
  });

  it('[F8] is none where it is packed, cut off, of another kind or without a file', async () => {
    const body = form(part('file', 'x'.repeat(500), 'a'));
    expect(await readUpload(request(gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }), 1_000)).toBe(
      'not_a_form',
    );
    for (const at of [0, 10, 60, 300, body.length - 8])
      expect([at, await readUpload(request(body.subarray(0, at)), 1_000)]).toEqual([at, 'not_a_form']);
    expect(await readUpload(request(body, { 'content-type': 'text/plain' }), 1_000)).toBe('not_a_form');
    expect(await readUpload(request(body, { 'content-type': 'multipart/form-data' }), 1_000)).toBe('not_a_form');
    expect(await readUpload(request(form(part('format', 'csv'))), 1_000)).toBe('not_a_form');
    expect(await readUpload(request(form(...Array.from({ length: 1_000 }, (_, n) => part(`f${n}`, 'x')))), 1_000)).toBe(
      'not_a_form',
    );
  });

  it('is not read when its sender goes away', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(part('file', 'x'.repeat(500), 'a').subarray(0, 300));
      },
      pull(controller) {
        controller.error(new Error('connection reset'));
      },
    });
    expect(await readUpload(request(body), 1_000)).toBe('not_a_form');
  });
});

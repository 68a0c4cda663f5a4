import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { needsResealing, openSecret, readKeyRing, sealSecret } from './secret-box';

const oldKey = Buffer.alloc(32, 'an old key').toString('base64');
const newKey = Buffer.alloc(32, 'a new key').toString('base64');
const ring = readKeyRing(oldKey);
const place = { table: 'api_keys', id: '0192-a', column: 'secret' };

describe('a sealed secret', () => {
  test.each(['demo-secret-qiming-000000000000000000001', '', '密钥🔑', 'x'.repeat(10_000)])(
    'opens where it was sealed',
    (plain) => {
      expect(openSecret(sealSecret(plain, place, ring), place, ring)).toBe(plain);
    },
  );

  test('does not show the secret and is never the same twice', () => {
    const boxes = [1, 2].map(() => sealSecret('open sesame', place, ring));
    expect(boxes[0]).not.toBe(boxes[1]);
    for (const box of boxes) {
      expect(box).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{80}\.[\w-]+$/);
      expect(Buffer.from(box).includes('sesame')).toBe(false);
    }
  });

  test.each([
    ['row', { ...place, id: '0192-b' }],
    ['column', { ...place, column: 'webhook_secret' }],
    ['table', { ...place, table: 'webhooks' }],
    ['split of the same letters', { table: 'api_key', id: 's0192-a', column: 'secret' }],
  ])('does not open in another %s', (_, elsewhere) => {
    const box = sealSecret('open sesame', place, ring);
    expect(() => openSecret(box, elsewhere, ring)).toThrow();
  });

  test('does not open when any of its letters was changed', () => {
    const box = sealSecret('open sesame', place, ring);
    for (let at = 0; at < box.length - 1; at += 1) {
      const changed = box.slice(0, at) + (box[at] === 'A' ? 'B' : 'A') + box.slice(at + 1);
      expect(() => openSecret(changed, place, ring), changed).toThrow();
    }
    for (const cut of ['', 'v1', box.slice(0, -4), box.slice(0, box.lastIndexOf('.')), 'plain text']) {
      expect(() => openSecret(cut, place, ring), cut).toThrow();
    }
  });

  test('cannot be put together from the data key of one box and the value of another', () => {
    const [mine, theirs] = [
      sealSecret('a', place, ring).split('.'),
      sealSecret('b', { ...place, id: 'x' }, ring).split('.'),
    ];
    expect(() => openSecret([...theirs.slice(0, 3), mine[3]].join('.'), place, ring)).toThrow();
    expect(() => openSecret([...mine.slice(0, 3), theirs[3]].join('.'), place, ring)).toThrow();
  });
});

describe('replacing the key', () => {
  const both = readKeyRing(`${newKey},${oldKey}`);

  test('old boxes open, new boxes use the new key', () => {
    const box = sealSecret('open sesame', place, ring);
    expect(openSecret(box, place, both)).toBe('open sesame');
    expect(needsResealing(box, both)).toBe(true);
    const again = sealSecret(openSecret(box, place, both), place, both);
    expect(needsResealing(again, both)).toBe(false);
    expect(openSecret(again, place, readKeyRing(newKey))).toBe('open sesame');
  });

  test('a box whose key is gone says which key, not what is in it', () => {
    const box = sealSecret('open sesame', place, ring);
    expect(() => openSecret(box, place, readKeyRing(newKey))).toThrow(
      `The key ${ring.current.id} that sealed api_keys.secret is not in KEY_ENCRYPTION_KEY`,
    );
  });
});

test.each([
  '',
  'short',
  randomBytes(31).toString('base64'),
  randomBytes(33).toString('base64'),
  `${oldKey},`,
  `${oldKey}x`,
])('the setting %j is refused without being repeated', (setting) => {
  expect(() => readKeyRing(setting)).toThrow(
    /^Key \d of KEY_ENCRYPTION_KEY is not 32 bytes in base64 \(openssl rand -base64 32\)$/,
  );
});

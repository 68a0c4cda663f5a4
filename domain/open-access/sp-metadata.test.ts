import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXml, withDescendants } from '@/lib/read-xml';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { seedWorld } from '@/tests/world';
import { signedText } from './idp-signature';
import { currentSigningKey } from './signing-key';
import { writeSpMetadata } from './sp-metadata';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  await seedWorld();
});
afterAll(() => test.close());

function rootOf(text: string) {
  const root = readXml(text);
  if (typeof root === 'string') throw new Error(root);
  return root;
}

describe('the platform’s own metadata', () => {
  it('name it and the certificate of the key in force, and nothing of the key itself', async () => {
    const text = await writeSpMetadata('https://partners.example');
    const root = rootOf(text);
    expect(root.attributes.get('entityID')).toBe('https://partners.example/open-access/sp-metadata');
    const names = root.children.map(({ name }) => name);
    expect(names).toEqual(['Signature', 'SPSSODescriptor']);
    const { certificate } = await currentSigningKey();
    const shown = [...withDescendants(root)].filter(({ name }) => name === 'X509Certificate').map((one) => one.text);
    expect(shown.length).toBeGreaterThan(0);
    for (const each of shown)
      expect(new X509Certificate(Buffer.from(each, 'base64')).fingerprint256).toBe(
        new X509Certificate(certificate).fingerprint256,
      );
    expect(text).not.toContain('PRIVATE');
  });

  it('are signed over the whole, so that one changed letter is noticed', async () => {
    const text = await writeSpMetadata('https://partners.example');
    const signed = signedText(text, rootOf(text));
    expect(signed).toContain('SPSSODescriptor');
    const changed = text.replace('partners.example/saml', 'partnars.example/saml');
    expect(signedText(changed, rootOf(changed))).toBe('wrong');
  });
});

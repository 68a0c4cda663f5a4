import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { bareCertificate, type IdpKey, idpMetadataXml, makeIdpKey, signedXmlOf } from '@/tests/idp-metadata';
import { readIdpMetadata } from './idp-metadata';

let key: IdpKey;
let other: IdpKey;
let past: IdpKey;
let future: IdpKey;
let weak: IdpKey;
beforeAll(async () => {
  [key, other, past, future, weak] = await Promise.all([
    makeIdpKey(),
    makeIdpKey(),
    makeIdpKey({ fromDays: -30, untilDays: -1 }),
    makeIdpKey({ fromDays: 2 }),
    makeIdpKey({ keySize: 1024 }),
  ]);
});

const read = (text: string | Uint8Array) =>
  readIdpMetadata(typeof text === 'string' ? Buffer.from(text) : text, new Date());
const keyDescriptor = (text: string) =>
  `<md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
/** A certificate whose key says that it is of a kind nobody has defined. */
const ofUnknownKind = (certificate: string): string => {
  const bytes = Buffer.from(bareCertificate(certificate), 'base64');
  const rsaEncryption = Buffer.from('2a864886f70d010101', 'hex');
  bytes[bytes.indexOf(rsaEncryption) + rsaEncryption.length - 1] = 0x77;
  return bytes.toString('base64');
};
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const signOnAt = (location: string) => `<md:SingleSignOnService Binding="${post}" Location="${location}"/>`;

describe('metadata of an identity provider', () => {
  it('are read: who it is, where one signs on, what it signs with', () => {
    const { fingerprint256, validTo } = new X509Certificate(key.certificate);
    expect(read(idpMetadataXml(key))).toEqual({
      entityId: 'https://idp.qiming.example/metadata',
      signOnUrl: 'https://idp.qiming.example/sso',
      certificates: [
        { fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(), notAfter: new Date(validTo).toISOString() },
      ],
      validUntil: null,
      isSigned: false,
    });
  });

  it('may begin with a byte order mark, and name one or two ends: the nearer counts', () => {
    const xml = idpMetadataXml(key, { attributes: ' validUntil="2199-01-01T00:00:00Z"' }).replace(
      '<md:IDPSSODescriptor',
      '<md:IDPSSODescriptor validUntil="2198-06-01T00:00:00"',
    );
    expect(read(`\uFEFF${xml}`)).toMatchObject({ validUntil: new Date('2198-06-01T00:00:00Z') });
  });

  it('leave out certificates that are over or to come, as long as one is in force', () => {
    const keys = [past, key, future].map(({ certificate }) => keyDescriptor(bareCertificate(certificate))).join('');
    expect(read(idpMetadataXml(key, { keys }))).toMatchObject({ certificates: [{}] });
  });

  it.each<[string, () => string | Uint8Array, string]>([
    ['not UTF-8', () => Buffer.from([0x3c, 0xff, 0xfe]), 'metadata_not_utf8'],
    ['UTF-16', () => Buffer.from(`\uFEFF${idpMetadataXml(key)}`, 'utf16le'), 'metadata_not_utf8'],
    [
      'another encoding',
      () => idpMetadataXml(key, { head: '<?xml version="1.0" encoding="GBK"?>' }),
      'metadata_not_utf8',
    ],
    ['nothing', () => '', 'metadata_not_xml'],
    ['no XML', () => 'entityID=idp', 'metadata_not_xml'],
    ['an open tag', () => idpMetadataXml(key).replace('</md:EntityDescriptor>', ''), 'metadata_not_xml'],
    ['two roots', () => `${idpMetadataXml(key)}<more/>`, 'metadata_not_xml'],
    ['an entity nobody declared', () => idpMetadataXml(key, { more: '&who;' }), 'metadata_not_xml'],
    ['65 levels', () => idpMetadataXml(key, { more: '<a>'.repeat(65) + '</a>'.repeat(65) }), 'metadata_not_xml'],
    ['too many elements', () => idpMetadataXml(key, { more: '<a/>'.repeat(4_001) }), 'metadata_not_xml'],
    ['another root', () => '<html/>', 'metadata_not_entity'],
    ['another namespace', () => idpMetadataXml(key).replace('SAML:2.0:metadata', 'SAML:1.1'), 'metadata_not_entity'],
    ['no entity id', () => idpMetadataXml(key, { entityId: ' ' }), 'metadata_not_entity'],
    ['a long entity id', () => idpMetadataXml(key, { entityId: `https://${'a'.repeat(1020)}` }), 'metadata_not_entity'],
    ['no such role', () => idpMetadataXml(key).replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), 'metadata_no_idp'],
    [
      'another protocol',
      () => idpMetadataXml(key, { protocol: 'urn:oasis:names:tc:SAML:1.1:protocol' }),
      'metadata_no_idp',
    ],
    ['no sign-on', () => idpMetadataXml(key, { signOn: '' }), 'metadata_no_sign_on'],
    [
      'sign-on by http',
      () => idpMetadataXml(key, { signOn: signOnAt('http://idp.qiming.example/') }),
      'metadata_no_sign_on',
    ],
    ['a private host', () => idpMetadataXml(key, { signOn: signOnAt('https://127.0.0.1/sso') }), 'metadata_no_sign_on'],
    ['script', () => idpMetadataXml(key, { signOn: signOnAt('javascript:alert(1)') }), 'metadata_no_sign_on'],
    ['no certificate', () => idpMetadataXml(key, { keys: '' }), 'metadata_no_certificate'],
    ['for encryption only', () => idpMetadataXml(key, { use: ' use="encryption"' }), 'metadata_no_certificate'],
    ['no base64', () => idpMetadataXml(key, { keys: keyDescriptor('***') }), 'metadata_no_certificate'],
    ['no X.509', () => idpMetadataXml(key, { keys: keyDescriptor('AAAA') }), 'metadata_no_certificate'],
    [
      'a key of an unknown kind',
      () => idpMetadataXml(key, { keys: keyDescriptor(ofUnknownKind(key.certificate)) }),
      'metadata_no_certificate',
    ],
    ['an ended certificate', () => idpMetadataXml(past), 'metadata_certificate_expired'],
    ['one to come', () => idpMetadataXml(future), 'metadata_certificate_expired'],
    ['1024 bits', () => idpMetadataXml(weak), 'metadata_weak_key'],
    [
      'an end that is past',
      () => idpMetadataXml(key, { attributes: ' validUntil="2020-01-01T00:00:00Z"' }),
      'metadata_expired',
    ],
    ['an end that is none', () => idpMetadataXml(key, { attributes: ' validUntil="soon"' }), 'metadata_expired'],
  ])('are refused: %s', (_what, make, problem) => {
    expect(read(make())).toBe(problem);
  });

  const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
  it.each([
    ['a bomb', `<!DOCTYPE md [<!ENTITY e0 "ha">${levels}]>`],
    ['a file', '<!DOCTYPE md [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'],
    ['an address', '<!DOCTYPE md PUBLIC "x" "http://127.0.0.1:1/x.dtd">'],
    ['small letters', '<!doctype md [<!ENTITY e9 "x">]>'],
    ['parameters', '<!DOCTYPE md [<!ENTITY % e9 SYSTEM "http://127.0.0.1:1/"> %e9;]>'],
  ])('[I16] are refused at a document type, in no time: %s', (_what, head) => {
    const started = performance.now();
    expect(read(idpMetadataXml(key, { head, more: '<a>&e9;</a>' }))).toBe('metadata_doctype');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('[I16] what would keep the process busy', () => {
  const many = (count: number, write: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => write(n)).join('');
  it.each<[string, string, string]>([
    ['elements', '<a>x</a>'.repeat(100_000), 'metadata_not_xml'],
    ['elements that are allowed', '<a>x</a>'.repeat(3_900), 'metadata_signature_wrong'],
    ['attributes', `<a ${many(60_000, (n) => `a${n}="xxxxxxxxxxxxxxxxx" `)}/>`, 'metadata_not_xml'],
    ['namespaces', `<a ${many(40_000, (n) => `xmlns:a${n}="urn:${n}" `)}/>`, 'metadata_not_xml'],
    [
      'namespaces that are allowed',
      `<a ${many(3_900, (n) => `xmlns:a${n}="urn:${n}" `)}/>`,
      'metadata_signature_wrong',
    ],
    ['text', `<a>${'x'.repeat(1_900_000)}</a>`, 'metadata_signature_wrong'],
    ['references', '<ds:Reference URI=""/>'.repeat(1_000), 'metadata_signature_wrong'],
  ])('is refused in a moment, below a signature: %s', (_what, more, problem) => {
    const text = signedXmlOf(idpMetadataXml(key), key).replace(
      '</md:EntityDescriptor>',
      `${more}</md:EntityDescriptor>`,
    );
    const started = performance.now();
    expect(read(text)).toBe(problem);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the signature in metadata', () => {
  it('holds over the whole, also by another key than those of the provider', () => {
    for (const signer of [key, other])
      expect(read(signedXmlOf(idpMetadataXml(key), signer))).toMatchObject({
        entityId: 'https://idp.qiming.example/metadata',
        isSigned: true,
      });
  });

  const sha1 = 'http://www.w3.org/2000/09/xmldsig#';
  it.each<[string, () => string]>([
    [
      'the text was changed',
      () => signedXmlOf(idpMetadataXml(key), key).replace('qiming.example/sso', 'other.example/sso'),
    ],
    [
      'the key was exchanged',
      () =>
        signedXmlOf(idpMetadataXml(key), key).replaceAll(
          bareCertificate(key.certificate),
          bareCertificate(other.certificate),
        ),
    ],
    [
      'only a part is signed',
      () => signedXmlOf(idpMetadataXml(key), key, { xpath: "//*[local-name(.)='IDPSSODescriptor']" }),
    ],
    ['it is signed by SHA-1', () => signedXmlOf(idpMetadataXml(key), key, { signature: `${sha1}rsa-sha1` })],
    ['its digest is SHA-1', () => signedXmlOf(idpMetadataXml(key), key, { digest: `${sha1}sha1` })],
    ['there are two', () => signedXmlOf(signedXmlOf(idpMetadataXml(key), key), other)],
    ['it is empty', () => idpMetadataXml(key, { more: '<ds:Signature/>' })],
    [
      'it stands deeper',
      () => signedXmlOf(idpMetadataXml(key), key).replace(/(<ds:Signature .*<\/ds:Signature>)/s, '<x>$1</x>'),
    ],
    [
      'the signed root is wrapped in another',
      () => {
        const signed = signedXmlOf(idpMetadataXml(key), key);
        const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(signed)?.[0] ?? '';
        const forged = idpMetadataXml(other, { entityId: 'https://evil.example' }).replace('_m1', '_evil');
        const inner = signed.replace(signature, '').replace(/^<\?xml[^>]*>/, '');
        return forged.replace('</md:EntityDescriptor>', `${signature}<x>${inner}</x></md:EntityDescriptor>`);
      },
    ],
  ])('is refused where %s', (_what, make) => {
    expect(read(make())).toBe('metadata_signature_wrong');
  });
});

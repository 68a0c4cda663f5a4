import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { create } from 'xmlbuilder2';
import { currentSigningKey, type SigningKey } from './signing-key';

const metadata = 'urn:oasis:names:tc:SAML:2.0:metadata';
const signature = 'http://www.w3.org/2000/09/xmldsig#';

/** What the platform calls itself towards identity providers; where its metadata are, too. */
export const entityIdOf = (baseUrl: string): string => new URL('/open-access/sp-metadata', baseUrl).href;

/**
 * SAML metadata of the platform as service provider, signed with the key in them. Partners upload them to their identity provider, and check
 * by their certificate what the platform signs.
 *
 * @param baseUrl the address under which the platform is reached
 * @source spec/08 §8.1
 */
export async function writeSpMetadata(baseUrl: string): Promise<string> {
  const key = await currentSigningKey();
  const { raw, fingerprint256 } = new X509Certificate(key.certificate);
  const id = `_${fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 32)}`;
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const role = document
    .ele(metadata, 'md:EntityDescriptor', { ID: id, entityID: entityIdOf(baseUrl) })
    .ele(metadata, 'md:SPSSODescriptor', {
      protocolSupportEnumeration: 'urn:oasis:names:tc:SAML:2.0:protocol',
      AuthnRequestsSigned: 'true',
      WantAssertionsSigned: 'true',
    });
  role
    .ele(metadata, 'md:KeyDescriptor', { use: 'signing' })
    .ele(signature, 'ds:KeyInfo')
    .ele(signature, 'ds:X509Data')
    .ele(signature, 'ds:X509Certificate')
    .txt(raw.toString('base64'));
  role.ele(metadata, 'md:NameIDFormat').txt('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent');
  // The schema wants one; nobody is sent there before signing on through a partner's platform is built.
  role.ele(metadata, 'md:AssertionConsumerService', {
    Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    Location: new URL('/saml/acs', baseUrl).href,
    index: '0',
    isDefault: 'true',
  });
  return signedBy(document.end({ prettyPrint: true }), key);
}

/** Enveloped, over the whole, at the place where the schema of metadata has it: before anything else. */
function signedBy(xml: string, { certificate, privateKey }: SigningKey): string {
  const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const root = "/*[local-name(.)='EntityDescriptor']";
  const signed = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: canonical,
  });
  signed.addReference({
    xpath: root,
    transforms: [`${signature}enveloped-signature`, canonical],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signed.computeSignature(xml, { prefix: 'ds', location: { reference: root, action: 'prepend' } });
  return signed.getSignedXml();
}

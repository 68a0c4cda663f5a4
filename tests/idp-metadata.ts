import { generate } from 'selfsigned';
import { SignedXml } from 'xml-crypto';

/** A key of an identity provider with its certificate, both PEM. */
export interface IdpKey {
  readonly certificate: string;
  readonly privateKey: string;
}

const day = 86_400_000;

/** Makes a key whose certificate is in force from yesterday on, or within other days. */
export async function makeIdpKey(
  options: { keySize?: number; fromDays?: number; untilDays?: number } = {},
): Promise<IdpKey> {
  const { keySize = 2048, fromDays = -1, untilDays = 365 } = options;
  const made = await generate([{ name: 'commonName', value: 'idp.qiming.example' }], {
    keySize,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + fromDays * day),
    notAfterDate: new Date(Date.now() + untilDays * day),
  });
  return { certificate: made.cert, privateKey: made.private };
}

/** What stands between the lines of a PEM. */
export const bareCertificate = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '');

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Metadata of an identity provider; every piece can be replaced. */
export function idpMetadataXml(
  key: Pick<IdpKey, 'certificate'>,
  pieces: {
    head?: string;
    attributes?: string;
    entityId?: string;
    protocol?: string;
    use?: string;
    keys?: string;
    signOn?: string;
    more?: string;
  } = {},
): string {
  const { entityId = 'https://idp.qiming.example/metadata', use = ' use="signing"', more = '' } = pieces;
  const { protocol = 'urn:oasis:names:tc:SAML:2.0:protocol', attributes = '' } = pieces;
  const keys =
    pieces.keys ??
    `<md:KeyDescriptor${use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bareCertificate(key.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const signOn =
    pieces.signOn ?? `<md:SingleSignOnService Binding="${redirect}" Location="https://idp.qiming.example/sso"/>`;
  return `${pieces.head ?? '<?xml version="1.0" encoding="UTF-8"?>'}
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_m1" entityID="${entityId}"${attributes}>
  <md:IDPSSODescriptor protocolSupportEnumeration="${protocol}">${keys}${signOn}</md:IDPSSODescriptor>${more}
</md:EntityDescriptor>`;
}

const algorithms = {
  signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  canonical: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
};

/** The document with a signature over the element that `xpath` finds, put under the root. */
export function signedXmlOf(
  xml: string,
  key: IdpKey,
  options: { xpath?: string; signature?: string; digest?: string } = {},
): string {
  const signed = new SignedXml({
    privateKey: key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: options.signature ?? algorithms.signature,
    canonicalizationAlgorithm: algorithms.canonical,
  });
  signed.addReference({
    xpath: options.xpath ?? "/*[local-name(.)='EntityDescriptor']",
    transforms: [algorithms.enveloped, algorithms.canonical],
    digestAlgorithm: options.digest ?? algorithms.digest,
  });
  signed.computeSignature(xml, { prefix: 'ds' });
  return signed.getSignedXml();
}

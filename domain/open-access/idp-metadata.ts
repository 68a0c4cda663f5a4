import { X509Certificate } from 'node:crypto';
import type { IdpCertificate } from '@/db/schema/open-access';
import { readPublicUrl } from '@/lib/public-url';
import { readXml, withDescendants, type XmlElement } from '@/lib/read-xml';
import { signedText } from './idp-signature';

/** What is kept of an identity provider's metadata, besides the file. */
export interface IdpFacts {
  readonly entityId: string;
  readonly signOnUrl: string;
  readonly certificates: readonly IdpCertificate[];
  readonly validUntil: Date | null;
  readonly isSigned: boolean;
}

/** Why a file is none; each is a word of `messages/<language>/fields.json`. */
export type MetadataProblem =
  | 'metadata_not_utf8'
  | 'metadata_not_xml'
  | 'metadata_doctype'
  | 'metadata_not_entity'
  | 'metadata_signature_wrong'
  | 'metadata_expired'
  | 'metadata_no_idp'
  | 'metadata_no_sign_on'
  | 'metadata_no_certificate'
  | 'metadata_certificate_expired'
  | 'metadata_weak_key';

const namespaces = {
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const;
/** Those a browser can be sent by. */
const bindings = [
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
];

/** A file's content as text, in the one encoding that is taken. */
export function textOf(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/**
 * Reads SAML 2.0 metadata of one identity provider. No key of it is trusted for anything else than that provider's own messages.
 *
 * @param now by the database's clock: what has ended by then is refused
 * @source spec/08 §8.1
 */
export function readIdpMetadata(content: Uint8Array, now: Date): IdpFacts | MetadataProblem {
  const text = textOf(content);
  if (text === undefined || /^<\?xml[^>]*encoding=["'](?!utf-8["']|us-ascii["'])/i.test(text))
    return 'metadata_not_utf8';
  const root = readXml(text);
  if (typeof root === 'string') return `metadata_${root}`;
  const signed = signedText(text, root);
  if (signed === 'wrong') return 'metadata_signature_wrong';
  // What was signed is what is read: nothing that the signature does not cover counts.
  const entity = signed === undefined ? root : readXml(signed);
  if (typeof entity === 'string') return 'metadata_signature_wrong';
  return factsOf(entity, signed !== undefined, now);
}

function factsOf(entity: XmlElement, isSigned: boolean, now: Date): IdpFacts | MetadataProblem {
  const entityId = entity.attributes.get('entityID')?.trim() ?? '';
  const isEntity = isMetadata(entity, 'EntityDescriptor') && entityId !== '' && entityId.length <= 1024;
  if (!isEntity) return 'metadata_not_entity';
  const roles = entity.children.filter((child) => isMetadata(child, 'IDPSSODescriptor'));
  const [role, ...others] = roles.filter(speaksSaml2);
  if (!role || others.length > 0) return 'metadata_no_idp';
  const ends = [entity, role].flatMap(({ attributes }) => instantOf(attributes.get('validUntil')));
  if (ends.some((end) => !(end > now.getTime()))) return 'metadata_expired';
  const signOnUrl = signOnUrlOf(role);
  if (signOnUrl === undefined) return 'metadata_no_sign_on';
  const certificates = certificatesOf(role, now);
  if (typeof certificates === 'string') return certificates;
  const validUntil = ends.length > 0 ? new Date(Math.min(...ends)) : null;
  return { entityId, signOnUrl, certificates, validUntil, isSigned };
}

const isMetadata = ({ namespace, name }: XmlElement, wanted: string): boolean =>
  namespace === namespaces.metadata && name === wanted;

const speaksSaml2 = ({ attributes }: XmlElement): boolean =>
  (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(namespaces.protocol);

/** An instant without a zone is in UTC, as SAML has it. What is no instant has ended. */
function instantOf(text: string | undefined): number[] {
  if (text === undefined) return [];
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text.trim());
  return [
    isInstant ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text.trim()) ? text.trim() : `${text.trim()}Z`) : Number.NaN,
  ];
}

function signOnUrlOf(role: XmlElement): string | undefined {
  const places = role.children.filter((child) => isMetadata(child, 'SingleSignOnService'));
  for (const binding of bindings) {
    const place = places.find(({ attributes }) => attributes.get('Binding') === binding);
    const url = readPublicUrl(place?.attributes.get('Location') ?? '');
    if (url.ok) return url.href;
  }
  return undefined;
}

/** Its signing certificates that are in force; those to come or past are left out, as long as one is left. */
function certificatesOf(role: XmlElement, now: Date): readonly IdpCertificate[] | MetadataProblem {
  const keys = role.children.filter(
    (child) => isMetadata(child, 'KeyDescriptor') && (child.attributes.get('use') ?? 'signing') === 'signing',
  );
  const texts = keys
    .flatMap((key) => [...withDescendants(key)])
    .filter(({ namespace, name }) => namespace === namespaces.signature && name === 'X509Certificate')
    .map(({ text }) => text);
  if (texts.length === 0 || texts.length > 20) return 'metadata_no_certificate';
  const read = texts.map(certificateOf);
  const certificates = read.filter((certificate) => certificate !== undefined);
  if (certificates.length < read.length) return 'metadata_no_certificate';
  if (!certificates.every(isStrong)) return 'metadata_weak_key';
  const inForce = certificates.filter(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= now.getTime() && Date.parse(validTo) > now.getTime(),
  );
  if (inForce.length === 0) return 'metadata_certificate_expired';
  return inForce.map(({ fingerprint256, validTo }) => ({
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: new Date(Date.parse(validTo)).toISOString(),
  }));
}

function certificateOf(text: string): X509Certificate | undefined {
  const plain = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  try {
    const certificate = new X509Certificate(Buffer.from(plain, 'base64'));
    // A key of a kind that is not known here shows only when it is read.
    return certificate.publicKey ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function isStrong({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa' || type === 'rsa-pss') return (details?.modulusLength ?? 0) >= 2048;
  return type === 'ec' || type === 'ed25519';
}

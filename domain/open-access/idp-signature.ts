import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { withDescendants, type XmlElement } from '@/lib/read-xml';

const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';

/** No SHA-1, no HMAC. */
const signatureAlgorithms = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]);
const digestAlgorithms = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);
const transforms = new Set([
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
]);

const isSignature = ({ namespace, name }: XmlElement): boolean =>
  namespace === signatureNamespace && name === 'Signature';

/**
 * What of a document its signature covers: the text as it was signed, from which everything else is then read. Undefined where the document
 * has no signature; `wrong` where it has one that does not hold, covers less than the whole, or stands anywhere but directly under the root.
 *
 * The certificate is the one in the signature. It says that nothing was changed since, not who signed: the person who uploads answers for
 * that.
 *
 * @source quality/acceptance.md I16
 */
export function signedText(text: string, root: XmlElement): string | 'wrong' | undefined {
  const signatures = [...withDescendants(root)].filter(isSignature);
  if (signatures.length === 0) return undefined;
  if (signatures.length > 1 || !root.children.some(isSignature)) return 'wrong';
  // Before anything is computed: several references, or one without end, are work for nothing.
  const references = [...withDescendants(root)].filter(({ name }) => name === 'Reference' || name === 'Transform');
  if (references.length > 4) return 'wrong';
  try {
    return verified(text, root.attributes.get('ID') ?? '') ?? 'wrong';
  } catch {
    // The library words each way of being wrong as an error of its own.
    return 'wrong';
  }
}

function verified(text: string, rootId: string): string | undefined {
  const document = new DOMParser({ errorHandler: rejectXml }).parseFromString(text, 'text/xml');
  const [node] = Array.from(document.getElementsByTagNameNS(signatureNamespace, 'Signature'));
  if (!node) return undefined;
  const signed = new SignedXml({ getCertFromKeyInfo: SignedXml.getCertFromKeyInfo });
  signed.loadSignature(node);
  const [reference, ...others] = signed.getReferences();
  if (!reference || others.length > 0 || !signatureAlgorithms.has(signed.signatureAlgorithm ?? '')) return undefined;
  const coversRoot = reference.uri === '' || (rootId !== '' && reference.uri === `#${rootId}`);
  if (!coversRoot || !digestAlgorithms.has(reference.digestAlgorithm)) return undefined;
  if (!reference.transforms.every((transform) => transforms.has(transform))) return undefined;
  return signed.checkSignature(text) ? signed.getSignedReferences()[0] : undefined;
}

const rejectXml = (_level: string, message: string): never => {
  throw new Error(message);
};

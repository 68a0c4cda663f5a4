import type { AssociationType } from '@/db/schema/identity';

/** What a customer agrees to when it joins a partner, each by itself. The texts are `documents` in `messages/<language>/join.json`. */
export const consentDocuments = ['user_agreement', 'privacy_statement', 'partner_notice', 'association_terms'] as const;
export type ConsentDocument = (typeof consentDocuments)[number];

/** The edition of all four texts. Change it with any of their words: whoever read another edition is asked again. */
export const consentEdition = '2026-11';

/** The version that is kept with a consent. The notice says different things of the two types. */
export const consentVersion = (document: ConsentDocument, type: AssociationType): string =>
  document === 'partner_notice' ? `${consentEdition}-${type}` : consentEdition;

/** Whether everything that has to be agreed to was, in the edition that is in force. */
export const isFullConsent = (given: { readonly edition: string; readonly agreements: readonly string[] }): boolean =>
  given.edition === consentEdition && consentDocuments.every((document) => given.agreements.includes(document));

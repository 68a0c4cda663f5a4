import type { Currency } from '@/lib/money';

/** The numbers of the rows of a form for contacts: as many people can be named for questions about the connection. */
export const contactRows = [1, 2, 3, 4, 5] as const;

/** The largest metadata file of an identity provider, in bytes. @source spec/08 §8.1 */
export const metadataBytesMax = 2_097_152;

/** Files of metadata an organization may upload within 24 hours. */
export const metadataPerDayMax = 50;

/** The parts of the configuration, in the order of the pages; callbacks have a page of their own. */
export const accessParts = ['contacts', 'notification_url', 'idp_metadata', 'attachments', 'callbacks'] as const;

/** The parts that are changed on pages of the configuration, by their addresses. */
export const editableParts = {
  contacts: 'contacts',
  'notification-address': 'notification_url',
  'idp-metadata': 'idp_metadata',
  attachments: 'attachments',
} as const;
export type EditablePart = keyof typeof editableParts;

/** Where a bucket may lie: on the site of the partner's currency. @source spec/08 §8.1 */
export const bucketRegions = (currency: Currency): readonly string[] =>
  currency === 'CNY'
    ? ['cn-north-1', 'cn-north-4', 'cn-north-9', 'cn-east-2', 'cn-east-3', 'cn-south-1', 'cn-southwest-2']
    : ['ap-southeast-1'];

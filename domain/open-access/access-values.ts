import { z } from 'zod';
import type { AccessPart } from '@/db/schema/open-access';
import { idOf } from '@/lib/id';

const text = z.string().nullable();

/** What each part of the configuration consists of, as changes keep it. */
export const accessValues = {
  contacts: z.object({ contacts: z.array(z.object({ name: z.string(), mobile: text, email: text })) }),
  notification_url: z.object({ notificationUrl: text }),
  idp_metadata: z.object({ idpMetadataId: idOf('idpMetadata').nullable() }),
  attachments: z.object({
    attachmentsOn: z.boolean(),
    bucketName: text,
    bucketRegion: text,
    bucketAccessKey: text,
    /** When the secret was entered; the secret stands nowhere but in its sealed column. */
    secretSetAt: text,
  }),
  callbacks: z.object({ orderPaymentUrl: text, rechargeUrl: text }),
} as const satisfies Record<AccessPart, z.ZodType>;

export type ValuesOf<Part extends AccessPart> = z.output<(typeof accessValues)[Part]>;

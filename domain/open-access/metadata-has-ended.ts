import { type SQL, sql } from 'drizzle-orm';
import { schema } from '@/db/client';

const { certificates, validUntil } = schema.idpMetadata;

/** Of a row of `idp_metadata`: by now it, or the last of its certificates, has ended. */
export const metadataHasEnded: SQL<boolean> = sql`least(coalesce(${validUntil}, 'infinity'),
  (select max((c ->> 'notAfter')::timestamptz) from jsonb_array_elements(${certificates}) c)) <= clock_timestamp()`;

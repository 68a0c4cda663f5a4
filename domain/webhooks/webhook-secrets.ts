import { sql } from 'drizzle-orm';
import { schema } from '@/db/client';

/** A secret signs until it has ended. */
export const secretIsInUse = sql`(${schema.webhookSecrets.expiresAt} is null or ${schema.webhookSecrets.expiresAt} > clock_timestamp())`;

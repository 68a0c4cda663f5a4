import type { OrganizationKind, Role } from '@/db/schema/identity';
import type { Id } from '@/lib/id';
import type { Currency } from '@/lib/money';

export type { OrganizationKind, Role };

/**
 * Who is asking, as a door has just established it: a person's session, an API key, a job, or the system's own scripts.
 *
 * Made for one request from rows read in that request; never kept.
 */
export interface Actor {
  readonly via: 'session' | 'api_key' | 'job' | 'system';
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly currency: Currency;
  readonly timeZone: string;
  /** What the person may do; an API key acts with `admin`, narrowed by `readOnly`. */
  readonly roles: readonly Role[];
  readonly readOnly: boolean;
  readonly userId: Id<'user'> | null;
  readonly sessionId: Id<'session'> | null;
  readonly apiKeyId: Id<'apiKey'> | null;
  /** The address the request came from, and the id that stands in the log and in `X-Request-Id`. */
  readonly address: string | null;
  readonly requestId: string | null;
}

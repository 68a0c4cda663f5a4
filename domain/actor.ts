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
  /** What the person may do; an API key acts with `admin`, narrowed by `readOnly` and `grants`. */
  readonly roles: readonly Role[];
  readonly readOnly: boolean;
  /** The permissions an API key was narrowed to; null, as of every person, narrows nothing. */
  readonly grants: readonly string[] | null;
  readonly userId: Id<'user'> | null;
  readonly sessionId: Id<'session'> | null;
  readonly apiKeyId: Id<'apiKey'> | null;
  /** Whether the organization asks its people for a code before sensitive operations, and whether this session has shown one lately. */
  readonly codes: { readonly areAsked: boolean; readonly isShown: boolean };
  /** The address the request came from, and the id that stands in the log and in `X-Request-Id`. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** Of everybody who is no person in a session: nobody asks them for codes. */
export const noCodes: Actor['codes'] = { areAsked: false, isShown: false };

/**
 * How carefully a command is guarded: `if_asked` wants a code where the organization's switch is on; `customers_always` also of every
 * customer, whatever its switch says; `always` of everybody.
 *
 * @source spec/11 §11.5, spec/01 §1.7
 */
export type Sensitivity = 'if_asked' | 'customers_always' | 'always';

/** Whether `actor` has to show a code that was sent to them before a command of that sensitivity runs. */
export const needsCode = (actor: Actor, sensitivity: Sensitivity | undefined): boolean =>
  sensitivity !== undefined &&
  actor.via === 'session' &&
  !actor.codes.isShown &&
  (actor.codes.areAsked ||
    sensitivity === 'always' ||
    (sensitivity === 'customers_always' && actor.kind === 'customer'));

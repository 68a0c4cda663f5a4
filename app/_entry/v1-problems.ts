import type { Json } from '@/app/v2/_wire/json';
import { type FieldProblems, type RefusalCode, type RefusalKind, refusals } from '@/domain/refusal';
import words from '@/messages/en/refusals.json';
import { ownOrigin } from './origin';

/** A member of the request that is not as it should be, and why: a key of `messages/<language>/fields.json`. */
interface MemberProblem {
  readonly member: string;
  readonly problem: string;
}

/** An answer of `/api/v1` that says no, as RFC 9457 has it. `retryAfter` in seconds. */
export interface V1Problem {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly retryAfter?: number;
  readonly errors?: readonly MemberProblem[];
}

/** What the door itself says; besides these, every refusal of the domain is a type. */
export const v1Problems = {
  unauthorized: { type: 'unauthorized', status: 401, title: 'The signature is missing or not accepted.' },
  noSuchPath: { type: 'no-such-path', status: 404, title: 'There is nothing at this path.' },
  noSuchMethod: { type: 'no-such-method', status: 405, title: 'This path does not have this method.' },
  tooLarge: { type: 'body-too-large', status: 413, title: 'The body is larger than 1 MB.' },
  notJson: {
    type: 'body-not-json',
    status: 400,
    title: 'The body must be a JSON object in UTF-8 (Content-Type: application/json).',
  },
  keyMissing: {
    type: 'idempotency-key-missing',
    status: 400,
    title: 'A write must carry the header Idempotency-Key, so that it acts once however often it is sent.',
  },
  keyInvalid: {
    type: 'idempotency-key-invalid',
    status: 400,
    title: 'Idempotency-Key must be 8 to 160 printable characters without spaces.',
  },
  keyReused: {
    type: 'request-reused',
    status: 422,
    title: 'This Idempotency-Key was used for another request.',
  },
  stillRunning: {
    type: 'request-running',
    status: 409,
    title: 'The same request is still being processed.',
    retryAfter: 1,
  },
  tooManyCalls: {
    type: 'too-many-calls',
    status: 429,
    title: 'More calls of this operation in a second than the key has.',
    retryAfter: 1,
  },
  tooManyFailures: {
    type: 'too-many-failures',
    status: 429,
    title: 'Too many signatures from this address were not accepted.',
  },
  requestNotFound: {
    type: 'request-not-found',
    status: 404,
    title: 'Nothing has been done under this request key.',
    detail:
      'It was declined, has not arrived, or is still running. To send the same request with the same key again is safe: it acts once.',
  },
  eventNotFound: {
    type: 'event-not-found',
    status: 404,
    title: 'There is no such event, or it is no longer kept.',
    detail: 'Without `after` the feed begins with the oldest event that is kept.',
  },
  unavailable: {
    type: 'unavailable',
    status: 503,
    title: 'The service is busy or temporarily unavailable.',
    retryAfter: 1,
  },
  broken: { type: 'internal-error', status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, V1Problem>;

const statusOf = { forbidden: 403, missing: 404, invalid: 400, conflict: 409, busy: 503 } as const satisfies Record<
  RefusalKind,
  number
>;

/** What a refusal is called as a problem. */
export const typeOfRefusal = (code: RefusalCode): string => code.replaceAll('_', '-');

/** A refusal of the domain as a problem; of a wrong input it names the members. */
export function v1ProblemOf(code: RefusalCode, fields: FieldProblems = {}): V1Problem {
  if (code === 'request_reused') return v1Problems.keyReused;
  if (code === 'request_running') return v1Problems.stillRunning;
  const errors = Object.entries(fields).map(([member, problem]) => ({ member, problem }));
  const status = code === 'organization_frozen' ? 403 : statusOf[refusals[code]];
  return {
    type: typeOfRefusal(code),
    status,
    title: words[code],
    ...(status === 503 ? { retryAfter: 1 } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** The problem types by name, for whoever follows the address of one. */
export function findProblemType(type: string): V1Problem | undefined {
  const own = Object.values<V1Problem>(v1Problems).find((problem) => problem.type === type);
  const code = type.replaceAll('-', '_');
  return own ?? (isRefusal(code) && typeOfRefusal(code) === type ? v1ProblemOf(code) : undefined);
}

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(refusals, code);

/** The address that stands for a type, where it is described. */
export const addressOfType = (type: string): string => `${ownOrigin()}/api/v1/problems/${type}`;

/** A problem as it is sent. @source RFC 9457 */
export const problemBody = ({ type, title, status, detail, errors }: V1Problem, requestId: string): Json => ({
  type: addressOfType(type),
  title,
  status,
  ...(detail ? { detail } : {}),
  ...(errors ? { errors: errors.map((error) => ({ ...error })) } : {}),
  request_id: requestId,
});

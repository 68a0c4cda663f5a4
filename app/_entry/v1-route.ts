import { writeJson } from '@/app/v2/_wire/json';
import { countCall } from '@/domain/identity/api-credentials';
import { isOutage } from '@/domain/outage';
import { may } from '@/domain/permission';
import { readScope } from '@/domain/read-scope';
import { isRequestKey } from '@/domain/receipts';
import { isDenial, Refusal } from '@/domain/refusal';
import { recordDenial } from '@/domain/trail';
import { log } from '@/lib/log';
import { arrivedAs, parseJsonBody, readBody, requestIdOf } from './api-request';
import { type ApiCaller, apiCallerOf } from './credential';
import type { V1Answer, V1Operation } from './v1-operation';
import { problemBody, unaccepted, type V1Problem, v1ProblemOf, v1Problems } from './v1-problems';

/** What Next hands to a handler besides the request: the members of its path; of a path without any undefined, whatever its types say. */
interface Context {
  readonly params: Promise<Readonly<Record<string, string | string[] | undefined>> | undefined>;
}
type Handler = (request: Request, context: Context) => Promise<Response>;
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/**
 * The handlers of one path of our own API, `/api/v1`. Signature, keys, rates and permissions are those of the partner API; answers that say no
 * are problems (RFC 9457), and a write has to carry an `Idempotency-Key`.
 *
 * @source issue 6, quality/acceptance.md X12, §1.1 Idempotency-Key
 */
export function v1Route(operations: Partial<Record<'GET' | 'POST', V1Operation>>): Record<Method, Handler> {
  const allow = Object.keys(operations).join(', ');
  const none: Handler = async (request) =>
    allow
      ? refuse(v1Problems.noSuchMethod, requestIdOf(request), { Allow: allow })
      : refuse(v1Problems.noSuchPath, requestIdOf(request));
  const { GET, POST } = operations;
  return {
    GET: GET ? (request, context) => serve(GET, request, context) : none,
    POST: POST ? (request, context) => serve(POST, request, context) : none,
    HEAD: none,
    PUT: none,
    PATCH: none,
    DELETE: none,
    OPTIONS: none,
  };
}

async function serve(operation: V1Operation, request: Request, context: Context): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const answer = await admit(operation, request, context, requestId);
    if ('problem' in answer) return refuse(answer.problem, requestId);
    const replayed = answer.replayed ? { 'Idempotency-Replayed': 'true' } : {};
    return respond(200, answer.json, requestId, { 'Content-Type': 'application/json;charset=UTF-8', ...replayed });
  } catch (error) {
    if (isOutage(error)) {
      log.warn({ err: error, requestId, operation: operation.name }, 'own API unavailable');
      return refuse(v1Problems.unavailable, requestId);
    }
    log.error({ err: error, requestId, operation: operation.name }, 'own API failed');
    return refuse(v1Problems.broken, requestId);
  }
}

/** From the bytes to a known caller within its rate. Nothing is parsed before the signature over it is right. */
async function admit(operation: V1Operation, request: Request, context: Context, requestId: string): Promise<V1Answer> {
  const body = await readBody(request);
  if (!body) return { problem: v1Problems.tooLarge };
  const caller = await apiCallerOf(arrivedAs(request, body), requestId);
  if ('waitSeconds' in caller) return { problem: unaccepted(caller.waitSeconds) };
  if (caller.credential.organization.state === 'frozen') return { problem: v1ProblemOf('organization_frozen') };
  if ((await countCall(caller.credential, operation.name, caller.actor.address)) === 'exceeded')
    return { problem: v1Problems.tooManyCalls };
  const { actor } = caller;
  const asker = caller.credential.rights === 'sandbox' ? { ...actor, readOnly: false } : actor;
  if (!may(asker, operation.permission)) {
    await recordDenial(actor, operation.permission, 'not_permitted', null);
    return { problem: v1ProblemOf('not_permitted') };
  }
  return perform(operation, caller, request, { body, path: await pathOf(context) });
}

/** Members of a path are single segments everywhere here. */
async function pathOf({ params }: Context): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries((await params) ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

async function perform(
  operation: V1Operation,
  { actor, credential }: ApiCaller,
  request: Request,
  { body, path }: { body: Uint8Array; path: Record<string, string> },
): Promise<V1Answer> {
  const isSandbox = credential.rights === 'sandbox';
  const requestKey = operation.isWrite ? request.headers.get('idempotency-key') : null;
  if (operation.isWrite && requestKey === null) return { problem: v1Problems.keyMissing };
  if (requestKey !== null && !isRequestKey(requestKey)) return { problem: v1Problems.keyInvalid };
  const parsed = operation.takesBody ? parseJsonBody(request, body) : {};
  if (!parsed) return { problem: v1Problems.notJson };
  const given = { path, query: new URL(request.url).searchParams, body: parsed };
  // A sandbox key may ask for what it will not be given: its writes end before anything is done.
  const scope = readScope(isSandbox ? { ...actor, readOnly: false } : actor, operation.permission);
  try {
    return await operation.answer({ actor, scope, requestKey, isSandbox }, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isDenial(error.code)) await recordDenial(actor, operation.permission, error.code, null);
    return { problem: v1ProblemOf(error.code, error.fields) };
  }
}

function refuse(problem: V1Problem, requestId: string, headers: Record<string, string> = {}): Response {
  return respond(problem.status, writeJson(problemBody(problem, requestId)), requestId, {
    'Content-Type': 'application/problem+json',
    ...(problem.retryAfter === undefined ? {} : { 'Retry-After': String(problem.retryAfter) }),
    ...(problem.status === 401 ? { 'WWW-Authenticate': 'SDK-HMAC-SHA256' } : {}),
    ...headers,
  });
}

const respond = (status: number, body: string, requestId: string, headers: Record<string, string>): Response =>
  new Response(body, {
    status,
    headers: { 'Cache-Control': 'private, no-store', 'X-Request-Id': requestId, ...headers },
  });

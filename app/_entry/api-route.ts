import { writeJson } from '@/app/v2/_wire/json';
import { gatewayProblems, type Problem, problemOf, problems, unaccepted } from '@/app/v2/_wire/problems';
import { countCall } from '@/domain/identity/api-credentials';
import { isOutage } from '@/domain/outage';
import { may } from '@/domain/permission';
import { isDenial, Refusal } from '@/domain/refusal';
import { recordDenial } from '@/domain/trail';
import { log } from '@/lib/log';
import { type ApiAnswer, type ApiOperation, callers } from './api-operation';
import { arrivedAs, parseJsonBody, readBody, requestIdOf, requestKeyOf } from './api-request';
import { type ApiCaller, apiCallerOf } from './credential';

type Handler = (request: Request) => Promise<Response>;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof methods)[number];

/**
 * The handlers of one path of the partner API. Everything an operation must not forget is here: the body's limit, the signature, whose
 * keys it serves, the rate, permission, acting once, and the form of every answer. Methods it does not have answer 405.
 *
 * @source design/decisions.md 18, 32, 45, docs/partner-api.md
 */
export function apiRoute(operations: Partial<Record<'GET' | 'POST', ApiOperation>>): Record<Method, Handler> {
  const allow = Object.keys(operations).join(', ');
  const none: Handler = async (request) =>
    refuse(gatewayProblems[allow ? 'noSuchMethod' : 'noSuchApi'], requestIdOf(request), allow ? { Allow: allow } : {});
  const { GET, POST } = operations;
  return {
    GET: GET ? (request) => serve(GET, request) : none,
    POST: POST ? (request) => serve(POST, request) : none,
    HEAD: none,
    PUT: none,
    PATCH: none,
    DELETE: none,
    OPTIONS: none,
  };
}

async function serve(operation: ApiOperation, request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const answer = await admit(operation, request, requestId);
    if ('problem' in answer) return refuse(answer.problem, requestId);
    const status = answer.json === null ? 204 : 200;
    return respond(status, answer.json, requestId, answer.replayed ? { 'X-Replayed': 'true' } : {});
  } catch (error) {
    if (isOutage(error)) {
      log.warn({ err: error, requestId, operation: operation.name }, 'partner API unavailable');
      return refuse(problems.unavailable, requestId);
    }
    log.error({ err: error, requestId, operation: operation.name }, 'partner API failed');
    return refuse(problems.broken, requestId);
  }
}

/** From the bytes to a known caller within its rate. Nothing is parsed before the signature over it is right. */
async function admit(operation: ApiOperation, request: Request, requestId: string): Promise<ApiAnswer> {
  const body = await readBody(request);
  if (!body) return { problem: gatewayProblems.tooLarge };
  const caller = await apiCallerOf(arrivedAs(request, body), requestId);
  if ('waitSeconds' in caller) return { problem: unaccepted(caller.waitSeconds) };
  if (caller.credential.organization.state === 'frozen') return { problem: problems.frozen };
  if ((await countCall(caller.credential, operation.name, caller.actor.address)) === 'exceeded')
    return { problem: problems.tooManyCalls };
  return (await denialOf(operation, caller)) ?? perform(operation, caller, request, body);
}

/** Refuses, and keeps in the audit, who may not call this at all. */
async function denialOf(operation: ApiOperation, caller: ApiCaller): Promise<ApiAnswer | undefined> {
  const { actor } = caller;
  const isServed = callers[operation.callers].some((kind) => kind === actor.kind);
  const asker = isSandboxed(caller) ? { ...actor, readOnly: false } : actor;
  if (isServed && may(asker, operation.permission)) return undefined;
  await recordDenial(actor, operation.permission, 'not_permitted', null);
  return { problem: isServed ? problems.denied : problems.wrongCaller };
}

const isSandboxed = ({ credential }: ApiCaller): boolean => credential.rights === 'sandbox';

async function perform(
  operation: ApiOperation,
  caller: ApiCaller,
  request: Request,
  body: Uint8Array,
): Promise<ApiAnswer> {
  const { actor } = caller;
  const isSandbox = isSandboxed(caller);
  const parsed = operation.takes === 'body' ? parseJsonBody(request, body) : {};
  if (!parsed) return { problem: problems.notJson };
  const requestKey = requestKeyOf(request, caller);
  if (!requestKey) return { problem: problems.badRequestKey };
  const language = /^en_us$/i.test(request.headers.get('x-language') ?? '') ? 'en' : 'zh-CN';
  const source = operation.takes === 'body' ? { body: parsed } : { query: new URL(request.url).searchParams };
  try {
    return await operation.answer({ actor, requestKey, language, isSandbox }, source);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isDenial(error.code)) await recordDenial(actor, operation.permission, error.code, null);
    return { problem: problemOf(error.code, error.fields) };
  }
}

function refuse(problem: Problem, requestId: string, headers: Record<string, string> = {}): Response {
  const isGateway = problem.code.startsWith('APIGW.');
  const body = writeJson({
    error_code: problem.code,
    error_msg: problem.message,
    ...problem.members,
    ...(isGateway ? { request_id: requestId } : {}),
  });
  const retry = problem.retryAfter === undefined ? {} : { 'Retry-After': String(problem.retryAfter) };
  return respond(problem.status, body, requestId, { ...headers, ...retry });
}

const respond = (status: number, body: string | null, requestId: string, headers: Record<string, string>): Response =>
  new Response(body, {
    status,
    headers: {
      ...(body === null ? {} : { 'Content-Type': 'application/json;charset=UTF-8' }),
      'Cache-Control': 'private, no-store',
      'X-Request-Id': requestId,
      ...headers,
    },
  });

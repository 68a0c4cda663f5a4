import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { apiOrigin, findOperation } from '@/app/_reference/documents';
import type { ReferenceOperation } from '@/app/_reference/reference-operations';
import { servedOperations } from '@/app/_reference/served-operations';
import type { TriedAnswer } from '@/components/form/action-state';
import type { Actor } from '@/domain/actor';
import { findSandboxKey } from '@/domain/identity/credential-queries';
import { renewSandboxKey } from '@/domain/identity/sandbox-key';
import { readScope } from '@/domain/read-scope';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { signRequest } from '@/lib/sdk-hmac';
import { newRequestKey } from './request-key';

type Tried =
  | { readonly ok: true; readonly id: Id<'apiKey'>; readonly answer: TriedAnswer }
  | { readonly ok: false; readonly code: RefusalCode; readonly fields: FieldProblems };

const bodyMax = 100_000;
const shownMax = 65_536;
const form = z.looseObject({
  operation: z.string().max(64),
  language: z.enum(['zh_CN', 'en_US']).optional(),
  body: z.string().max(bodyMax, 'too_long').optional(),
});

/**
 * Sends a request to one of our own APIs as a partner's program would: signed with the asking person's sandbox key, which is given a new secret
 * each time, and by the door's own handler. Reads answer what there is, writes are checked and not carried out. What was filled in goes out as
 * it is, so that what is wrong with it is answered by the API.
 *
 * @refuses not_permitted; invalid_input
 * @source issue 6 "try it"
 */
export async function tryOperation(actor: Actor, _requestKey: string, raw: unknown): Promise<Tried> {
  const parsed = form.safeParse(raw);
  if (!parsed.success) return refused('invalid_input');
  const { operation: name, language, body, ...given } = parsed.data;
  const operation = findOperation(name, () => undefined);
  const handler = Object.hasOwn(servedOperations, name) ? servedOperations[name] : undefined;
  const members = operation && membersOf(operation, given);
  if (!operation || !handler || !members) return refused('invalid_input');

  const key = await freshKey(actor);
  if (!key.ok) return key;
  const target = targetOf(operation, members);
  const extra = {
    ...(language ? { 'x-language': language } : {}),
    ...(wantsKey(operation) ? { 'idempotency-key': newRequestKey() } : {}),
  };
  const request = signedRequest(operation, target, operation.bodySchema ? (body ?? '') : '', extra, key);
  const headers = [...request.headers].filter(([header]) => header !== 'x-request-id');
  const shown = [`${operation.method} ${target}`, ...headers.map(([header, value]) => `${header}: ${value}`)];
  const response = await handler(request, { params: Promise.resolve(members.path) });
  return { ok: true, id: key.id, answer: await answerOf(shown.join('\n'), response) };
}

const refused = (code: RefusalCode): Tried => ({ ok: false, code, fields: {} });
const wantsKey = ({ parameters }: ReferenceOperation) => parameters.some(({ name }) => name === 'Idempotency-Key');

interface GivenMembers {
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** The fields `path_<name>` and `query_<name>` of the form; undefined where there is one that the operation does not have. */
function membersOf({ parameters }: ReferenceOperation, given: Record<string, unknown>): GivenMembers | undefined {
  const path: Record<string, string> = {};
  const query: (readonly [string, string])[] = [];
  for (const [field, value] of Object.entries(given)) {
    const member = parameters.find(({ place, name }) => `${place}_${name}` === field);
    if (!member || typeof value !== 'string') return undefined;
    const isList = member.schema.type === 'array';
    if (member.place === 'path') path[member.name] = value;
    else for (const one of isList ? value.split(/\r?\n/) : [value]) query.push([member.name, one]);
  }
  return { path, query };
}

function targetOf({ path }: ReferenceOperation, members: GivenMembers): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(members.path[name] ?? '-'));
  const query = members.query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return query === '' ? filled : `${filled}?${query}`;
}

async function freshKey(actor: Actor) {
  const renewed = await renewSandboxKey(actor, newRequestKey(), {});
  if (!renewed.ok) return renewed;
  const found = await findSandboxKey(readScope(actor, 'api_reference.try'));
  // Somebody signed out, or disabled, in between has no key any more.
  if (!found || renewed.once === undefined) return { ok: false, code: 'busy', fields: {} } as const;
  return { ok: true, id: renewed.id, accessKey: found.accessKey, secret: renewed.once } as const;
}

function signedRequest(
  { method }: ReferenceOperation,
  target: string,
  body: string,
  extra: Readonly<Record<string, string>>,
  key: { readonly accessKey: string; readonly secret: string },
): Request {
  const url = new URL(target, apiOrigin());
  const plain = Object.entries({ host: url.host, 'content-type': 'application/json', ...extra });
  const arrived = {
    method,
    rawTarget: url.pathname + url.search,
    headers: plain,
    body: new TextEncoder().encode(body),
  };
  const headers = new Headers(
    signRequest(arrived, { ...key, at: new Date() }).map(([name, value]): [string, string] => [name, value]),
  );
  headers.set('x-request-id', randomUUID());
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
}

async function answerOf(request: string, response: Response): Promise<TriedAnswer> {
  const text = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { request, status: response.status, headers, body: readable(text).slice(0, shownMax) };
}

/** JSON on as many lines as it is easier to read on. Numbers stay as they are written: they are exact. */
function readable(text: string): string {
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[{}[\],:]/g, (token) => {
    if (token === '{' || token === '[') {
      depth += 1;
      return token + newLine();
    }
    if (token === '}' || token === ']') {
      depth -= 1;
      return newLine() + token;
    }
    if (token === ',') return token + newLine();
    return token === ':' ? ': ' : token;
  });
}

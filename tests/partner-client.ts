import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { secretPlaceOf } from '@/domain/identity/api-credentials';
import { keyRing } from '@/domain/identity/key-ring';
import { type Id, newId } from '@/lib/id';
import { signRequest } from '@/lib/sdk-hmac';
import { sealSecret } from '@/lib/secret-box';
import type { WorldOrganization } from './world';

/** An API key of the test world with its secret in clear. */
export interface TestKey {
  readonly id: ReturnType<typeof newId<'apiKey'>>;
  readonly accessKey: string;
  readonly secret: string;
}

let made = 0;

/** A key as the operator would have made it. Without `rate` its limit never shows. */
export async function makeKey(
  organization: Pick<WorldOrganization, 'id' | 'rootId'>,
  options: {
    rights?: 'full' | 'read_only' | 'sandbox';
    permissions?: string[];
    createdBy?: Id<'user'>;
    rate?: number;
    disabled?: boolean;
    accessKey?: string;
    secret?: string;
  } = {},
): Promise<TestKey> {
  made += 1;
  const id = newId('apiKey');
  const accessKey = options.accessKey ?? `TESTKEY${String(made).padStart(13, '0')}`;
  const secret = options.secret ?? `secret-of-${accessKey}-0123456789`;
  await database()
    .insert(schema.apiKeys)
    .values({
      id,
      organizationId: organization.id,
      rootId: organization.rootId,
      name: 'test',
      accessKey,
      sealedSecret: sealSecret(secret, secretPlaceOf(id), keyRing()),
      rights: options.rights ?? 'full',
      ratePerSecond: options.rate ?? 100_000,
      permissions: options.permissions ?? null,
      createdBy: options.createdBy ?? null,
      ...(options.rights === 'sandbox' ? { expiresAt: sql`clock_timestamp() + interval '15 minutes'` } : {}),
      ...(options.disabled ? { state: 'disabled' as const, disabledAt: sql`clock_timestamp()` } : {}),
    });
  return { id, accessKey, secret };
}

/** A request to the partner API. `body` is JSON when it is an object, else the text as it is. */
export interface PartnerRequest {
  readonly method?: string;
  readonly target: string;
  readonly body?: unknown;
  /** Signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added after signing. */
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly at?: Date;
}

const host = 'partner.test:4505';

/** The request, signed by `key`; with a body it is a POST. */
export function signed(key: Pick<TestKey, 'accessKey' | 'secret'>, wanted: PartnerRequest): Request {
  const text =
    wanted.body === undefined ? '' : typeof wanted.body === 'string' ? wanted.body : JSON.stringify(wanted.body);
  const method = wanted.method ?? (wanted.body === undefined ? 'GET' : 'POST');
  const plain = Object.entries({ host, 'content-type': 'application/json', ...wanted.headers });
  const arrived = { method, rawTarget: wanted.target, headers: plain, body: new TextEncoder().encode(text) };
  const headers = signRequest(arrived, { ...key, at: wanted.at ?? new Date() });
  return new Request(`http://${host}${wanted.target}`, {
    method,
    headers: [...headers, ...Object.entries(wanted.unsigned ?? {})],
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: text }),
  });
}

/** What a call came to. Every answer of the partner API is a JSON object, or nothing at all (204). */
export interface PartnerAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** Hands the request to a route's handler and reads the answer. */
export async function send(handler: (request: Request) => Promise<Response>, request: Request): Promise<PartnerAnswer> {
  const response = await handler(request);
  const text = await response.text();
  const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  return { status: response.status, text, body, headers: response.headers };
}

/** Asks a list of the partner API, and what it answers whatever its members are called: the rows are in `rowsIn`. */
export async function askList(
  handler: (request: Request) => Promise<Response>,
  query: string,
  rowsIn: string,
  by: TestKey,
) {
  const { status, body } = await send(handler, signed(by, { target: `/v2/x?${query}` }));
  const rows = (body[rowsIn] ?? []) as Record<string, unknown>[];
  return { status, total: body['total_count'] ?? body['count'], rows, code: body['error_code'] };
}

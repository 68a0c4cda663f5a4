import { type PartnerRequest, signed, type TestKey } from './partner-client';

type Handler = (
  request: Request,
  context: { params: Promise<Readonly<Record<string, string>> | undefined> },
) => Promise<Response>;

/** What a call of our own API came to. */
export interface V1Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  /** The end of a problem's `type`; undefined of anything else. */
  readonly problem: string | undefined;
}

/** Signs the request, hands it to a route's handler with the members of its path, and reads the answer. */
export async function askV1(
  handler: Handler,
  key: TestKey,
  wanted: PartnerRequest,
  path?: Readonly<Record<string, string>>,
): Promise<V1Answer> {
  return readV1(await handler(signed(key, wanted), { params: Promise.resolve(path) }));
}

/** Reads an answer of our own API, which is always JSON. */
export async function readV1(response: Response): Promise<V1Answer> {
  const text = await response.text();
  const body: Record<string, unknown> = JSON.parse(text);
  const isProblem = response.headers.get('content-type') === 'application/problem+json';
  const problem = isProblem ? String(body['type']).split('/api/v1/problems/')[1] : undefined;
  return { status: response.status, text, body, headers: response.headers, problem };
}

import { type Answer, request } from './people';

/** A request as the router sends it: the framework wants a digest of the headers in the address and says which. */
export async function requestPayload(
  base: string,
  path: string,
  headers: Record<string, string>,
  options: NonNullable<Parameters<typeof request>[2]> = {},
): Promise<Answer> {
  const answer = await request(base, path, { ...options, headers });
  const location = String(answer.headers.location ?? '');
  return headers['RSC'] && /[?&]_rsc\b/.test(location) ? request(base, location, { ...options, headers }) : answer;
}

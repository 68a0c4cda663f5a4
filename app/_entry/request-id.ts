import { headers } from 'next/headers';

/** The id `proxy.ts` gave this request; it stands in the log and in `X-Request-Id` of the answer. */
export const requestId = async (): Promise<string | undefined> => (await headers()).get('x-request-id') ?? undefined;

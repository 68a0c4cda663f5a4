import { readiness } from '@/domain/operations/readiness';

/** Whether requests can be served: for load balancers and whoever waits for the start. */
export async function GET(): Promise<Response> {
  const state = await readiness();
  const headers = { 'Cache-Control': 'no-store' };
  if (state.ready) return Response.json({ status: 'ready' }, { headers });
  const body = { status: 'unavailable', reason: state.reason };
  return Response.json(body, { status: 503, headers: { ...headers, 'Retry-After': '5' } });
}

export const dynamic = 'force-dynamic';

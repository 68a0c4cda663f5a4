import { requestIdOf } from '@/app/_entry/api-request';
import { addressOfType, findProblemType, problemBody, v1Problems } from '@/app/_entry/v1-problems';
import { writeJson } from '@/app/v2/_wire/json';

/** What a problem's `type` means, for whoever opens the address: nobody's data, so nobody is asked who they are. */
export async function GET(request: Request, { params }: { params: Promise<{ type: string }> }): Promise<Response> {
  const requestId = requestIdOf(request);
  const found = findProblemType((await params).type);
  const headers = { 'Cache-Control': 'private, no-store', 'X-Request-Id': requestId };
  if (!found) {
    const body = writeJson(problemBody(v1Problems.noSuchPath, requestId));
    return new Response(body, { status: 404, headers: { ...headers, 'Content-Type': 'application/problem+json' } });
  }
  const { type, title, status, detail = null } = found;
  return new Response(writeJson({ type: addressOfType(type), title, status, detail }), {
    headers: { ...headers, 'Content-Type': 'application/json;charset=UTF-8' },
  });
}

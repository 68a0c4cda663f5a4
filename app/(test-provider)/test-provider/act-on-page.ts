import type { NextRequest } from 'next/server';
import { isFromOwnPage, ownOrigin } from '@/app/_entry/origin';
import { readFields, redirectTo } from '@/app/_entry/sign-in-door';
import { isTestAct, type TestAct } from '@/domain/recharge/test-provider-acts';

/** How long the provider waits for an answer, in milliseconds. */
const patienceMs = 10_000;

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Does what was pressed on one of the test provider's pages: sends its notifications one after the other, and goes on to the next page. */
export async function actOnPage(
  request: NextRequest,
  page: {
    readonly notificationsFor: (act: TestAct, at: Date) => readonly Sent[];
    /** Where one comes then; `answers` are the answers' status codes. */
    readonly nextHref: (act: TestAct, answers: string) => string;
  },
): Promise<Response> {
  if (!isFromOwnPage(request.headers)) return new Response(null, { status: 403 });
  const act = (await readFields(request))?.get('act');
  if (!isTestAct(act)) return new Response(null, { status: 400 });
  const answers: number[] = [];
  for (const notification of page.notificationsFor(act, new Date())) answers.push(await send(notification));
  return redirectTo(page.nextHref(act, answers.join('-')));
}

/** The status of the answer; 0 where none came. */
async function send({ headers, body }: Sent): Promise<number> {
  const sent = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) } as const;
  const answer = await fetch(`${ownOrigin()}/api/payments/test/notifications`, sent).catch(() => undefined);
  return answer?.status ?? 0;
}

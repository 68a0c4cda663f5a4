import { NextRequest } from 'next/server';
import { authAnswer } from '@/app/_entry/session';
import { passCookies, redirectTo } from '@/app/_entry/sign-in-door';
import { ownPath } from '@/components/preferences';

/**
 * Gives a browser the cookie that its sign-in form has to match, which a page cannot do while it renders, and shows the form.
 * A browser that comes back at once without the cookie keeps none; the form says so instead of asking again.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const back = ownPath(request.nextUrl.searchParams.get('back'));
  const query = new URLSearchParams({ started: String(Date.now()), ...(back === '/' ? {} : { back }) });
  const reply = redirectTo(`/sign-in?${query}`);
  passCookies(await authAnswer(new NextRequest(request.url), 'csrf'), reply);
  return reply;
}

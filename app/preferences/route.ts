import { NextResponse } from 'next/server';
import { isLocale, isTheme, localeCookie, ownPath, themeCookie } from '@/components/preferences';

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * Remembers language and theme and goes back: `/preferences?language=en&theme=dark&back=/path`.
 *
 * A GET, so that the switches are links that work before scripts. It changes how pages look to this browser and nothing
 * else; whatever is not a language, a theme or a path of ours is ignored.
 */
export function GET(request: Request): Response {
  const { searchParams } = new URL(request.url);
  const language = searchParams.get('language');
  const theme = searchParams.get('theme');
  // The address people use may differ from the one this process hears on, so the redirect names a path only.
  const answer = new NextResponse(null, { status: 303, headers: { Location: ownPath(searchParams.get('back')) } });
  const options = { path: '/', maxAge: yearSeconds, sameSite: 'lax', httpOnly: true } as const;
  if (isLocale(language)) answer.cookies.set(localeCookie, language, options);
  if (isTheme(theme)) answer.cookies.set(themeCookie, theme, options);
  return answer;
}

import http from 'node:http';
import { expect, type Page } from '@playwright/test';
import { and, eq, isNull } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import { hashPassword } from '@/domain/identity/passwords';
import type { Id } from '@/lib/id';
import { makeOrganization, type WorldOrganization } from '@/tests/world';

/** Of everybody these tests make. */
export const password = 'kolibri-und-Ole';

/** An organization of a test's own, whose people can sign in. Their names are canaries. */
export interface Team extends WorldOrganization {
  readonly emails: Record<Role | 'disabled', string>;
}

let made = 0;
/** Makes a solution provider nobody else uses. */
export async function makeTeam(): Promise<Team> {
  made += 1;
  const organization = await makeOrganization({ code: `E${process.pid}x${made}`, kind: 'solution_provider' });
  const { users } = schema;
  await database()
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.organizationId, organization.id));
  const rows = await database()
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(eq(users.organizationId, organization.id));
  const emailOf = (id: Id<'user'>) => rows.find((row) => row.id === id)?.email ?? '';
  const { admin, finance, sales, viewer, disabled } = organization.users;
  return {
    ...organization,
    emails: {
      admin: emailOf(admin),
      finance: emailOf(finance),
      sales: emailOf(sales),
      viewer: emailOf(viewer),
      disabled: emailOf(disabled),
    },
  };
}

/** What an answer was, byte for byte. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** One request with exactly these headers, Host and Origin included, which `fetch` would write itself. Redirects are answers. */
export async function request(
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: FormData | URLSearchParams | string } = {},
): Promise<Answer> {
  const encoded = options.body === undefined ? undefined : new Response(options.body);
  const body = encoded && Buffer.from(await encoded.arrayBuffer());
  const type = encoded?.headers.get('content-type');
  const { hostname, port } = new URL(base);
  const headers = { ...(type ? { 'Content-Type': type } : {}), ...options.headers };
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        hostname,
        port,
        path,
        method: options.method ?? (body ? 'POST' : 'GET'),
        headers,
        setHost: !('Host' in headers),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The cookies an answer sets, as a browser would send them back, over those it had. */
export function cookiesAfter(answer: Answer, before = ''): string {
  const jar = new Map(before.split('; ').flatMap((pair) => (pair ? [[pair.split('=')[0] ?? '', pair] as const] : [])));
  for (const line of answer.headers['set-cookie'] ?? []) {
    const pair = line.split(';')[0] ?? '';
    const name = pair.split('=')[0] ?? '';
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, pair);
  }
  return [...jar.values()].join('; ');
}

/** A browser that has opened the sign-in form: its cookies and the form's token. */
export async function openSignIn(base: string): Promise<{ cookie: string; csrfToken: string }> {
  const cookie = cookiesAfter(await request(base, '/sign-in/start'));
  const page = await request(base, '/sign-in', { headers: { Cookie: cookie } });
  return { cookie, csrfToken: /name="csrfToken" value="([0-9a-f]+)"/.exec(page.text)?.[1] ?? '' };
}

/** Sends the sign-in form as a browser does. */
export async function postSignIn(
  base: string,
  fields: { email: string; password?: string; back?: string },
  from?: { cookie: string; csrfToken: string },
): Promise<Answer> {
  const { cookie, csrfToken } = from ?? (await openSignIn(base));
  const body = new URLSearchParams({ password, ...fields, csrfToken });
  return request(base, '/api/auth/callback/credentials', { body, headers: { Origin: base, Cookie: cookie } });
}

/** Signs in without a browser. @returns the cookies that prove it */
export async function signInOverHttp(base: string, email: string): Promise<string> {
  const from = await openSignIn(base);
  const answer = await postSignIn(base, { email }, from);
  if (answer.headers.location !== '/') throw new Error(`signing in ended at ${answer.headers.location}`);
  return cookiesAfter(answer, from.cookie);
}

/** What a form without scripts sends, as its page came from the server: the hidden inputs of the form with that name. */
export async function readFormOf(base: string, path: string, label: string, cookie: string): Promise<FormData> {
  const page = await request(base, path, { headers: { Cookie: cookie } });
  const form = new RegExp(`<form[^>]*aria-label="${label}"[^>]*>(.*?)</form>`, 's').exec(page.text)?.[1];
  if (form === undefined) throw new Error(`${path} has no form ${label}: ${page.status}`);
  const data = new FormData();
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1] ?? '';
    data.append(name, plainOf(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
  }
  return data;
}

const plainOf = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** How many sessions are open, and how many members there are: what signing in and adding a member would change. */
export async function effectsOn(of: Team) {
  const { sessions, users } = schema;
  const open = await database()
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.organizationId, of.id), isNull(sessions.endedAt)));
  const members = await database().select({ id: users.id }).from(users).where(eq(users.organizationId, of.id));
  return { sessions: open.length, members: members.length };
}

/** Signs in with a browser that speaks Chinese. @returns its cookies, as a thief would have copied them */
export async function signInInBrowser(page: Page, email: string): Promise<string> {
  await page.goto('/sign-in?back=%2Faccount%2Fsecurity');
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/account\/security/);
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

import type { NextRequest, NextResponse } from 'next/server';
import { isLocale } from '@/components/preferences';
import { sendRegisterCode } from '@/domain/onboarding/register-code';
import { registerCustomer } from '@/domain/onboarding/register-customer';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { addressOf } from './address';
import { isFromOwnPage } from './origin';
import { cookieName, cookieOptions, sealSession, sessionSeconds } from './session';
import { readFields, redirectTo, remember } from './sign-in-door';

/** How long a half-filled form is kept in its browser. */
const draftSeconds = 30 * 60;
/** Browsers drop a cookie of more than 4,096 bytes. */
const draftMax = 3_600;
/** What is shown again: nothing secret. */
const shownFields = ['accountName', 'organizationName', 'personName', 'email', 'mobile', 'agreements'] as const;

/**
 * A registration on its way, as its browser keeps it from one page to the next: without scripts there is no other place. Everything in it
 * was typed by whoever holds it, so it is not sealed; what it says is shown to nobody else, and chooses among our own sentences.
 */
export interface JoinDraft {
  readonly token: string;
  /** Where the code went. */
  readonly target?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly problem?: { readonly code: RefusalCode | 'origin'; readonly fields: FieldProblems };
}

/** Reads the draft that belongs to this invitation; nothing for any other, or for what is none. */
export function readDraft(cookie: string | undefined, token: string): JoinDraft {
  try {
    const draft: unknown = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString());
    if (typeof draft !== 'object' || draft === null || !('token' in draft) || draft.token !== token) return { token };
    const { target, values, problem } = draft as Record<string, unknown>;
    return {
      token,
      ...(typeof target === 'string' ? { target } : {}),
      values: textsOf(values),
      ...(isProblem(problem) ? { problem: { code: problem.code, fields: textsOf(problem.fields) } } : {}),
    };
  } catch {
    return { token };
  }
}

const textsOf = (members: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof members === 'object' && members !== null ? members : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

const isProblem = (problem: unknown): problem is { code: RefusalCode; fields: unknown } =>
  typeof problem === 'object' && problem !== null && 'code' in problem && typeof problem.code === 'string';

/** First step: sends the code and shows the second, or says on the first why not. */
export async function sendCodeWithForm(request: NextRequest, token: string): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  const typed = (form.get('target') ?? '').slice(0, 254);
  const kept = readDraft(request.cookies.get(cookieName('join'))?.value, token);
  const isAgain = form.get('again') === 'yes' && kept.target === typed;
  const before = isAgain ? kept : { token, values: { target: typed } };
  const step = isAgain ? '?code=sent&' : '?';
  if (!isFromOwnPage(request.headers))
    return toForm({ ...before, problem: { code: 'origin', fields: {} } }, `${step}problem=1`);
  const outcome = await sendRegisterCode({
    token,
    target: typed,
    language: languageOf(form),
    address: addressOf(request.headers),
  });
  const values = kept.values ?? {};
  if (outcome.ok) return toForm({ token, target: outcome.target, values }, '?code=sent');
  // A code is on its way there, as after pressing twice: the next step is to enter it.
  if (outcome.code === 'code_too_soon')
    return toForm({ token, target: outcome.target, values, problem: outcome }, '?code=sent&problem=1');
  return toForm({ ...before, problem: outcome }, `${step}problem=1`);
}

/** Second step: registers, joins and signs in, or shows the form again with what was typed. */
export async function registerWithForm(request: NextRequest, token: string): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  const { target = '' } = readDraft(request.cookies.get(cookieName('join'))?.value, token);
  const shown = shownFields.map((name) => [name, form.getAll(name).join(',').slice(0, 254)] as const);
  const draft = { token, target, values: Object.fromEntries(shown.filter(([, text]) => text !== '')) };
  const again = '?code=sent&problem=1';
  if (!isFromOwnPage(request.headers)) return toForm({ ...draft, problem: { code: 'origin', fields: {} } }, again);
  const outcome = await registerCustomer({
    fields: { ...Object.fromEntries(form), agreements: form.getAll('agreements'), token, target },
    address: addressOf(request.headers),
    userAgent: request.headers.get('user-agent'),
    requestId: request.headers.get('x-request-id'),
  });
  if (!outcome.ok) return toForm({ ...draft, problem: outcome }, again);
  const reply = redirectTo('/?done=joined');
  const sealed = await sealSession(outcome.sessionId);
  reply.cookies.set(cookieName('session'), sealed, { ...cookieOptions(), maxAge: sessionSeconds });
  reply.cookies.set(cookieName('join'), '', { ...cookieOptions(), maxAge: 0 });
  remember(reply, outcome);
  return reply;
}

const languageOf = (form: URLSearchParams): 'zh-CN' | 'en' => {
  const language = form.get('language');
  return isLocale(language) ? language : 'zh-CN';
};

/** Back to the form, with a draft that its browser will keep. */
function toForm({ problem, ...draft }: JoinDraft, query: string): NextResponse {
  const reply = redirectTo(`/join/${encodeURIComponent(draft.token)}/register${query}`);
  const said = problem ? { problem: { code: problem.code, fields: problem.fields } } : {};
  const whole = encode({ ...draft, ...said });
  const value = whole.length <= draftMax ? whole : encode({ ...draft, values: {}, ...said });
  reply.cookies.set(cookieName('join'), value, { ...cookieOptions(), maxAge: draftSeconds });
  return reply;
}

const encode = (draft: JoinDraft): string => Buffer.from(JSON.stringify(draft)).toString('base64url');

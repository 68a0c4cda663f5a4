import type { NextRequest, NextResponse } from 'next/server';
import { isLocale } from '@/components/preferences';
import { sendRegisterCodes } from '@/domain/onboarding/register-code';
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
const shownFields = ['accountName', 'organizationName', 'personName', 'agreements'] as const;

/**
 * A registration on its way, as its browser keeps it from one page to the next: without scripts there is no other place. Everything in it
 * was typed by whoever holds it, so it is not sealed; what it says is shown to nobody else, and chooses among our own sentences.
 */
export interface JoinDraft {
  readonly token: string;
  /** Where the codes went. */
  readonly contact?: { readonly email: string; readonly mobile: string };
  readonly values?: Readonly<Record<string, string>>;
  readonly problem?: { readonly code: RefusalCode | 'origin'; readonly fields: FieldProblems };
}

/** Reads the draft that belongs to this invitation; nothing for any other, or for what is none. */
export function readDraft(cookie: string | undefined, token: string): JoinDraft {
  try {
    const draft: unknown = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString());
    if (typeof draft !== 'object' || draft === null || !('token' in draft) || draft.token !== token) return { token };
    const { contact, values, problem } = draft as Record<string, unknown>;
    return {
      token,
      ...contactOf(contact),
      values: textsOf(values),
      ...(isProblem(problem) ? { problem: { code: problem.code, fields: textsOf(problem.fields) } } : {}),
    };
  } catch {
    return { token };
  }
}

/** Both, or nothing. */
const contactOf = (members: unknown): Pick<JoinDraft, 'contact'> => {
  const { email, mobile } = textsOf(members);
  return email === undefined || mobile === undefined ? {} : { contact: { email, mobile } };
};

const textsOf = (members: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof members === 'object' && members !== null ? members : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

const isProblem = (problem: unknown): problem is { code: RefusalCode; fields: unknown } =>
  typeof problem === 'object' && problem !== null && 'code' in problem && typeof problem.code === 'string';

/** First step: sends the codes and shows the second, or says on the first why not. */
export async function sendCodesWithForm(request: NextRequest, token: string): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  const typed = contactIn(form);
  const kept = readDraft(request.cookies.get(cookieName('join'))?.value, token);
  const isSame = kept.contact?.email === typed.email && kept.contact.mobile === typed.mobile;
  const isAgain = form.get('again') === 'yes' && isSame;
  const before = isAgain ? kept : { token, values: typed };
  const step = isAgain ? '?code=sent&' : '?';
  if (!isFromOwnPage(request.headers))
    return toForm({ ...before, problem: { code: 'origin', fields: {} } }, `${step}problem=1`);
  const outcome = await sendRegisterCodes({
    token,
    ...typed,
    language: languageOf(form),
    address: addressOf(request.headers),
  });
  const values = kept.values ?? {};
  if (outcome.ok) return toForm({ token, contact: outcome.contact, values }, '?code=sent');
  // Codes are on their way there, as after pressing twice: the next step is to enter them.
  if (outcome.code === 'code_too_soon')
    return toForm({ token, contact: outcome.contact, values, problem: outcome }, '?code=sent&problem=1');
  return toForm({ ...before, problem: outcome }, `${step}problem=1`);
}

/** Second step: registers, joins and signs in, or shows the form again with what was typed. */
export async function registerWithForm(request: NextRequest, token: string): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  const contact = contactIn(form);
  const shown = shownFields.map((name) => [name, form.getAll(name).join(',').slice(0, 254)] as const);
  const draft = { token, contact, values: Object.fromEntries(shown.filter(([, text]) => text !== '')) };
  const again = '?code=sent&problem=1';
  if (!isFromOwnPage(request.headers)) return toForm({ ...draft, problem: { code: 'origin', fields: {} } }, again);
  const outcome = await registerCustomer({
    fields: { ...Object.fromEntries(form), agreements: form.getAll('agreements'), token },
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

const contactIn = (form: URLSearchParams) => ({
  email: (form.get('email') ?? '').slice(0, 254),
  mobile: (form.get('mobile') ?? '').slice(0, 64),
});

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

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { type JoinDraft, readDraft } from '@/app/_entry/join-door';
import { ownOrigin } from '@/app/_entry/origin';
import { cookieName, currentActor } from '@/app/_entry/session';
import type { Refused } from '@/components/form/posted-form';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { isRefusalCode } from '@/domain/refusal';
import { loadInvitation } from '../invitation';
import { InvitationOver } from '../invitation-over';
import { AccountForm } from './account-form';
import { CodeForm } from './code-form';

interface Params {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations('join');
  return { title: t('stepOneTitle') };
}

/** Registering in two steps, each a plain form: where codes are sent, then everything else. @source spec/01 §1.5 */
export default async function RegisterPage({ params, searchParams }: Params) {
  const [{ token }, query, actor, jar, t] = await Promise.all([
    params,
    searchParams,
    currentActor(),
    cookies(),
    getTranslations('join'),
  ]);
  const { name: partner, type, problem } = await loadInvitation(token);
  if (problem) return <InvitationOver partner={partner} problem={problem} />;
  if (actor) redirect(route(`/join/${token}`));
  const draft = readDraft(jar.get(cookieName('join'))?.value, token);
  const isSecond = paramOf(query, 'code') === 'sent' && draft.contact !== undefined;
  const refused = paramOf(query, 'problem') === '' ? undefined : await refusedOf(draft, isSecond);
  const invitation = { token, partner, type };
  return (
    <>
      {isSecond ? (
        <AccountForm invitation={invitation} draft={draft} refused={refused} />
      ) : (
        <CodeForm invitation={invitation} draft={draft} refused={refused} />
      )}
      <p className="mt-6">
        <TextLink href={`/join/${token}`}>{t('back')}</TextLink>
      </p>
    </>
  );
}

/** What the last attempt was refused for. The browser's draft can only choose among our own sentences. */
async function refusedOf({ problem }: JoinDraft, isSecond: boolean): Promise<Refused | undefined> {
  if (!problem) return undefined;
  const [t, refusals, words] = await Promise.all([
    getTranslations('join'),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  const { code } = problem;
  const sentence = {
    origin: () => t('origin', { origin: ownOrigin() }),
    sign_in_delayed: () => t('tooManyAttempts'),
    busy: () => t('busy'),
  };
  const own = Object.entries(sentence).find(([name]) => name === code)?.[1];
  const known = isRefusalCode(code) ? code : 'invalid_input';
  const fields = Object.entries(problem.fields)
    .filter(([name]) => /^[A-Za-z]{1,40}$/.test(name))
    .map(([name, why]) => [name, /^[a-z_]{1,40}$/.test(why) && words.has(why) ? words(why) : words('invalid')]);
  return {
    title: code === 'code_too_soon' ? t('notAllSent') : isSecond ? t('notRegistered') : t('notSent'),
    message: own ? own() : refusals(known),
    fields: Object.fromEntries(fields),
  };
}

import { refresh, revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ActionState, FormAction, TriedAnswer } from '@/components/form/action-state';
import { ownPath } from '@/components/preferences';
import { route } from '@/components/route';
import type { Actor } from '@/domain/actor';
import { type FieldProblems, isRefusalCode, type RefusalCode } from '@/domain/refusal';
import { readForm } from './form-input';
import { isFromOwnPage } from './origin';
import { newRequestKey } from './request-key';
import { removeSessionCookie, renewSessionCookie, signInPath, usedBy } from './session';

/** A command, as far as a form has to know it. */
type FormCommand = (
  actor: Actor,
  requestKey: string,
  input: unknown,
) => Promise<
  | { readonly ok: true; readonly id: string; readonly once?: string; readonly answer?: TriedAnswer }
  | { readonly ok: false; readonly code: RefusalCode; readonly fields: FieldProblems }
>;

interface Options {
  /**
   * Where to go when it is done, such as `/funds/adjustments/:id?done=1`; `:id` is what the command made or changed. `:back` is the page of
   * ours that the form's field `back` names: alone the place to go, in a query a value.
   */
  readonly then?: string;
  /** The page to show anew when it is done. */
  readonly refresh?: string;
  /** `renew`: the command opened a session in place of this one. `end`: it ended this one, and signing in comes next. */
  readonly session?: 'renew' | 'end';
}

/**
 * The door through which pages write: a server action that runs `command` with what a form sent.
 *
 * Nothing about the call is taken on trust: it must come from our own page, by somebody signed in now, as a form. Whatever
 * else arrives is refused without effect. What breaks is thrown: then the form says that the outcome is not known.
 *
 * @source design/decisions.md 19, quality/acceptance.md findings 3 and 4
 */
export function formAction(
  command: FormCommand,
  options: Options & { readonly session: 'end' },
): (data: FormData) => Promise<void>;
export function formAction(command: FormCommand, options?: Options): FormAction;
export function formAction(
  command: FormCommand,
  options: Options = {},
): FormAction | ((data: FormData) => Promise<void>) {
  async function act(...call: unknown[]): Promise<ActionState> {
    if (!isFromOwnPage(await headers())) return refused('foreign_origin');
    const form = call.length <= 2 ? await readForm(call.at(-1)) : undefined;
    if (!form) return refused('invalid_input');
    const actor = await usedBy();
    if (!actor) return redirect(route(await signInPath()));

    // Signing out twice is signing out, so its button needs no key of its own.
    const requestKey = options.session === 'end' ? newRequestKey() : form.requestKey;
    const { back, ...rest } = form.input;
    const outcome = await command(actor, requestKey, options.then?.includes(':back') ? rest : form.input);
    // The form is drawn anew with the refusal, so that it can say what somebody else has changed.
    if (!outcome.ok && outcome.code === 'changed_meanwhile') refresh();
    if (!outcome.ok) return refused(outcome.code, outcome.fields, form.values);
    if (outcome.answer) return { status: 'answered', answer: outcome.answer, values: form.values };
    if (options.session === 'renew') await renewSessionCookie(actor, outcome.id);
    if (options.session === 'end') {
      await removeSessionCookie();
      redirect(route('/sign-in'));
    }
    if (options.refresh) revalidatePath(options.refresh);
    if (options.then) redirect(route(placeOf(options.then, outcome.id, back)));
    return { status: 'done', id: outcome.id, ...(outcome.once ? { secret: outcome.once } : {}) };
  }
  if (options.session !== 'end') return act;
  return async (data: FormData) => {
    await act(data);
  };
}

function placeOf(then: string, id: string, back: unknown): string {
  const own = ownPath(typeof back === 'string' ? back : undefined);
  return then === ':back' ? own : then.replace(':id', id).replace(':back', encodeURIComponent(own));
}

/** A refusal in the language of the request. A field's problem stands under the name of its control. */
async function refused(
  code: RefusalCode,
  problems: FieldProblems = {},
  values: Record<string, string> = {},
): Promise<ActionState> {
  const [refusals, words] = await Promise.all([getTranslations('refusals'), getTranslations('fields')]);
  // Of a list that is refused as a whole each item has its reason; what the message says already is not said again.
  const isSaid = (name: string, problem: string) => /^[a-z]{3}_/.test(name) && problem === code;
  const named = Object.entries(problems).filter(
    ([name, problem]) => name !== '' && name !== 'requestKey' && !isSaid(name, problem),
  );
  const worded = (problem: string) => {
    if (words.has(problem)) return words(problem);
    return isRefusalCode(problem) ? refusals(problem) : words('invalid');
  };
  const fields = Object.fromEntries(
    named.map(([name, problem]) => [`${name}[]` in values ? `${name}[]` : name, worded(problem)]),
  );
  return { status: 'refused', code, message: refusals(code), fields, values };
}

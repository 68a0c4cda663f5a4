import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCallbacks } from '@/domain/open-access/set-callbacks';
import { seenOf } from '@/domain/seen-values';
import { changeSetting } from '@/domain/settings/change-setting';
import { atOnceMax, decided } from './at-once';
import { validInput } from './command-inputs';
import { freshDatabase, type TestDatabase } from './database';
import { editForms, seenBy, withoutEditForm } from './edit-forms';
import { type AnyCommand, everyCommand, type Principal, principalsOf } from './every-command';
import { grownBy, rowCounts } from './row-counts';
import { codeOf, readSourceFiles } from './source-files';
import { actorOf, freshKey, seedWorld, type World } from './world';

const commands = await everyCommand();
const names = Object.keys(editForms);
const files = readSourceFiles();

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const operators =
  /^(catalogue|conversions|credit|measure_units|receiving_accounts|resource_types|service_types|settings|usage_types)\./;
const asker = (name: string): Principal => {
  const { operator, solution_provider } = principalsOf(world);
  return operators.test(name) || name === 'customers.set_obstacles' ? operator : solution_provider;
};

function commandOf(name: string): AnyCommand {
  const found = commands.get(name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

/** Somebody at a form: what it sends, and what it was filled in with. */
async function atForm(name: string) {
  const principal = asker(name);
  const actor = actorOf(principal.organization);
  const input = (await validInput[name]?.(actor, principal, world)) ?? {};
  return { actor, input, shown: await seenBy(name, actor, input) };
}

describe('a form that is filled in with what there is', () => {
  it.each(names)('%s: is carried out for whoever saw what is in force', async (name) => {
    const { actor, input, shown } = await atForm(name);
    expect(await commandOf(name)(actor, freshKey(), { ...input, seen: seenOf(shown) })).toMatchObject({ ok: true });
  });

  it.each(names)('%s: is refused, and changes nothing, over values that are others by now', async (name) => {
    const { actor, input, shown } = await atForm(name);
    for (const field of Object.keys(shown)) {
      const before = await rowCounts();
      const seen = seenOf({ ...shown, [field]: ['an older value'] });
      const outcome = await commandOf(name)(actor, freshKey(), { ...input, seen });
      expect([field, outcome]).toMatchObject([field, { ok: false, code: 'changed_meanwhile' }]);
      if (!outcome.ok && Object.keys(outcome.fields).length > 0)
        expect(outcome.fields).toEqual({ [field]: 'changed_meanwhile' });
      expect(grownBy(before, await rowCounts())).toEqual({});
    }
    expect(await seenBy(name, actor, input)).toEqual(shown);
  });

  it.each(names)('%s: takes nothing for what was seen but what its form sends', async (name) => {
    const { actor, input } = await atForm(name);
    for (const seen of ['', 'x', 'name', 'name:12', `name:${'0'.repeat(16)} `, 'x'.repeat(5000), 7, ['a'], {}])
      expect(await commandOf(name)(actor, freshKey(), { ...input, seen })).toMatchObject({
        ok: false,
        code: 'invalid_input',
      });
  });
});

describe('two who have the same form open', () => {
  it('the first wins; the second is refused once, is told where, and may then decide', async () => {
    const actor = actorOf(world.s1);
    const before = { orderPaymentUrl: 'https://shop.example/1', rechargeUrl: 'https://shop.example/r' };
    await setCallbacks(actor, freshKey(), before);
    const seen = seenOf(before);
    const [one, other] = [
      { ...before, orderPaymentUrl: 'https://shop.example/2' },
      { ...before, orderPaymentUrl: 'https://shop.example/3' },
    ];
    const key = freshKey();
    expect(await setCallbacks(actor, key, { ...one, seen })).toMatchObject({ ok: true });
    expect(await setCallbacks(actor, freshKey(), { ...other, seen })).toEqual({
      ok: false,
      code: 'changed_meanwhile',
      fields: { orderPaymentUrl: 'changed_meanwhile' },
    });
    // An answer that got lost is asked for again with what was seen then.
    expect(await setCallbacks(actor, key, { ...one, seen })).toMatchObject({ ok: true, replayed: true });
    expect(await setCallbacks(actor, freshKey(), { ...other, seen: seenOf(one) })).toMatchObject({ ok: true });
  });

  it('of fifty at once exactly one is carried out', async () => {
    const actor = actorOf(world.operator);
    const seen = seenOf({ value: 15 });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => changeSetting(actor, freshKey(), { key: 'report_valid_days', value: String(n + 20), seen })),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'changed_meanwhile')).toHaveLength(49);
  });
});

/** The action's name is the command's and `Action`: the command's own file says how it is called in the source. */
const exportedAs = new Map(
  [...files].flatMap(([file, text]) =>
    file.startsWith('domain/') && !file.endsWith('.test.ts')
      ? [...codeOf(text).matchAll(/export const (\w+) = (?:command|moneyCommand)\(\{\s*name: '([a-z_.]+)'/g)].map(
          ([, constant = '', name = '']) => [name, constant] as const,
        )
      : [],
  ),
);

/** Forms of `action` among pages, as they are written, and those of them that say what they were filled in with. */
function formsOf(action: string, sources: ReadonlyMap<string, string>) {
  const tags = [...sources]
    .filter(([file]) => /^app\/.*\.tsx$/.test(file))
    .flatMap(([, text]) => [...text.matchAll(new RegExp(`(?:action|change)=\\{${action}\\}[^]*?(?:>\\n|/>)`, 'g'))])
    .map(([tag]) => tag);
  return { all: tags.length, careful: tags.filter((tag) => /\bseen=\{/.test(tag)).length };
}

describe('no form is forgotten', () => {
  // The upload of metadata is posted by the browser itself: its form holds the field (`idp-form.tsx`).
  it.each(names.filter((name) => name !== 'open_access.upload_idp_metadata'))('%s', (name) => {
    const { all, careful } = formsOf(`${exportedAs.get(name)}Action`, files);
    expect(all).toBeGreaterThan(0);
    expect(careful).toBe(all);
  });

  it('a form that does not say what it was filled in with is found', () => {
    const page = (tag: string) => new Map([['app/a/page.tsx', tag]]);
    expect(formsOf('xAction', page('<ActionForm action={xAction} label="x">\n'))).toEqual({ all: 1, careful: 0 });
    expect(formsOf('xAction', page('<ActionForm action={xAction} seen={seenOf(x)}>\n'))).toEqual({
      all: 1,
      careful: 1,
    });
  });

  it('whatever sets or changes something has such a form, or a reason why not', () => {
    const setting = [...commands.keys()].filter((name) => /\.(set|change|describe|assign|grant)(_|$)/.test(name));
    expect(setting.filter((name) => !editForms[name] && !withoutEditForm[name])).toEqual([]);
    expect(Object.keys(withoutEditForm).filter((name) => !commands.has(name))).toEqual([]);
  });
});

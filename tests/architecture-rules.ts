import path from 'node:path';
import { codeOf, fileOf, importsOf, isTest, type SourceFiles } from './source-files';

/** A rule names each violation as `file: what is wrong`. */
export type Rule = (files: SourceFiles) => string[];

const topOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');

/** Applies a check to every file that is neither a test nor left out. */
const each =
  (
    check: (file: string, code: string, files: SourceFiles) => (string | false | undefined)[],
    from: RegExp = /./,
  ): Rule =>
  (files) =>
    [...files].flatMap(([file, text]) =>
      isTest(file) || !from.test(file)
        ? []
        : check(file, codeOf(text), files).flatMap((wrong) => (wrong ? [`${file}: ${wrong}`] : [])),
    );

/** Of the domain, what a browser may load. */
const browserSafe = (target: string): boolean =>
  /^domain\/(refusal|permission)$/.test(target) || /^domain\/[a-z-]+\/([a-z-]+-)?(input|model)$/.test(target);

const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  db: ['db', 'lib'],
  domain: ['domain', 'db', 'lib'],
  components: ['components', 'lib'],
  app: ['app', 'components', 'domain', 'lib'],
  jobs: ['jobs', 'domain', 'lib'],
};

/** @source design/style.md §1.2 */
export const folderMap = each((file, code) => {
  const allowed = mayImport[topOf(file)];
  return importsOf(file, code).map(({ target, isOurs, isType }) => {
    if (!isOurs) return false;
    const top = topOf(target);
    if (!allowed) return ['tests', 'e2e'].includes(top) && `imports ${target}`;
    if (top === 'messages' || target.endsWith('.css') || target.endsWith('.json')) return false;
    if (topOf(file) === 'components' && top === 'domain') return !isType && !browserSafe(target) && `imports ${target}`;
    return !allowed.includes(top) && `imports ${target}`;
  });
});

/** @source design/style.md §1.2 */
export const domainWithoutFrameworks = each(
  (file, code) =>
    importsOf(file, code).map(
      ({ target, isOurs }) => !isOurs && /^(next|react|next-[a-z]+)(\/|-dom|$)/.test(target) && `imports ${target}`,
    ),
  /^(domain|db|lib)\//,
);

const layers: Readonly<Record<string, number>> = {
  catalogue: 0,
  regions: 0,
  settings: 0,
  outgoing: 0,
  identity: 1,
  audit: 2,
  ledger: 2,
  customers: 2,
  funds: 3,
  credit: 3,
  coupons: 3,
  statements: 4,
  batches: 4,
  onboarding: 4,
  associations: 4,
  recharge: 4,
  orders: 4,
  reconciliation: 5,
  incentives: 5,
  exports: 5,
  notices: 5,
  withdrawals: 6,
  webhooks: 6,
  'open-access': 7,
  operations: 8,
};

/** Areas import those before them, never beside or after; the kernel imports none, but money posts. @source design/style.md §1.2 */
export const domainLayers = each((file, code) => {
  const [, area = '', ...rest] = file.split('/');
  const isKernel = rest.length === 0;
  if (!isKernel && layers[area] === undefined) return [`the area ${area} has no layer`];
  return importsOf(file, code).map(({ target, isOurs }) => {
    const [top, to = '', ...deeper] = target.split('/');
    if (!isOurs || top !== 'domain' || deeper.length === 0 || to === area) return false;
    if (isKernel) return !(target === 'domain/ledger/post' && /\/money-[a-z]+\.ts$/.test(file)) && `imports ${target}`;
    return (layers[to] ?? 99) >= (layers[area] ?? -1) && `imports ${target}`;
  });
}, /^domain\//);

/** What a browser loads, directly or through others, is made for browsers. Actions are where the way ends. */
export const clientFiles: Rule = (files) =>
  [...files].flatMap(([file, text]) => {
    if (isTest(file) || !/^\s*'use client'/.test(codeOf(text))) return [];
    return reachable(files, file).flatMap(({ target, isOurs, via }) => {
      const isWrong = isOurs
        ? target.startsWith('db/') ||
          target.startsWith('jobs/') ||
          (target.startsWith('domain/') && !browserSafe(target))
        : /^(node:|pg$|pino|drizzle-orm|next-auth|@node-rs|csv-)/.test(target);
      return isWrong ? [`${file}: loads ${target} through ${via}`] : [];
    });
  });

function reachable(files: SourceFiles, start: string) {
  const seen = new Set([start]);
  const found: { target: string; isOurs: boolean; via: string }[] = [];
  const waiting = [start];
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    const text = files.get(file) ?? '';
    if (file !== start && /^\s*'use server'/.test(codeOf(text))) continue;
    for (const { target, isOurs, isType } of importsOf(file, text)) {
      if (isType) continue;
      found.push({ target, isOurs, via: file });
      const next = isOurs ? fileOf(files, target) : undefined;
      if (!next || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return found;
}

/** Server actions are lines that name a command, and nothing else. @source design/style.md §1.2, design/decisions.md 19 */
export const serverActions = each((file, code) => {
  if (!/['"]use server['"]/.test(code)) return [/(^|\/)actions\.ts$/.test(file) && 'actions.ts without use server'];
  if (path.basename(file) !== 'actions.ts') return ["'use server' outside actions.ts"];
  const rest = code.replaceAll(/^export const (\w+)Action = formAction\(\1[,)]/gm, '');
  return [
    !/^\s*'use server'/.test(code) && "'use server' is not its first line",
    (code.match(/['"]use server['"]/g)?.length ?? 0) > 1 && "'use server' twice",
    /(^|[;{}])\s*export\b/m.test(rest) && 'exports something that is not `xAction = formAction(x…)`',
  ];
}, /^(app|components|domain|lib)\//);

/** @source design/decisions.md 13 */
export const authLibrary = each((file, code) =>
  importsOf(file, code).map(
    ({ target }) => /^next-auth(\/|$)/.test(target) && file !== 'app/_entry/session.ts' && `imports ${target}`,
  ),
);

const mentions = (pattern: RegExp, allowed: (file: string) => boolean): Rule =>
  each((file, code) => [pattern.test(code) && !allowed(file) && `has ${pattern.source.replaceAll('\\', '')}`]);

/** Whose rows may be read is decided at the doors; for a job, by what the person it works for may now. */
export const scopesAreMinted = mentions(
  /\breadScope\(/,
  (file) => /^(app\/_entry|scripts|bench)\//.test(file) || ['domain/read-scope.ts', 'domain/job.ts'].includes(file),
);

/** @source design/style.md §1.6: where a balance changes */
export const onePostingPlace = mentions(/ledger_post_batch/, (file) => file === 'domain/ledger/post.ts');

/** Signing in, registering and wrong signatures are no commands: nobody is asking yet. A failure is kept after the transaction that left nothing. */
const ownTransactions = [
  'domain/identity/redeem-sign-in-link.ts',
  'domain/identity/sign-in.ts',
  'domain/identity/signature-failures.ts',
  'domain/onboarding/join-attempts.ts',
  'domain/onboarding/register-code.ts',
  'domain/onboarding/register-customer.ts',
];
export const transactions = mentions(
  /\bin(RolledBack)?Transaction\(/,
  (file) => /^(db|bench|scripts)\//.test(file) || /^domain\/[a-z-]+\.ts$/.test(file) || ownTransactions.includes(file),
);

/** @source design/decisions.md 8 */
export const oneClock = each(
  (_file, code) => [/\bnew Date\(\)|\bDate\.now\(/.test(code) && 'reads the process clock'],
  /^domain\//,
);

/** Nothing of a signed-in person is kept for another. @source quality/acceptance.md T11 */
export const noSharedCache = mentions(/unstable_cache|['"]use cache['"]|force-static|\bcacheLife\(/, () => false);

const kebab = /^(@?(\(\.+\))?\(?_?[a-z0-9]+(-[a-z0-9]+)*\)?|\[(\.\.\.)?[a-zA-Z]+\])(\.[a-z0-9]+)*$/;
export const names = each((file) => [
  !file.split('/').every((part) => kebab.test(part)) && 'is not kebab-case',
  /(^|\/)index\.[a-z]+$/.test(file) && 'is an index file',
  /(^|\/)(utils?|helpers?|hooks|types|services|features|core|common)(\/|\.)/.test(file) &&
    'has a name that says nothing',
]);

export const length: Rule = (files) =>
  [...files].flatMap(([file, text]) => {
    const lines = text.split('\n').length - 1;
    return lines > 300 ? [`${file}: has ${lines} lines`] : [];
  });

const nextOwn =
  /^app\/(.*\/)?(page|layout|template|default|error|global-error|not-found|loading|icon|sitemap|robots)\.tsx?$/;
const configuration = /^[a-z.-]+\.(config|setup)\.(ts|mjs|js)$|^app\/_entry\/i18n\.ts$/;
export const namedExports = each((file, code) => [
  /\bexport default\b/.test(code) && !nextOwn.test(file) && !configuration.test(file) && 'has a default export',
]);

/** A query that forgets whose rows it may return cannot be written. Divisions belong to nobody, readiness to everybody. */
export const scopedQueries = each((_file, code) => {
  const exported =
    /^export (?:async )?(?:function (\w+)(?:<[^(]*>)?|const (\w+)(?:: [^=]+)? = (?:cache\()?(?:async )?(?:<[^(]*>)?)\(\s*([^,)]*)/gm;
  return [...code.matchAll(exported)].map(
    ([, fn, constant, first = '']) =>
      !/:\s*ReadScope\b/.test(first) && `${fn ?? constant} does not take a ReadScope first`,
  );
}, /^domain\/(?!regions\/|operations\/)[a-z-]+\/([a-z-]+-)?(queries|statements?)(-[a-z-]+)?\.ts$/);

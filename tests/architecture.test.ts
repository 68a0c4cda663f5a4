import { describe, expect, it } from 'vitest';
import * as rules from './architecture-rules';
import { readSourceFiles } from './source-files';

const files = readSourceFiles();

/** Each rule with files that break it: a rule that cannot fail keeps nothing. */
const cases: readonly [name: string, rule: rules.Rule, violations: Readonly<Record<string, string>>][] = [
  [
    'folders import only what stands below them',
    rules.folderMap,
    {
      'lib/a.ts': "import { may } from '@/domain/permission';",
      'db/a.ts': "import { x } from '../domain/funds/queries';",
      'domain/funds/a.ts': "import { Shell } from '@/components/shell/shell';",
      'components/a.tsx': "import { listAdjustments } from '@/domain/funds/queries';",
      'app/page.tsx': "import { database } from '@/db/client';",
      'jobs/a.ts': "import { Amount } from '@/components/amount';",
      'bench/a.ts': "import { seedWorld } from '@/tests/world';",
    },
  ],
  [
    'the domain knows neither Next nor React',
    rules.domainWithoutFrameworks,
    {
      'domain/funds/a.ts': "import { cache } from 'react';",
      'domain/funds/b.ts': "import { headers } from 'next/headers';",
      'lib/c.ts': "import { useLocale } from 'next-intl';",
    },
  ],
  [
    'areas of the domain import only those before them',
    rules.domainLayers,
    {
      'domain/identity/a.ts': "import { x } from '@/domain/customers/queries';",
      'domain/customers/a.ts': "import { x } from '../ledger/post';",
      'domain/funds/a.ts': "import { x } from '@/domain/recharge/input';",
      'domain/command.ts': "import { postBatch } from './ledger/post';",
      'domain/money-batch.ts': "import { x } from './ledger/oracles';",
      'domain/misc/a.ts': 'export const a = 1;',
    },
  ],
  [
    'what a browser loads is made for browsers',
    rules.clientFiles,
    {
      'app/a.tsx': "'use client';\nimport { allocateFunds } from '@/domain/funds/allocate-funds';",
      'components/b.tsx': "'use client';\nimport { key } from './key';",
      'components/key.ts': "import { fingerprintOf } from '@/lib/fingerprint';",
      'lib/fingerprint.ts': "import { createHash } from 'node:crypto';",
    },
  ],
  [
    'a server action is a line that names a command',
    rules.serverActions,
    {
      'app/a/actions.ts': "'use server';\nexport async function pay() {}",
      'app/b/actions.ts': "'use server';\nexport const payAction = formAction(refund);",
      'app/c/page.tsx': "export const f = async () => { 'use server'; };",
    },
  ],
  [
    'next-auth is known to the session door alone',
    rules.authLibrary,
    { 'app/page.tsx': "import { getServerSession } from 'next-auth';" },
  ],
  [
    'only the doors make a ReadScope',
    rules.scopesAreMinted,
    { 'app/(console)/funds/page.tsx': "const scope = readScope(actor, 'funds.read');" },
  ],
  [
    'balances change in one place',
    rules.onePostingPlace,
    { 'domain/orders/pay.ts': 'sql`select ledger_post_batch()`' },
  ],
  [
    'only the kernel opens transactions',
    rules.transactions,
    { 'domain/orders/pay.ts': 'await inTransaction(async (tx) => {});' },
  ],
  ['the domain does not read the process clock', rules.oneClock, { 'domain/orders/pay.ts': 'const now = new Date();' }],
  [
    '[T11] nothing of a signed-in person is kept for another',
    rules.noSharedCache,
    { 'app/page.tsx': "'use cache';", 'domain/a.ts': 'unstable_cache(() => 1)' },
  ],
  [
    'files are named in kebab-case and say what they hold',
    rules.names,
    { 'domain/funds/allocateFunds.ts': '', 'components/ui/index.ts': '', 'lib/utils/a.ts': '' },
  ],
  ['no file is longer than 300 lines', rules.length, { 'domain/a.ts': '\n'.repeat(301) }],
  ['exports have names', rules.namedExports, { 'components/a.tsx': 'export default function A() {}' }],
  [
    'every query takes a ReadScope first',
    rules.scopedQueries,
    {
      'domain/funds/queries.ts': 'export async function listAdjustments(filter: Filter) {}',
      'domain/ledger/statements.ts': 'export const findEntry = async (id: Id) => {};',
    },
  ],
];

describe('the shape of the source', () => {
  it.each(cases)('%s', (_name, rule) => expect(rule(files)).toEqual([]));
});

describe('each rule', () => {
  it.each(cases)('can fail: %s', (_name, rule, violations) => {
    const found = rule(new Map(Object.entries(violations))).map((line) => line.slice(0, line.indexOf(':')));
    // What a client file loads through another is named once, by the client file.
    const guilty = Object.keys(violations).filter(
      (file) => rule !== rules.clientFiles || violations[file]?.includes('use client'),
    );
    expect([...new Set(found)].toSorted()).toEqual(guilty.toSorted());
  });

  it('leaves alone what is in order', () => {
    const good = new Map([
      [
        'components/a.tsx',
        "'use client';\nimport type { Actor } from '@/domain/actor';\nimport { may } from '@/domain/permission';",
      ],
      ['components/b.tsx', "import { type AdjustmentLine } from '@/domain/funds/queries';"],
      [
        'app/funds/form.tsx',
        "'use client';\nimport { payAction } from './actions';\nimport { payInput } from '@/domain/funds/input';",
      ],
      [
        'app/funds/actions.ts',
        "'use server';\nimport { pay } from '@/domain/funds/pay';\nexport const payAction = formAction(pay, { then: '/funds' });",
      ],
      [
        'domain/funds/queries.ts',
        '/** Never new Date(). */\nexport async function listA(scope: ReadScope, after: string) {}',
      ],
      ['app/api/[id]/route.ts', 'export const GET = apiRoute({});'],
    ]);
    expect(cases.flatMap(([, rule]) => rule(good))).toEqual([]);
  });
});

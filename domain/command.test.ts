import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { database, schema } from '@/db/client';
import { fingerprintOf } from '@/lib/fingerprint';
import { type Id, idOf, newId } from '@/lib/id';
import { plainText } from '@/lib/text';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { command } from './command';

let test: TestDatabase;
let operator: WorldOrganization;
let partner: WorldOrganization;
let runs = 0;
beforeAll(async () => {
  test = await freshDatabase();
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
  partner = await makeOrganization({ code: 'S', kind: 'solution_provider' });
});
beforeEach(() => {
  runs = 0;
});
afterAll(() => test.close());

/** Renames an organization; three names are declined or break, each after the row was written. */
const rename = command({
  name: 'test.rename',
  permission: 'organizations.create',
  returns: 'organization',
  input: z.strictObject({ organizationId: idOf('organization'), name: plainText(64) }),
  refusals: ['organization_not_found', 'already_frozen'],
  async run({ tx, refuse }, { organizationId, name }) {
    runs += 1;
    const { organizations } = schema;
    const changed = await tx
      .update(organizations)
      .set({ name })
      .where(eq(organizations.id, organizationId))
      .returning({ rootId: organizations.rootId });
    const [organization] = changed;
    if (!organization) return refuse('organization_not_found');
    if (name === 'declined') return refuse('already_frozen', { name: 'wrong' });
    if (name === 'bug') throw new TypeError('our own mistake');
    if (name === 'deadlock' && runs === 1)
      await tx.execute(sql`do $$ begin raise exception using errcode = '40P01'; end $$`);
    const event = { kind: 'test.renamed', organizationId, rootId: organization.rootId, subjectId: organizationId };
    return { id: organizationId, audit: { detail: { name } }, events: [{ ...event, payload: { name } }] };
  },
});

const secretWord = 'Tr0ub4dor-once-only';
const addUser = command({
  name: 'test.add_user',
  permission: 'users.create',
  returns: 'user',
  input: z.strictObject({ email: z.string(), password: z.string() }),
  identify: ({ email }) => ({ email }),
  refusals: ['email_taken'],
  constraints: { users_email_key: 'email_taken' },
  async run({ tx, actor, newId: id }, { email }) {
    runs += 1;
    const { organizationId, rootId } = actor;
    await tx.insert(schema.users).values({ id, organizationId, rootId, email, name: 'n', roles: ['viewer'] });
    return { id, audit: { detail: { email } }, once: secretWord };
  },
});

const nameOf = async (id: Id<'organization'>) =>
  (await database().select().from(schema.organizations).where(eq(schema.organizations.id, id)))[0]?.name;
const auditOf = (key: string) =>
  database().select().from(schema.auditEntries).where(eq(schema.auditEntries.requestId, key));

/** An actor whose request id is `key`, so that what the call left can be found. */
const asking = (key: string, of = operator) => actorOf(of, 'admin', { requestId: key });

describe('a command', () => {
  it('[P1] leaves its change, a receipt, one audit row and its event', async () => {
    const key = freshKey();
    const actor = asking(key);
    const before = await rowCounts();
    const outcome = await rename(actor, key, { organizationId: partner.id, name: 'New name' });
    expect(outcome).toEqual({ ok: true, id: partner.id, replayed: false });
    expect(await nameOf(partner.id)).toBe('New name');
    const after = await rowCounts();
    expect(after).toEqual({
      ...before,
      audit_entries: (before['audit_entries'] ?? 0) + 1,
      command_receipts: (before['command_receipts'] ?? 0) + 1,
      outbox_events: (before['outbox_events'] ?? 0) + 1,
    });
    expect(await auditOf(key)).toMatchObject([
      {
        organizationId: operator.id,
        rootId: operator.rootId,
        action: 'test.rename',
        outcome: 'done',
        refusal: null,
        via: 'session',
        userId: actor.userId,
        sessionId: actor.sessionId,
        apiKeyId: null,
        address: '127.0.0.1',
        requestId: key,
        subjectId: partner.id,
        detail: { name: 'New name' },
      },
    ]);
  });

  it('[M4] answers the same request again from its receipt, whatever order its members have', async () => {
    const key = freshKey();
    const first = await rename(asking(key), key, { organizationId: partner.id, name: 'Once' });
    const before = await rowCounts();
    const again = await rename(asking(key), key, { name: 'Once', organizationId: partner.id });
    expect(again).toEqual({ ...first, replayed: true });
    expect(runs).toBe(1);
    expect(await rowCounts()).toEqual(before);
  });

  it('[M4] runs fifty equal requests at once a single time, and keys of two organizations apart', async () => {
    const key = freshKey();
    const input = { email: `${key}@x.example`, password: 'p' };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => addUser(asking(key), key, input)));
    expect(runs).toBe(1);
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    const other = await addUser(asking(key, partner), key, { email: `${key}@y.example`, password: 'p' });
    expect(other).toMatchObject({ ok: true, replayed: false });
  });

  it('[M5] refuses a key that comes back with another content, or waits for nothing when another command uses it', async () => {
    const key = freshKey();
    await rename(asking(key), key, { organizationId: partner.id, name: 'First' });
    const before = await rowCounts();
    const reused = await rename(asking(key), key, { organizationId: partner.id, name: 'Second' });
    expect(reused).toEqual({ ok: false, code: 'request_reused', fields: {} });
    expect(await nameOf(partner.id)).toBe('First');
    expect(await rowCounts()).toEqual(before);
    const elsewhere = await addUser(asking(key), key, { email: `${key}@z.example`, password: 'p' });
    expect(elsewhere).toMatchObject({ ok: true, replayed: false });
  });

  it('[M7] undoes everything when it refuses, and leaves the key free', async () => {
    const key = freshKey();
    await rename(asking(key), freshKey(), { organizationId: partner.id, name: 'Before' });
    const before = await rowCounts();
    const declined = await rename(asking(key), key, { organizationId: partner.id, name: 'declined' });
    expect(declined).toEqual({ ok: false, code: 'already_frozen', fields: { name: 'wrong' } });
    expect(await nameOf(partner.id)).toBe('Before');
    expect(await rowCounts()).toEqual(before);
    const retried = await rename(asking(key), key, { organizationId: partner.id, name: 'After' });
    expect(retried).toMatchObject({ ok: true, replayed: false });
  });

  it('[P1] keeps who reached for what is not theirs, once and in a transaction of its own', async () => {
    const [foreign, key, other] = [newId('organization'), freshKey(), freshKey()];
    const before = await rowCounts();
    const missing = await rename(asking(key), key, { organizationId: foreign, name: 'Name' });
    expect(missing).toEqual({ ok: false, code: 'organization_not_found', fields: {} });
    const denied = await rename(asking(other, partner), other, { organizationId: foreign, name: 'Name' });
    expect(denied).toEqual({ ok: false, code: 'not_permitted', fields: {} });
    expect(await rowCounts()).toEqual({ ...before, audit_entries: (before['audit_entries'] ?? 0) + 2 });
    const row = { outcome: 'denied', action: 'test.rename', subjectId: foreign, transferId: null, detail: {} };
    expect(await auditOf(key)).toMatchObject([{ ...row, refusal: 'organization_not_found' }]);
    expect(await auditOf(other)).toMatchObject([{ ...row, refusal: 'not_permitted', organizationId: partner.id }]);
  });

  it('looks at the permission before anything else', async () => {
    const key = freshKey();
    expect(await rename(asking(key, partner), '', undefined)).toMatchObject({ ok: false, code: 'not_permitted' });
    const readOnly = actorOf(operator, 'admin', { readOnly: true });
    expect(await rename(readOnly, key, {})).toMatchObject({ ok: false, code: 'not_permitted' });
    const nobody = actorOf(operator, 'admin', { roles: [] });
    expect(await rename(nobody, key, {})).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(runs).toBe(0);
  });
});

const circle: Record<string, unknown> = {};
circle['self'] = circle;
const hostile: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-0', -0],
  ['a bigint', 99999999999999999999n],
  ['a date', new Date(0)],
  ['a promise', Promise.resolve({})],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['an array', [1, 2, 3]],
  ['a map', new Map([['organizationId', 'x']])],
  ['a form', new FormData()],
  ['a circle', circle],
  ['an object without a prototype', Object.create(null)],
  ['its own __proto__', JSON.parse('{"__proto__": {"isAdmin": true}}')],
];

describe('what is not an input', () => {
  it.each(hostile)('[I9] is refused without effect: %s', async (_name, value) => {
    const before = await rowCounts();
    expect(await rename(asking('i9'), freshKey(), value)).toMatchObject({ ok: false, code: 'invalid_input' });
    const inside = await rename(asking('i9'), freshKey(), { organizationId: value, name: value });
    expect(inside).toMatchObject({ ok: false, code: 'invalid_input', fields: { organizationId: expect.any(String) } });
    expect(await rowCounts()).toEqual(before);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(runs).toBe(0);
  });

  it.each(['orgId', 'role', 'state', 'id', 'constructor', 'balance', 'createdAt'])(
    '[T5] has a member the schema does not know: %s',
    async (member) => {
      const input = { organizationId: partner.id, name: 'Extra', [member]: 'x' };
      expect(await rename(asking('t5'), freshKey(), input)).toMatchObject({ ok: false, code: 'invalid_input' });
    },
  );

  it.each([undefined, null, '', 'short', 'a'.repeat(161), 'with blank inside', 'schlüssel-1', 7, {}, ['array-key-1']])(
    'has no proper request key: %s',
    async (key) => {
      const input = { organizationId: partner.id, name: 'Key' };
      const outcome = await rename(asking('key'), key as string, input);
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: { requestKey: 'invalid' } });
    },
  );
});

describe('secrets', () => {
  it('are shown once and stored nowhere, and a password is not even kept as a digest', async () => {
    const key = freshKey();
    const input = { email: `${key}@x.example`, password: 'correct horse battery staple' };
    expect(await addUser(asking(key), key, input)).toMatchObject({ ok: true, replayed: false, once: secretWord });
    const again = await addUser(asking(key), key, { ...input, password: 'another password' });
    expect(again).toMatchObject({ ok: true, replayed: true });
    expect(again).not.toHaveProperty('once');
    const [receipt] = await database()
      .select()
      .from(schema.commandReceipts)
      .where(eq(schema.commandReceipts.requestKey, key));
    expect(receipt?.fingerprint).toEqual(fingerprintOf({ email: input.email }));
    expect(await tablesHolding(secretWord)).toEqual([]);
    expect(await tablesHolding('correct horse')).toEqual([]);
    expect(await tablesHolding(input.email)).toContain('users');
  });
});

/** The tables in which `text` stands somewhere. */
async function tablesHolding(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of Object.keys(await rowCounts())) {
    const query = sql`select 1 from ${sql.identifier(table)} t where t::text like ${`%${text}%`} limit 1`;
    if ((await database().execute(query)).rows.length > 0) found.push(table);
  }
  return found;
}

describe('what goes wrong below', () => {
  it('turns a constraint that decides between two at once into its refusal', async () => {
    const email = `${freshKey()}@x.example`;
    const calls = Array.from({ length: 8 }, () => addUser(asking('twins'), freshKey(), { email, password: 'p' }));
    const codes = (await Promise.all(calls)).map((outcome) => (outcome.ok ? 'ok' : outcome.code));
    expect(codes.toSorted()).toEqual([...Array(7).fill('email_taken'), 'ok']);
  });

  it('tries again after a deadlock, and acts once', async () => {
    const key = freshKey();
    const outcome = await rename(asking(key), key, { organizationId: partner.id, name: 'deadlock' });
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(runs).toBe(2);
    expect(await auditOf(key)).toHaveLength(1);
  });

  it('lets a bug through as the error it is, with nothing left and the key free', async () => {
    const key = freshKey();
    const before = await rowCounts();
    const call = rename(asking(key), key, { organizationId: partner.id, name: 'bug' });
    await expect(call).rejects.toThrow('our own mistake');
    expect(await rowCounts()).toEqual(before);
    expect(await rename(asking(key), key, { organizationId: partner.id, name: 'Fixed' })).toMatchObject({ ok: true });
  });

  it('[V6] says busy within the lock time-out when somebody sits on the row', async () => {
    const sitting = await test.owner.connect();
    try {
      await sitting.query('begin');
      await sitting.query('select 1 from organizations for update');
      const startedAt = performance.now();
      const outcome = await rename(asking('busy'), freshKey(), { organizationId: partner.id, name: 'Later' });
      expect(outcome).toEqual({ ok: false, code: 'busy', fields: {} });
      expect(performance.now() - startedAt).toBeLessThan(3000);
    } finally {
      await sitting.query('rollback');
      sitting.release();
    }
  });
});

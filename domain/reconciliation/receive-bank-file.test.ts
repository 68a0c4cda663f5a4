import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { isId, newId } from '@/lib/id';
import { camtFile, csvFile, kindOf, mt940File, type TestStatement } from '@/tests/bank-file-writers';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { archiveBankProfile } from './archive-bank-profile';
import { downloadBankFile } from './download-bank-file';
import { builtInProfiles } from './formats/csv-profiles';
import { controlsOf } from './profile-input';
import { readBankFile } from './read-bank-file';
import { readStoredFile } from './read-stored-file';
import { receiveBankFile } from './receive-bank-file';
import { saveBankProfile } from './save-bank-profile';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 52 });
  world = await seedWorld();
});
afterAll(() => test.close());

let made = 0;
/** A statement like no other. */
const statement = (): TestStatement => {
  made += 1;
  const line = {
    direction: 'credit',
    amount: 100n,
    day: '2026-01-05',
    name: '启明',
    payerAccount: '1',
    text: 'T',
  } as const;
  return { account: 'A12345', opening: 0n, lines: [{ ...line, reference: `R${made}` }] };
};
const camt = () => camtFile([statement()]);
const receive = (input: object, key = freshKey(), who = actorOf(world.operator, 'finance')) =>
  receiveBankFile(who, key, input);
const upload = (content: Uint8Array, more: object = {}) => receive({ name: 'a.xml', content: [content], ...more });

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const fileOf = async (id: string) => {
  if (!isId('bankFile', id)) throw new Error(id);
  const [file] = await database().select().from(schema.bankFiles).where(eq(schema.bankFiles.id, id));
  if (!file) throw new Error('no file');
  return file;
};
const taken = async (outcome: Awaited<ReturnType<typeof upload>>) => {
  if (!outcome.ok) throw new Error(outcome.code);
  return fileOf(outcome.id);
};
/** Uploads of the last day are forgotten, so that the next test has all of them. */
const nextDay = () => test.owner.query(`update bank_files set created_at = created_at - interval '25 hours'`);

describe('a file that is uploaded', () => {
  it('waits for the import, whole and in pieces, under what its content says it is', async () => {
    const { outcome, grown } = await watched(() => upload(camt()));
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, bank_files: 1, bank_file_chunks: 1 });
    expect(await taken(outcome)).toMatchObject({
      format: 'camt053',
      state: 'waiting',
      source: 'upload',
      profile: null,
      userId: world.operator.users.finance,
    });
    expect(await taken(await upload(camtFile([statement()], { kind: 'camt054' })))).toMatchObject({
      format: 'camt054',
    });
    expect(await taken(await upload(mt940File([statement()])))).toMatchObject({ format: 'mt940' });
    const csv = await taken(await upload(csvFile(statement(), 'cn-style-a'), { format: 'csv', profile: 'cn-style-a' }));
    expect(csv).toMatchObject({ format: 'csv', profileName: 'cn-style-a', profile: builtInProfiles['cn-style-a'] });
  });

  it('is stored to the byte, however it came in, and is read from there', async () => {
    const lines = Array.from({ length: 3_000 }, (_, n) => ({
      ...statement().lines[0],
      reference: `L${n}`,
    })) as TestStatement['lines'];
    const bytes = camtFile([{ ...statement(), lines }]);
    const content = Array.from({ length: Math.ceil(bytes.length / 7_001) }, (_, n) =>
      bytes.subarray(n * 7_001, (n + 1) * 7_001),
    );
    const file = await taken(await receive({ name: 'big', content }));
    const pieces: Uint8Array[] = [];
    for await (const piece of readStoredFile(file.id)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    let read = 0;
    for await (const item of readBankFile(kindOf(file.format), readStoredFile(file.id)))
      read += item.kind === 'line' ? 1 : 0;
    expect(read).toBe(3_000);
  });

  it('of which a piece is missing is not taken for whole', async () => {
    const file = await taken(await upload(camt()));
    await test.owner.query(
      `delete from bank_file_chunks where file_id = (select id from bank_files order by created_at desc, id desc limit 1)`,
    );
    await expect(readStoredFile(file.id).next()).rejects.toThrow('every piece');
  });

  it('[F1] is taken once: again, with the same key, and by fifty at once', async () => {
    await nextDay();
    const [content, key] = [camt(), freshKey()];
    const first = await receive({ name: 'a', content: [content] }, key);
    expect(await receive({ name: 'a', content: [content] }, key)).toEqual({ ...first, replayed: true });
    const { outcome, grown } = await watched(() => upload(content, { name: 'another name.xml' }));
    expect([outcome, grown]).toEqual([{ ok: false, code: 'bank_file_known', fields: {} }, {}]);
    const other = camt();
    const many = await watched(() => Promise.all(Array.from({ length: 50 }, () => upload(other))));
    expect(many.outcome.filter(({ ok }) => ok)).toHaveLength(1);
    for (const each of many.outcome) expect(['ok', 'bank_file_known', 'busy']).toContain(each.ok ? 'ok' : each.code);
    expect(many.grown).toEqual({ audit_entries: 1, command_receipts: 1, bank_files: 1, bank_file_chunks: 1 });
  });

  it('that was refused may come again', async () => {
    const content = camt();
    const file = await taken(await upload(content));
    await database()
      .update(schema.bankFiles)
      .set({ state: 'refused', refusal: 'empty', finishedAt: sql`clock_timestamp()` })
      .where(eq(schema.bankFiles.id, file.id));
    expect(await upload(content)).toMatchObject({ ok: true });
  });

  it('[F9] keeps a name that can be shown, and none as a place', async () => {
    await nextDay();
    for (const [name, shown] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\bank\\x.xml', 'x.xml'],
      ['a\0b\r\n.xml', 'ab.xml'],
      ['invoice\u202Elmx.exe', 'invoicelmx.exe'],
      ['..', 'file'],
      ['', 'file'],
      [`${'长'.repeat(300)}.xml`, `${'长'.repeat(115)}…${'长'.repeat(8)}.xml`],
      ['=HYPERLINK("x").csv', '=HYPERLINK("x").csv'],
    ])
      expect(await taken(await upload(camt(), { name }))).toMatchObject({ name: shown });
  });

  it('[F7] [F8] is refused, and nothing of it kept, when it is too large or no bank file', async () => {
    const { outcome, grown } = await watched(async () => [
      await upload(Buffer.alloc(20_000_001, ' ')),
      await upload(Buffer.alloc(0)),
      await upload(gzipSync(camt())),
      await upload(Buffer.concat([Buffer.from('PK\x03\x04'), camt()]), {
        name: 'x.csv',
        format: 'csv',
        profile: 'cn-style-b',
      }),
      await upload(Buffer.concat([Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'), randomBytes(600)])),
      await upload(Buffer.from('%PDF-1.7 …'), { format: 'csv', profile: 'cn-style-b' }),
      await upload(Buffer.from('<!DOCTYPE html><title>x</title>'), { format: 'camt053' }),
      await upload(mt940File([statement()]), { format: 'camt053' }),
      await upload(Buffer.from('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>')),
    ]);
    expect(outcome.map((each) => !each.ok && each.code)).toEqual([
      'bank_file_too_large',
      ...Array.from({ length: 8 }, () => 'bank_file_not_readable'),
    ]);
    expect(grown).toEqual({});
  });

  it('needs a profile that is there where it is CSV', async () => {
    const csv = csvFile(statement(), 'cn-style-b');
    expect(await upload(csv)).toEqual({ ok: false, code: 'invalid_input', fields: { profile: 'required' } });
    for (const profile of ['cn-style-z', newId('bankProfile'), 'constructor'])
      expect(await upload(csv, { format: 'csv', profile })).toMatchObject({ code: 'bank_profile_not_found' });
  });

  it('[F16] [T3] is handed out to the operator it is of, and the audit keeps to whom', async () => {
    const file = await taken(await upload(camt()));
    const download = (who: ReturnType<typeof actorOf>, fileId: string) => downloadBankFile(who, freshKey(), { fileId });
    const { outcome, grown } = await watched(() => download(actorOf(world.operator, 'finance'), file.id));
    expect([outcome, grown]).toMatchObject([
      { ok: true, id: file.id },
      { audit_entries: 1, command_receipts: 1 },
    ]);
    const other = actorOf(await makeOrganization({ code: 'V3', kind: 'operator' }));
    for (const fileId of [file.id, newId('bankFile')])
      expect(await download(other, fileId)).toEqual({ ok: false, code: 'bank_file_not_found', fields: {} });
  });

  it('[F11] is not taken when fifty have been within a day', async () => {
    await nextDay();
    for (let count = 0; count < 50; count += 1) expect(await upload(camt())).toMatchObject({ ok: true });
    const { outcome, grown } = await watched(() => upload(camt()));
    expect([outcome, grown]).toEqual([{ ok: false, code: 'too_many_files', fields: {} }, {}]);
    await nextDay();
    expect(await upload(camt())).toMatchObject({ ok: true });
  });

  it('[T2] is for administrators and finance of the operator', async () => {
    for (const who of [
      actorOf(world.operator, 'sales'),
      actorOf(world.operator, 'viewer'),
      actorOf(world.s1),
      actorOf(world.d1),
    ])
      expect(await receive({ name: 'a', content: [camt()] }, freshKey(), who)).toMatchObject({ code: 'not_permitted' });
  });
});

describe('a profile', () => {
  const who = () => actorOf(world.operator, 'finance');
  const written = (more: object = {}) => ({
    name: `P${freshKey()}`,
    ...controlsOf(builtInProfiles['cn-style-a']),
    ...more,
  });
  const save = (input: object, key = freshKey()) => saveBankProfile(who(), key, input);
  const saved = async (input: object) => {
    const outcome = await save(input);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    return outcome.id;
  };
  const rowOf = async (id: Awaited<ReturnType<typeof saved>>) =>
    (await database().select().from(schema.bankProfiles).where(eq(schema.bankProfiles.id, id)))[0];

  it('is saved as it was written, and a file keeps it as it was then', async () => {
    await nextDay();
    const { outcome, grown } = await watched(() => save(written()));
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, bank_profiles: 1 });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(await rowOf(outcome.id)).toMatchObject({ definition: builtInProfiles['cn-style-a'] });
    const file = await taken(await upload(csvFile(statement(), 'cn-style-a'), { format: 'csv', profile: outcome.id }));
    expect(
      await save(written({ profileId: outcome.id, name: 'Renamed', creditWord: 'C', debitWord: 'D' })),
    ).toMatchObject({ ok: true, id: outcome.id });
    expect(await rowOf(outcome.id)).toMatchObject({ name: 'Renamed', definition: { creditWord: 'C' } });
    expect(await fileOf(file.id)).toMatchObject({ profile: { creditWord: '贷' } });
  });

  it.each([
    ['no day of booking', { bookedOnColumn: '' }, { bookedOnColumn: 'required' }],
    ['no amount', { amountColumn: '', directionColumn: '' }, { amountColumn: 'amount_or_sides' }],
    ['both an amount and sides', { creditColumn: 'C' }, { amountColumn: 'amount_or_sides' }],
    ['one side', { amountColumn: null, directionColumn: null, creditColumn: 'C' }, { debitColumn: 'required' }],
    ['a direction without its words', { creditWord: '' }, { creditWord: 'required' }],
    ['one word for both directions', { creditWord: 'X', debitWord: 'X' }, { debitWord: 'invalid' }],
    ['no account', { accountColumn: '' }, { accountNumber: 'required' }],
    ['one balance', { closingLabel: '' }, { closingLabel: 'required' }],
    ['a line of names that is none', { headerLine: '0' }, { headerLine: 'invalid' }],
    ['an encoding that is not read', { encoding: 'big5' }, { encoding: 'invalid' }],
  ])('is refused with %s', async (_what, more, fields) => {
    const { outcome, grown } = await watched(() => save(written(more)));
    expect([outcome, grown]).toEqual([{ ok: false, code: 'invalid_input', fields }, {}]);
  });

  it('has a name of its own, also when two save at once; once archived its name is free and no file is read with it', async () => {
    const id = await saved(written({ name: 'One' }));
    expect(await watched(() => save(written({ name: 'One' })))).toMatchObject({
      outcome: { code: 'profile_name_taken' },
      grown: {},
    });
    expect(await save(written({ name: 'cn-style-a' }))).toMatchObject({ code: 'profile_name_taken' });
    const both = await Promise.all([save(written({ name: 'Two' })), save(written({ name: 'Two' }))]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const { outcome, grown } = await watched(() => archiveBankProfile(who(), freshKey(), { profileId: id }));
    expect([outcome, grown]).toMatchObject([
      { ok: true, id },
      { audit_entries: 1, command_receipts: 1 },
    ]);
    for (const again of [archiveBankProfile(who(), freshKey(), { profileId: id }), save(written({ profileId: id }))])
      expect(await again).toMatchObject({ code: 'bank_profile_not_found' });
    expect(await upload(csvFile(statement(), 'cn-style-a'), { profile: id })).toMatchObject({
      code: 'bank_profile_not_found',
    });
    expect(await save(written({ name: 'One' }))).toMatchObject({ ok: true });
  });
});

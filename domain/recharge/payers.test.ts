import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { payerOf } from '@/tests/recharge';
import { denied, expectRefused } from '@/tests/relations';
import { payerInput } from '@/tests/remittance-subjects';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { addPayer } from './add-payer';
import { payerAgreementVersion } from './agreement-model';
import { countPayers, findPayer, listPayers } from './payer-queries';
import { voidPayer } from './void-payer';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const add = (who: WorldOrganization, more: object = {}, key = freshKey()) =>
  addPayer(actorOf(who, 'finance'), key, payerInput(more));
const makeVoid = (who: WorldOrganization, payerId: string, key = freshKey()) =>
  voidPayer(actorOf(who, 'finance'), key, { payerId });
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'viewer'), 'recharge.read');
async function added(who: WorldOrganization, more: object = {}) {
  const outcome = await add(who, more);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}
/** Lets an agreement run out. */
const runOut = (payerName: string) =>
  test.owner.query(
    `update entrusted_payers set created_at = clock_timestamp() - interval '2 days', expires_at = clock_timestamp() - interval '1 second' where payer_name = $1`,
    [payerName],
  );

describe('agreements with payers', () => {
  it('are in effect at once, once for one key, with the edition that was agreed to', async () => {
    const partner = await partnerOf('once');
    const [key, before] = [freshKey(), await rowCounts()];
    const input = payerInput({ payerName: ' 上海某某 Ltd. ', note: 'Q4', expiresOn: '2098-12-31' });
    const call = () => addPayer(actorOf(partner, 'finance'), key, input);
    const first = await call();
    expect([first, await call()]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, entrusted_payers: 1 });
    if (!first.ok) throw new Error(first.code);
    const payer = await findPayer(scopeOf(partner), first.id);
    expect(payer).toMatchObject({ payerName: '上海某某 Ltd.', state: 'effective', note: 'Q4' });
    expect(payer).toMatchObject({ agreementVersion: payerAgreementVersion, addedBy: 'CNRY-once-user-finance' });
    expect(payer?.expiresAt?.toISOString()).toBe('2098-12-31T15:59:59.000Z');
    const [row] = await database().select().from(schema.entrustedPayers).where(eq(schema.entrustedPayers.id, first.id));
    expect(row?.nameKey).toBe(payerNameKey('上海某某Ltd'));
  });

  it('are five at most, also when fifty are added at once', async () => {
    const partner = await partnerOf('fifty');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => add(partner))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
    const codes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code]));
    expect([...new Set(codes)]).toEqual(['too_many_payers']);
    expect(await countPayers(scopeOf(partner))).toEqual({ effective: 5, max: 5 });
    await expectRefused(() => add(partner), 'too_many_payers');
  });

  it('stand once for a name, also when fifty name it at once, however it is written', async () => {
    const partner = await partnerOf('name');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() =>
          add(partner, { payerName: n % 2 ? 'Acme (Shanghai) Ltd' : 'ＡＣＭＥ　ｓｈａｎｇｈａｉ　ｌｔｄ．' }),
        ),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const again = () => add(partner, { payerName: 'acme-shanghai ltd' });
    await expectRefused(again, 'payer_taken');
    expect(await again()).toMatchObject({ fields: { payerName: 'payer_taken' } });
  });

  it('cannot be doubled past the command either', async () => {
    const partner = await partnerOf('direct');
    await payerOf(partner, 'Direct Ltd');
    await expect(payerOf(partner, 'DIRECT ltd')).rejects.toMatchObject({
      cause: { constraint: 'entrusted_payers_name_key' },
    });
  });

  it('that have run out neither count nor keep their name', async () => {
    const partner = await partnerOf('expired');
    for (let n = 0; n < 5; n += 1) await payerOf(partner, `Expired ${n}`);
    await runOut('Expired 0');
    expect(await countPayers(scopeOf(partner))).toEqual({ effective: 4, max: 5 });
    const id = await added(partner, { payerName: 'Expired 0' });
    expect(await findPayer(scopeOf(partner), id)).toMatchObject({ state: 'effective' });
    await expectRefused(() => add(partner), 'too_many_payers');
  });

  it('are void for good, and make room', async () => {
    const partner = await partnerOf('void');
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await added(partner, { payerName: `Payer ${n}` }));
    const [first = ''] = ids;
    const key = freshKey();
    expect([await makeVoid(partner, first, key), await makeVoid(partner, first, key)]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    await expectRefused(() => makeVoid(partner, first), 'payer_void');
    await expect(
      test.owner.query('update entrusted_payers set voided_at = null, voided_by = null where id = $1', [
        (await test.owner.query(`select id from entrusted_payers where payer_name = 'Payer 0'`)).rows[0]?.id,
      ]),
    ).rejects.toMatchObject({ code: 'RC001' });
    await added(partner, { payerName: 'Payer 0' });
    await expectRefused(() => add(partner), 'too_many_payers');
  });

  it('are made void once when fifty do it at once', async () => {
    const partner = await partnerOf('voids');
    const id = await added(partner);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => makeVoid(partner, id))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(
      outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])).every((code) => code === 'payer_void'),
    ).toBe(true);
  });

  it('are not needed for one’s own name', async () => {
    for (const payerName of ['cnry s1 NAME', 'CNRY-S1-name-en']) {
      await expectRefused(() => add(world.s1, { payerName }), 'payer_is_own_name');
    }
  });

  it('are not for a frozen organization', async () => {
    const partner = await partnerOf('frozen');
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: new Date(), frozenReason: 'Test' })
      .where(eq(schema.organizations.id, partner.id));
    await expectRefused(() => add(partner), 'organization_frozen');
  });

  it.each([
    ['payerName', { payerName: ' ' }, 'required'],
    ['payerName', { payerName: '—…' }, 'required'],
    ['payerName', { payerName: 'x'.repeat(129) }, 'too_long'],
    ['payerType', { payerType: 'robot' }, 'required'],
    ['relationship', { relationship: undefined }, 'required'],
    ['reason', { reason: 'because' }, 'required'],
    ['note', { note: 'n'.repeat(257) }, 'too_long'],
    ['expiresOn', { expiresOn: '2099-02-30' }, 'invalid_date'],
    ['expiresOn', { expiresOn: '2020-01-01' }, 'in_the_past'],
    ['consent', { consent: false }, 'required'],
    ['agreementVersion', { agreementVersion: '1999-01' }, 'agreement_changed'],
  ])('want a right %s: %j', async (field, more, problem) => {
    const before = await rowCounts();
    expect(await add(world.s1, more)).toEqual({ ok: false, code: 'invalid_input', fields: { [field]: problem } });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('[T3] of others answer like an id that names nothing', async () => {
    const id = await added(world.s2);
    for (const payerId of [id, newId('entrustedPayer')]) {
      await expectRefused(() => makeVoid(world.s1, payerId), 'payer_not_found', denied);
      expect(await findPayer(scopeOf(world.s1), payerId as typeof id)).toBeUndefined();
    }
    expect(await findPayer(scopeOf(world.s2), id)).toMatchObject({ state: 'effective' });
  });

  it.each(['sales', 'viewer'] as const)('[T2] are not for %s', async (role) => {
    await expectRefused(() => addPayer(actorOf(world.s1, role), freshKey(), payerInput()), 'not_permitted', denied);
  });
});

describe('the list of payers', () => {
  it('has each in its state, page by page, and nobody else’s', async () => {
    const partner = await partnerOf('list');
    await payerOf(world.s2, 'Of another');
    await payerOf(partner, 'Old Ltd');
    await runOut('Old Ltd');
    const isVoid = await payerOf(partner, 'Void Ltd');
    await makeVoid(partner, isVoid.id);
    await payerOf(partner, 'New Ltd');
    const list = (state?: 'effective' | 'void' | 'expired', after?: string, limit?: number) =>
      listPayers(scopeOf(partner), { state }, pageRequest({ after }, { key: 'instant', id: 'entrustedPayer' }, limit));
    const named = async (state?: 'effective' | 'void' | 'expired') =>
      (await list(state)).rows.map((row) => [row.payerName, row.state]);
    expect(await named()).toEqual([
      ['New Ltd', 'effective'],
      ['Void Ltd', 'void'],
      ['Old Ltd', 'expired'],
    ]);
    expect(await named('effective')).toEqual([['New Ltd', 'effective']]);
    expect(await named('void')).toEqual([['Void Ltd', 'void']]);
    expect(await named('expired')).toEqual([['Old Ltd', 'expired']]);
    const first = await list(undefined, undefined, 2);
    const second = await list(undefined, first.after, 2);
    expect([...first.rows, ...second.rows].map(({ payerName }) => payerName)).toEqual([
      'New Ltd',
      'Void Ltd',
      'Old Ltd',
    ]);
  });
});

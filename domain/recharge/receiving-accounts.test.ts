import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { denied, expectRefused } from '@/tests/relations';
import { receivingAccountInput } from '@/tests/remittance-subjects';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { addReceivingAccount } from './add-receiving-account';
import { changeReceivingAccount } from './change-receiving-account';
import { closeReceivingAccount } from './close-receiving-account';
import { findReceivingAccount, listReceivingAccounts } from './receiving-account-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

const operatorOf = (code: string) => makeOrganization({ code, kind: 'operator' });
const add = (who: WorldOrganization, more: object = {}, key = freshKey()) =>
  addReceivingAccount(actorOf(who), key, receivingAccountInput(more));
async function added(who: WorldOrganization, more: object = {}) {
  const outcome = await add(who, more);
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return outcome.id;
}
const changes = (more: object = {}) => {
  const { accountNumber: _number, numberPrefix: _prefix, ...rest } = receivingAccountInput(more);
  return rest;
};
const change = (who: WorldOrganization, receivingAccountId: string, more: object = {}) =>
  changeReceivingAccount(actorOf(who), freshKey(), { receivingAccountId, ...changes(more) });
const close = (who: WorldOrganization, receivingAccountId: string, key = freshKey()) =>
  closeReceivingAccount(actorOf(who), key, { receivingAccountId });
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who), 'receiving_accounts.manage');
const defaultsOf = async ({ id }: WorldOrganization) =>
  (await database().select().from(schema.receivingAccounts).where(eq(schema.receivingAccounts.organizationId, id)))
    .filter(({ isDefault }) => isDefault)
    .map((row) => row.id);

describe('the operator’s accounts at banks', () => {
  it('are added once for one key; the first one is the default, later ones where that is asked for', async () => {
    const operator = await operatorOf('first');
    const [before, key] = [await rowCounts(), freshKey()];
    const input = receivingAccountInput({
      accountNumber: '11 00-00 9999a',
      numberPrefix: '6214 8300',
      arrivalDaysMax: '5',
    });
    const call = () => addReceivingAccount(actorOf(operator), key, input);
    const first = await call();
    expect([first, await call()]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      receiving_accounts: 1,
    });
    if (!first.ok) throw new Error(first.code);
    expect(await findReceivingAccount(scopeOf(operator), first.id)).toMatchObject({
      ...{ accountNumber: '1100009999A', numberPrefix: '62148300', arrivalDaysMin: 1, arrivalDaysMax: 5 },
      ...{ isDefault: true, isClosed: false, numbers: 0 },
    });
    const second = await added(operator);
    expect(await defaultsOf(operator)).toEqual([first.id]);
    const third = await added(operator, { isDefault: 'yes' });
    expect(await defaultsOf(operator)).toEqual([third]);
    const { rows } = await listReceivingAccounts(
      scopeOf(operator),
      pageRequest({}, { key: 'instant', id: 'receivingAccount' }),
    );
    expect(rows.map(({ id }) => id)).toEqual([third, second, first.id]);
  });

  it('have one default, whoever names one at once', async () => {
    const operator = await operatorOf('default');
    const ids = [await added(operator), await added(operator), await added(operator)];
    const calls = Array.from({ length: 50 }, (_, n) =>
      n % 5 === 0
        ? decided(() => add(operator, { isDefault: true }))
        : decided(() => change(operator, ids[n % 3] ?? '', { isDefault: true })),
    );
    expect((await Promise.all(calls)).filter(({ ok }) => !ok)).toEqual([]);
    expect(await defaultsOf(operator)).toHaveLength(1);
  });

  it('have numbers and prefixes of their own, which never change', async () => {
    const id = await added(world.operator, { accountNumber: '2200001', numberPrefix: '5511' });
    await expectRefused(() => add(world.operator, { accountNumber: '22 00001' }), 'account_number_taken');
    await expectRefused(() => add(world.operator, { numberPrefix: '5511' }), 'account_number_taken');
    const before = await rowCounts();
    expect(
      await changeReceivingAccount(actorOf(world.operator), freshKey(), {
        receivingAccountId: id,
        ...changes(),
        accountNumber: '2200002',
      }),
    ).toMatchObject({ code: 'invalid_input' });
    for (const column of ['account_number', 'number_prefix', 'currency'])
      await expect(
        database().execute(`update receiving_accounts set ${column} = '1' where account_number = '2200001'`),
      ).rejects.toMatchObject({ cause: { code: '42501' } });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('are changed in what partners read', async () => {
    const operator = await operatorOf('change');
    const id = await added(operator);
    const what = { accountName: 'Cloud Ltd', bankName: 'ICBC', branch: 'West', arrivalDaysMin: 2, arrivalDaysMax: 3 };
    expect(await change(operator, id, { ...what, isDefault: 'yes' })).toMatchObject({ ok: true, id });
    expect(await findReceivingAccount(scopeOf(operator), id)).toMatchObject({ ...what, isDefault: true });
    expect(await change(operator, id, what)).toMatchObject({ ok: true, id });
    expect(await defaultsOf(operator)).toEqual([]);
  });

  it('are closed for good', async () => {
    const operator = await operatorOf('close');
    const id = await added(operator);
    const key = freshKey();
    expect([await close(operator, id, key), await close(operator, id, key)]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(await findReceivingAccount(scopeOf(operator), id)).toMatchObject({ isClosed: true, isDefault: false });
    await expectRefused(() => close(operator, id), 'receiving_account_closed');
    await expectRefused(() => change(operator, id), 'receiving_account_closed');
    expect(await defaultsOf(operator)).toEqual([]);
    const next = await added(operator);
    expect(await defaultsOf(operator)).toEqual([next]);
  });

  it.each([
    ['accountNumber', { accountNumber: '1234' }, 'invalid_account_number'],
    ['accountNumber', { accountNumber: 'DE_1234567' }, 'invalid_account_number'],
    ['numberPrefix', { numberPrefix: '123' }, 'invalid_prefix'],
    ['numberPrefix', { numberPrefix: '12345678901x' }, 'invalid_prefix'],
    ['arrivalDaysMin', { arrivalDaysMin: '-1' }, 'invalid_number'],
    ['arrivalDaysMax', { arrivalDaysMax: '31' }, 'out_of_bounds'],
    ['arrivalDaysMax', { arrivalDaysMin: '3', arrivalDaysMax: '2' }, 'days_out_of_order'],
    ['bankName', { bankName: '' }, 'required'],
  ])('want a right %s: %j', async (field, more, problem) => {
    const before = await rowCounts();
    expect(await add(world.operator, more)).toEqual({ ok: false, code: 'invalid_input', fields: { [field]: problem } });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('[T3] of another operator answer like an id that names nothing', async () => {
    const id = await added(await operatorOf('other'));
    for (const account of [id, newId('receivingAccount')]) {
      await expectRefused(() => change(world.operator, account), 'receiving_account_not_found', denied);
      await expectRefused(() => close(world.operator, account), 'receiving_account_not_found', denied);
      expect(await findReceivingAccount(scopeOf(world.operator), account)).toBeUndefined();
    }
  });

  it('ask for a code where the operator’s switch is on', async () => {
    const who = actorOf(world.operator, 'admin', { codes: { areAsked: true, isShown: false } });
    await expectRefused(() => addReceivingAccount(who, freshKey(), receivingAccountInput()), 'code_required');
  });
});

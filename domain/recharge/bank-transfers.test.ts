import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, balanceOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { findBankTransfer, findRecordedTransfer, listBankTransfers } from './queries';
import { recordBankTransfer } from './record-bank-transfer';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(async () => {
  const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
  expect(broken).toEqual([]);
});
afterAll(() => test.close());

const inputOf = (changes: Record<string, unknown> = {}) => ({
  organizationId: world.s1.id,
  amount: '1,000.50',
  payerName: '启明方案有限公司',
  bankReference: `BANK-${freshKey()}`,
  receivedOn: '2026-11-20',
  note: '',
  ...changes,
});
const record = (input: unknown, key = freshKey(), who = actorOf(world.operator, 'finance')) =>
  recordBankTransfer(who, key, input);
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

describe('recording a bank transfer', () => {
  it('credits the partner once for one key', async () => {
    const partner = await makeOrganization({ code: 'B1', kind: 'distributor' });
    const [input, key] = [inputOf({ organizationId: partner.id }), freshKey()];
    const first = await record(input, key);
    const { outcome, grown } = await watched(() => record(input, key));
    expect(first).toMatchObject({ ok: true, replayed: false });
    expect(outcome).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
    expect(grown).toEqual({});
    expect(await balanceOf(partner)).toBe(100_050n);
    expect(await record({ ...input, amount: '1.00' }, key)).toMatchObject({ ok: false, code: 'request_reused' });
    const scope = readScope(actorOf(world.operator), 'bank_transfers.read');
    expect(await findRecordedTransfer(scope, key)).toBe(first.ok && first.id);
    expect(await findRecordedTransfer(scope, freshKey())).toBeUndefined();
  });

  it('credits one bank reference once, also when two record it at the same time', async () => {
    const partner = await makeOrganization({ code: 'B2', kind: 'solution_provider' });
    const input = inputOf({ organizationId: partner.id });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => record(input)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(await balanceOf(partner)).toBe(100_050n);
    const { outcome, grown } = await watched(() => record(input));
    expect(outcome).toEqual({
      ok: false,
      code: 'bank_reference_taken',
      fields: { bankReference: 'bank_reference_taken' },
    });
    expect(grown).toEqual({});
  });

  it.each([
    ['a reseller', () => world.r1a.id],
    ['a customer', () => world.customers['S1']?.one.id],
    ['the operator', () => world.operator.id],
    ['nobody there', () => newId('organization')],
  ])('refuses %s as the receiver', async (_name, whom) => {
    const { outcome, grown } = await watched(() => record(inputOf({ organizationId: whom() })));
    expect(outcome).toMatchObject({ ok: false, code: 'organization_not_found' });
    expect(grown).toEqual({ audit_entries: 1 });
  });

  it.each([
    ['amount', { amount: '0' }, 'amount_not_positive'],
    ['amount', { amount: '1.001' }, 'amount_too_precise'],
    ['payerName', { payerName: ' ' }, 'required'],
    ['bankReference', { bankReference: 'x'.repeat(65) }, 'too_long'],
    ['receivedOn', { receivedOn: '2026-02-30' }, 'invalid_date'],
    ['note', { note: 'n'.repeat(257) }, 'too_long'],
    ['', { transferId: newId('transfer') }, 'invalid'],
  ])('refuses a wrong %s with its reason', async (field, changes, problem) => {
    const { outcome, grown } = await watched(() => record(inputOf(changes)));
    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: { [field]: problem } });
    expect(grown).toEqual({});
  });

  it('[T2] is not for the partner, nor for viewers', async () => {
    for (const who of [actorOf(world.s1), actorOf(world.operator, 'viewer'), actorOf(world.d1, 'finance')]) {
      const { outcome, grown } = await watched(() => record(inputOf(), freshKey(), who));
      expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
      expect(grown).toEqual({ audit_entries: 1 });
    }
  });
});

describe('recorded bank transfers', () => {
  it('are read by the operator alone', async () => {
    const input = inputOf({ organizationId: world.d2.id, payerName: 'Yunhe_100% Ltd', note: 'Q4' });
    const made = await record(input);
    if (!made.ok) throw new Error(made.code);
    const operator = readScope(actorOf(world.operator), 'bank_transfers.read');
    const list = async (q: string) => {
      const { rows } = await listBankTransfers(
        operator,
        { q },
        pageRequest({}, { key: 'instant', id: 'bankTransfer' }),
      );
      return rows.map((row) => row.id);
    };
    for (const q of ['yunhe_100%', input.bankReference, world.d2.id, made.id, 'CNRY-D2'])
      expect(await list(q), q).toEqual([made.id]);
    expect(await list('yunhe%ltd')).toEqual([]);
    const shown = await findBankTransfer(operator, made.id);
    expect(shown).toMatchObject({ receivedOn: '2026-11-20', note: 'Q4', recordedBy: 'CNRY-V-user-finance' });
    expect(shown && formatMoney(shown.amount)).toBe('1000.50');
    const partner = readScope(actorOf(world.d2), 'funds.read');
    expect(await findBankTransfer(partner, made.id)).toBeUndefined();
    const { rows } = await listBankTransfers(partner, {}, pageRequest({}, { key: 'instant', id: 'bankTransfer' }));
    expect(rows).toEqual([]);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { takeBack } from '@/domain/reconciliation/take-back';
import { type Id, uuidOf } from '@/lib/id';
import { decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { creditedLine, reversalOf } from '@/tests/reversals';
import { refusedUntouched } from '@/tests/untouched';
import { approved, ask, backTo, dayFromNow, heldOf, payingAccount, withdrawalRow } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveWithdrawal } from './approve-withdrawal';
import { makePaymentFile } from './make-payment-file';
import { rejectWithdrawal } from './reject-withdrawal';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let lineId: Id<'bankLine'>;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
/** A partner with money of its own beside a recharge of 100.00, the last one, which goes back first. */
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `TK${made}`, kind: 'solution_provider' });
  await fund(world, partner, '500.00');
  lineId = await creditedLine(world, partner, '100.00', '付款有限公司');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');

/** What the bank says; somebody proposes it. @returns the approval of another */
async function reversed() {
  const input = { lineId: await reversalOf(world, lineId), originalId: lineId };
  const proposed = await takeBack(finance(), freshKey(), input);
  if (!proposed.ok) throw new Error(proposed.code);
  return () => approvePosting(admin(), freshKey(), { postingId: proposed.id });
}
const fileInput = async (withdrawalId: Id<'withdrawal'>) => ({
  withdrawalIds: [withdrawalId],
  receivingAccountId: (await payingAccount(world)).id,
  executionOn: await dayFromNow(1),
});

describe('[F6] what the bank took back while it was on its way back to its payer', () => {
  it('is not approved, and can be declined', async () => {
    const withdrawalId = await ask(partner, backTo('100.00'));
    expect(await (await reversed())()).toMatchObject({ ok: true });
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([40_000n, 10_000n]);
    expect(await refusedUntouched(() => approveWithdrawal(finance(), freshKey(), { withdrawalId }))).toMatchObject({
      code: 'recharge_taken_back',
    });
    expect(await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: '已冲正' })).toMatchObject({ ok: true });
    expect(await balanceOf(partner)).toBe(50_000n);
  });

  it('is not paid once it was approved, and can be declined', async () => {
    const withdrawalId = await approved(world, partner, backTo('100.00'));
    expect(await (await reversed())()).toMatchObject({ ok: true });
    const input = await fileInput(withdrawalId);
    expect(await refusedUntouched(() => makePaymentFile(admin(), freshKey(), input))).toMatchObject({
      ...{ code: 'recharge_taken_back', fields: { withdrawalIds: 'recharge_taken_back' } },
    });
    expect(await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: '已冲正' })).toMatchObject({ ok: true });
  });

  it('is not paid where both are said at once and taking back comes first: one waits for the other', async () => {
    for (let round = 0; round < 10; round += 1) {
      const of = await makeOrganization({ code: `TR${round}`, kind: 'solution_provider' });
      partner = of;
      await fund(world, of, '500.00');
      lineId = await creditedLine(world, of, '100.00', '付款有限公司');
      const withdrawalId = await approved(world, of, backTo('100.00'));
      const [approve, input] = [await reversed(), await fileInput(withdrawalId)];
      const [back, file] = await Promise.all([
        decided(approve),
        decided(() => makePaymentFile(admin(), freshKey(), input)),
      ]);
      expect(back).toMatchObject({ ok: true });
      const { state } = await withdrawalRow(withdrawalId);
      expect(state).toBe(file.ok ? 'sent' : 'approved');
      if (!file.ok) expect(file.code).toBe('recharge_taken_back');
      // A file that was made was made before the money was taken back.
      const { rows } = await test.owner.query(
        `select f.created_at < t.created_at as is_earlier from payment_files f join withdrawals w on w.payment_file_id = f.id
          join ledger_transfers t on t.kind = 'recharge_reverse' join ledger_accounts a on a.id = t.debit_id and a.owner_id = w.organization_id where w.id = $1`,
        [uuidOf(withdrawalId)],
      );
      expect(rows).toEqual(file.ok ? [{ is_earlier: true }] : []);
    }
  });
});

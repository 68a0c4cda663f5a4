import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { approveWithdrawal } from '@/domain/withdrawals/approve-withdrawal';
import { cancelWithdrawal } from '@/domain/withdrawals/cancel-withdrawal';
import { rejectWithdrawal } from '@/domain/withdrawals/reject-withdrawal';
import { requestWithdrawal } from '@/domain/withdrawals/request-withdrawal';
import { returnWithdrawal } from '@/domain/withdrawals/return-withdrawal';
import { brake } from '@/tests/brake';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { openProposal } from '@/tests/hand-recording-inputs';
import { booksAreRight } from '@/tests/oracles';
import { freshLine, openPosting } from '@/tests/postings';
import { claimOf } from '@/tests/recharge';
import { creditedLine, recordedTransfer, reversalOf } from '@/tests/reversals';
import { refusedUntouched } from '@/tests/untouched';
import { approved, ask, fileOf, requester, settle, toCard } from '@/tests/withdrawals';
import {
  actorOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveClaim } from './approve-claim';
import { approvePosting } from './approve-posting';
import { markRecorded } from './mark-recorded';
import { proposePosting } from './propose-posting';
import { sendBackLine } from './send-back-line';
import { takeBack } from './take-back';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `BR${made}`, kind: 'solution_provider' });
  await fund(world, partner, '100.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');

type Act = () => Promise<Parameters<typeof refusedUntouched>[0] extends () => Promise<infer T> ? T : never>;

/** Refused while the brake is on, leaving nothing; done once it is lifted. */
async function waitsForTheBrake(
  [who, purpose]: readonly [WorldOrganization, Parameters<typeof brake>[2]],
  code: string,
  act: Act,
): Promise<void> {
  await brake(test, who, purpose, true);
  try {
    expect(await refusedUntouched(act)).toMatchObject({ code });
  } finally {
    await brake(test, who, purpose, false);
  }
  expect(await act()).toMatchObject({ ok: true });
}

describe('[M4] under the emergency brake of the partner', () => {
  const funds = () => [partner, 'funds'] as const;
  const paid = async () => {
    const withdrawalId = await approved(world, partner, toCard('9.00'));
    return { withdrawalId, file: await fileOf(world, [withdrawalId]) };
  };

  it('a posting is not approved', async () => {
    const postingId = await openPosting(world, world.operator.users.finance, partner);
    await waitsForTheBrake(funds(), 'partner_frozen', () => approvePosting(admin(), freshKey(), { postingId }));
  });

  it('a line is not matched alone', async () => {
    const lineId = await freshLine(world, '1.00');
    const input = { lineId, partnerId: partner.id };
    await waitsForTheBrake(funds(), 'partner_frozen', () => proposePosting(finance(), freshKey(), input));
  });

  it('a claim is not approved', async () => {
    const claimId = await claimOf(partner, await freshLine(world, '1.00'));
    await waitsForTheBrake(funds(), 'partner_frozen', () => approveClaim(finance(), freshKey(), { claimId }));
  });

  it('a transfer recorded by hand is not approved', async () => {
    const proposalId = await openProposal(world, world.operator.users.finance, partner);
    await waitsForTheBrake(funds(), 'partner_frozen', () => approveBankTransfer(admin(), freshKey(), { proposalId }));
  });

  it('what was credited is not taken back at the approval', async () => {
    const originalId = await creditedLine(world, partner, '1.00');
    const input = { lineId: await reversalOf(world, originalId), originalId };
    const proposal = await takeBack(finance(), freshKey(), input);
    if (!proposal.ok) throw new Error(proposal.code);
    await waitsForTheBrake(funds(), 'partner_frozen', () =>
      approvePosting(admin(), freshKey(), { postingId: proposal.id }),
    );
  });

  it('money is not asked for, and what is held is not given back', async () => {
    await waitsForTheBrake(funds(), 'organization_frozen', () =>
      requestWithdrawal(requester(partner), freshKey(), toCard('1.00')),
    );
    const cancelled = await ask(partner, toCard('2.00'));
    await waitsForTheBrake(funds(), 'organization_frozen', () =>
      cancelWithdrawal(requester(partner), freshKey(), { withdrawalId: cancelled }),
    );
    const rejected = await ask(partner, toCard('3.00'));
    await waitsForTheBrake([partner, 'held'], 'partner_frozen', () =>
      rejectWithdrawal(finance(), freshKey(), { withdrawalId: rejected, note: 'Test' }),
    );
  });

  it('what the bank did not pay, or has sent back, waits', async () => {
    const sent = await paid();
    await waitsForTheBrake(funds(), 'partner_frozen', () =>
      returnWithdrawal(admin(), freshKey(), { withdrawalId: sent.withdrawalId, note: 'Test' }),
    );
    const { withdrawalId, file } = await paid();
    await settle(world, file);
    const lineId = await freshLine(world, '9.00');
    await waitsForTheBrake(funds(), 'partner_frozen', () =>
      returnWithdrawal(admin(), freshKey(), { withdrawalId, lineId, note: 'Test' }),
    );
  });
});

describe('[M4] under the emergency brake of the operator’s own account', () => {
  const suspense = () => [world.operator, 'recharge_suspense'] as const;
  const approve = async (proposal: Promise<{ readonly ok: boolean; readonly id?: string; readonly code?: string }>) => {
    const { id: postingId } = await proposal;
    await waitsForTheBrake(suspense(), 'busy', () => approvePosting(admin(), freshKey(), { postingId }));
  };

  it('nothing leaves suspense: not back to its payer, not to what was recorded, not to the bank', async () => {
    await approve(sendBackLine(finance(), freshKey(), { lineId: await freshLine(world, '1.00'), note: 'Test' }));
    const bankTransferId = await recordedTransfer(world, partner, '2.00');
    const lineId = await freshLine(world, '2.00');
    await approve(markRecorded(finance(), freshKey(), { lineId, bankTransferId }));
    const originalId = await freshLine(world, '3.00');
    await approve(takeBack(finance(), freshKey(), { lineId: await reversalOf(world, originalId), originalId }));
  });

  it('an approved withdrawal is still approved: nothing moves by that', async () => {
    const withdrawalId = await ask(partner, toCard('1.00'));
    await brake(test, world.operator, 'bank_clearing', true);
    const outcome = await approveWithdrawal(finance(), freshKey(), { withdrawalId });
    await brake(test, world.operator, 'bank_clearing', false);
    expect(outcome).toMatchObject({ ok: true });
  });
});

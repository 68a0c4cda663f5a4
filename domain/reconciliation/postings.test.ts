import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { RefusalCode } from '@/domain/refusal';
import { type Id, newId } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { freshLine, makePayerRule, openPosting } from '@/tests/postings';
import { payerOf, suspenseBalance, yuan } from '@/tests/recharge';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, balanceOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { approvePosting } from './approve-posting';
import { endPayerRule } from './end-payer-rule';
import { proposePosting } from './propose-posting';
import { rejectPosting } from './reject-posting';
import { sendBackLine } from './send-back-line';
import { takeLineForReturn } from './take-line-for-return';
import { withdrawPosting } from './withdraw-posting';

const { bankLines, bankPostings, bankTransfers, payerRules } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');
const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const lineOf = async (id: Id<'bankLine'>) => (await database().select().from(bankLines).where(eq(bankLines.id, id)))[0];
const postingOf = async (id: Id<'bankPosting'>) =>
  (await database().select().from(bankPostings).where(eq(bankPostings.id, id)))[0];
async function made<Made extends { readonly ok: boolean }>(outcome: Promise<Made>) {
  const done = await outcome;
  if (!done.ok) throw new Error(JSON.stringify(done));
  return done as Extract<Made, { ok: true }>;
}

describe('saying whose a transfer is', () => {
  it('gives the partner a small one at once, and only once for one key', async () => {
    const partner = await partnerOf('P1');
    const before = await suspenseBalance(world.operator);
    const lineId = await freshLine(world, '49999.99', '代付甲公司');
    const agreement = await payerOf(partner, '代付甲公司');
    const input = { lineId, partnerId: partner.id, note: '电话确认', makesRule: 'yes' };
    const key = freshKey();
    const first = await made(proposePosting(finance(), key, input));
    expect(await proposePosting(finance(), key, input)).toEqual({ ok: true, id: first.id, replayed: true });
    expect(await lineOf(lineId)).toMatchObject({ state: 'posted', partnerId: partner.id });
    expect(await postingOf(first.id)).toMatchObject({
      state: 'done',
      needsSecond: false,
      kind: 'manual',
      decidedBy: null,
    });
    const [recharge] = await database().select().from(bankTransfers).where(eq(bankTransfers.lineId, lineId));
    expect(recharge).toMatchObject({
      organizationId: partner.id,
      payerName: '代付甲公司',
      entrustedPayerId: agreement.id,
    });
    const rules = await database().select().from(payerRules).where(eq(payerRules.partnerId, partner.id));
    expect(rules).toMatchObject([
      { payerNameKey: payerNameKey('代付甲公司'), lineId, userId: world.operator.users.finance },
    ]);
    expect(await balanceOf(partner)).toBe(4_999_999n);
    expect(await suspenseBalance(world.operator)).toBe(before);
  });

  it('[F6] waits for a second person from the threshold on', async () => {
    const partner = await partnerOf('P2');
    const lineId = await freshLine(world, '50000.00');
    const { id } = await made(proposePosting(finance(), freshKey(), { lineId, partnerId: partner.id }));
    expect(await balanceOf(partner)).toBe(0n);
    expect(await refusedUntouched(() => approvePosting(finance(), freshKey(), { postingId: id }))).toMatchObject({
      code: 'second_person_needed',
    });
    // The same person in another role and another session is the same person.
    const promoted = { ...admin(), userId: world.operator.users.finance };
    expect(await approvePosting(promoted, freshKey(), { postingId: id })).toMatchObject({
      code: 'second_person_needed',
    });
    await made(approvePosting(admin(), freshKey(), { postingId: id, note: '核对无误' }));
    expect(await postingOf(id)).toMatchObject({ state: 'done', decidedBy: world.operator.users.admin });
    expect(await balanceOf(partner)).toBe(5_000_000n);
    expect(await refusedUntouched(() => approvePosting(admin(), freshKey(), { postingId: id }))).toMatchObject({
      code: 'posting_decided',
    });
  });

  it('[F6] keeps what was proposed as it was proposed, also against the program', async () => {
    const postingId = await openPosting(world, world.operator.users.finance, world.s1);
    const isIt = eq(bankPostings.id, postingId);
    await expect(database().update(bankPostings).set({ amountMinor: 5n }).where(isIt)).rejects.toThrow();
    await expect(database().update(bankPostings).set({ partnerId: world.s2.id }).where(isIt)).rejects.toThrow();
    const byItself = { state: 'done', decidedBy: world.operator.users.finance, transferId: newId('transfer') } as const;
    await expect(
      database()
        .update(bankPostings)
        .set({ ...byItself, decidedAt: new Date() })
        .where(isIt),
    ).rejects.toThrow();
    await made(rejectPosting(admin(), freshKey(), { postingId, note: '不是' }));
  });

  const refusals: [string, RefusalCode, () => Promise<Record<string, unknown>>][] = [
    ['nothing there', 'bank_line_not_found', async () => ({ lineId: newId('bankLine'), partnerId: world.s1.id })],
    [
      'nobody',
      'organization_not_found',
      async () => ({ lineId: await freshLine(world, '1.00'), partnerId: newId('organization') }),
    ],
    [
      'a reseller',
      'partner_cannot_receive',
      async () => ({ lineId: await freshLine(world, '1.00'), partnerId: world.r1a.id }),
    ],
    [
      'the operator',
      'partner_cannot_receive',
      async () => ({ lineId: await freshLine(world, '1.00'), partnerId: world.operator.id }),
    ],
    [
      'a line that waits for a decision',
      'line_posting_open',
      async () => {
        const posting = await postingOf(await openPosting(world, null, world.s1));
        return { lineId: posting?.lineId, partnerId: world.s1.id };
      },
    ],
    [
      'a line that is somebody’s',
      'line_not_open',
      async () => {
        const lineId = await freshLine(world, '1.00');
        await made(proposePosting(finance(), freshKey(), { lineId, partnerId: world.s1.id }));
        return { lineId, partnerId: world.s2.id };
      },
    ],
  ];
  it.each(refusals)('is refused for %s', async (_name, code, inputOf) => {
    const input = await inputOf();
    expect(await refusedUntouched(() => proposePosting(finance(), freshKey(), input))).toMatchObject({ code });
  });

  it('is done once by fifty who say different things at once', async () => {
    const partners = [await partnerOf('P3'), await partnerOf('P4')];
    const lineId = await freshLine(world, '10.00');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => proposePosting(finance(), freshKey(), { lineId, partnerId: partners[n % 2]?.id })),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.code)))).toEqual(
      new Set(['line_not_open']),
    );
    const balances = await Promise.all(partners.map(balanceOf));
    expect(balances.toSorted()).toEqual([0n, 1_000n]);
  });
});

describe('deciding what was proposed', () => {
  it('[F6] moves the money once, however many approve at once', async () => {
    const partner = await partnerOf('Q1');
    const postingId = await openPosting(world, world.operator.users.finance, partner, { amount: '60000.00' });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => approvePosting(admin(), freshKey(), { postingId }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.code)))).toEqual(
      new Set(['posting_decided']),
    );
    expect(await balanceOf(partner)).toBe(6_000_000n);
  });

  it('is one thing or the other where one approves, one rejects and one withdraws', async () => {
    for (let round = 0; round < 5; round += 1) {
      const partner = await partnerOf(`Q2${round}`);
      const postingId = await openPosting(world, world.operator.users.finance, partner);
      const [yes, no, back] = await Promise.all([
        decided(() => approvePosting(admin(), freshKey(), { postingId })),
        decided(() => rejectPosting(admin(), freshKey(), { postingId, note: '不是' })),
        decided(() => withdrawPosting(finance(), freshKey(), { postingId })),
      ]);
      expect([yes, no, back].filter(({ ok }) => ok)).toHaveLength(1);
      expect(await balanceOf(partner)).toBe(yes?.ok ? 100n : 0n);
    }
  });

  it('leaves a rejected line to be decided about anew', async () => {
    const postingId = await openPosting(world, world.operator.users.finance, world.s1);
    await made(rejectPosting(admin(), freshKey(), { postingId, note: '付款方不符' }));
    const posting = await postingOf(postingId);
    expect(posting).toMatchObject({ state: 'rejected', decisionNote: '付款方不符', transferId: null });
    expect(posting && (await lineOf(posting.lineId))).toMatchObject({ state: 'suspense' });
    await made(proposePosting(finance(), freshKey(), { lineId: posting?.lineId, partnerId: world.s1.id }));
  });

  it('lets only whoever proposed withdraw', async () => {
    const postingId = await openPosting(world, world.operator.users.finance, world.s1);
    expect(await refusedUntouched(() => withdrawPosting(admin(), freshKey(), { postingId }))).toMatchObject({
      code: 'not_permitted',
    });
    await made(withdrawPosting(finance(), freshKey(), { postingId }));
    expect(await postingOf(postingId)).toMatchObject({ state: 'withdrawn' });
  });

  it.each([
    ['approving', approvePosting, {}],
    ['rejecting', rejectPosting, { note: '不是' }],
    ['withdrawing', withdrawPosting, {}],
  ])('%s knows no posting that is not there', async (_name, run, more) => {
    const input = { postingId: newId('bankPosting'), ...more };
    expect(await refusedUntouched(() => run(admin(), freshKey(), input))).toMatchObject({ code: 'posting_not_found' });
  });

  it('keeps the rule that was wished for when it is approved', async () => {
    const partner = await partnerOf('Q3');
    const postingId = await openPosting(world, world.operator.users.finance, partner, { makesRule: true });
    await made(approvePosting(admin(), freshKey(), { postingId }));
    const rules = await database().select().from(payerRules).where(eq(payerRules.partnerId, partner.id));
    expect(rules).toMatchObject([{ userId: world.operator.users.finance }]);
  });
});

describe('sending back', () => {
  it('always needs a second person, and moves the money out of suspense', async () => {
    const before = await suspenseBalance(world.operator);
    const lineId = await freshLine(world, '0.01');
    const { id } = await made(sendBackLine(finance(), freshKey(), { lineId, note: '误汇' }));
    expect(await lineOf(lineId)).toMatchObject({ state: 'suspense' });
    expect(await approvePosting(finance(), freshKey(), { postingId: id })).toMatchObject({
      code: 'second_person_needed',
    });
    await made(approvePosting(admin(), freshKey(), { postingId: id }));
    expect(await lineOf(lineId)).toMatchObject({ state: 'sent_back', partnerId: null });
    expect(await suspenseBalance(world.operator)).toBe(before);
  });

  it('is refused for what is not open', async () => {
    const posting = await postingOf(await openPosting(world, null, world.s1));
    const ask = (lineId: unknown) => () => sendBackLine(finance(), freshKey(), { lineId, note: '误汇' });
    expect(await refusedUntouched(ask(posting?.lineId))).toMatchObject({ code: 'line_posting_open' });
    expect(await refusedUntouched(ask(newId('bankLine')))).toMatchObject({ code: 'bank_line_not_found' });
    expect(
      await refusedUntouched(() => sendBackLine(finance(), freshKey(), { lineId: newId('bankLine'), note: ' ' })),
    ).toMatchObject({
      code: 'invalid_input',
      fields: { note: 'required' },
    });
  });
});

describe('rules', () => {
  it('end once', async () => {
    const ruleId = await makePayerRule(finance(), world.s1);
    await made(endPayerRule(finance(), freshKey(), { ruleId }));
    expect(await refusedUntouched(() => endPayerRule(finance(), freshKey(), { ruleId }))).toMatchObject({
      code: 'rule_not_found',
    });
  });
});

describe('a withdrawal that came back', () => {
  const take = (lineId: Id<'bankLine'>, amount: string) =>
    inTransaction((tx) => {
      const refuse = (code: string): never => {
        throw new Error(code);
      };
      const returned = { lineId, withdrawalId: newId('withdrawal'), partnerId: world.s1.id, amount: yuan(amount) };
      return takeLineForReturn(
        { tx, actor: admin(), refuse },
        { ...returned, transferId: newId('transfer'), note: null },
      );
    });

  it('is refused with another amount than the line’s', async () => {
    const lineId = await freshLine(world, '5.00');
    await expect(take(lineId, '5.01')).rejects.toThrow('line_not_open');
    expect(await lineOf(lineId)).toMatchObject({ state: 'suspense' });
  });
});

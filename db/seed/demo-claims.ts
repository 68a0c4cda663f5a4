import { type Id, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { bankTransferRowOf, type DemoFile, type DemoLine } from './demo-bank';
import { demoClaims } from './demo-bank-plan';
import {
  amountFacts,
  bankNameOf,
  type DemoDeed,
  type DemoTable,
  dayOf,
  organizationUuid,
  ownerOf,
  sha256Of,
  userUuid,
} from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';
import type { Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

type Ago = (days: number) => Date;

/** A white pixel: what a partner of the demo world hands in as its bank's receipt. */
const receipt = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

const finance = { by: demoEmail('finance', 'cloud'), organization: 'cloud', via: 'session' } as const;
const admin = { by: demoEmail('admin', 'cloud'), organization: 'cloud', via: 'session' } as const;

/**
 * What people have done about lines that lay in suspense: partners claimed some, one claim became money, one transfer went back to where it came
 * from, and one posting waits for a second person.
 */
export function claimStory(
  files: readonly DemoFile[],
  random: SeededRandom,
  ago: Ago,
): { tables: readonly DemoTable[]; deeds: readonly DemoDeed[] } {
  const lineOf = (key: string): DemoLine => {
    const line = files.flatMap(({ made }) => made).find((one) => one.key === key);
    if (!line) throw new Error(`no line ${key}`);
    return line;
  };
  const claims = demoClaims.map((one) => {
    const decidedAt = 'decided' in one ? ago(one.decided) : null;
    const madeAt = ago(one.made);
    return { ...one, madeAt, decidedAt, line: lineOf(one.line), id: random.idAt('remittanceClaim', madeAt) };
  });
  const approved = claims.find(({ state }) => state === 'approved');
  if (!approved?.decidedAt) throw new Error('one claim was approved');
  const credited = creditOf(approved, approved.decidedAt, random);
  const back = sentBack(lineOf('stray'), random, ago);
  const waiting = proposed(lineOf('wrong_payer'), random, ago);
  const byHand = proposedByHand(random, ago);
  return {
    tables: [
      ['remittance_claims', claims.map(claimRow)],
      ['bank_postings', [credited.row, back.row, waiting.row]],
      ['bank_transfers', [credited.transferRow]],
      ['bank_transfer_proposals', [byHand.row]],
      ['payer_rules', [ruleRow(approved.line, approved.decidedAt)]],
    ],
    deeds: [...claims.flatMap(claimDeeds), credited.deed, ...back.deeds, waiting.deed, byHand.deed],
  };
}

interface MadeClaim {
  readonly id: Id<'remittanceClaim'>;
  readonly line: DemoLine;
  readonly partner: string;
  readonly state: string;
  readonly receipt: string;
  readonly note: string;
  readonly answer?: string;
  readonly madeAt: Date;
  readonly decidedAt: Date | null;
}

const claimRow = (one: MadeClaim): Row => ({
  ...{ id: uuidOf(one.id), ...ownerOf(one.partner), line_id: uuidOf(one.line.id), note: one.note },
  ...{ receipt_name: one.receipt.replace('.pdf', '.png'), receipt_type: 'image/png' },
  receipt: `\\x${receipt.toString('hex')}`,
  ...{ receipt_sha256: sha256Of(receipt.toString('base64')), state: one.state },
  decided_by: one.decidedAt && userUuid('finance', 'cloud'),
  decided_at: one.decidedAt?.toISOString() ?? null,
  ...{ decision_note: one.answer ?? null, user_id: userUuid('finance', one.partner) },
  created_at: one.madeAt.toISOString(),
});

function claimDeeds(one: MadeClaim): DemoDeed[] {
  const facts = amountFacts(one.line.minor);
  const about = { subjectId: one.id, event: { organization: one.partner } };
  const made: DemoDeed = {
    ...{ at: one.madeAt, action: 'claims.make', subjectId: one.id, detail: { ...facts, lineId: one.line.id } },
    ...{ by: demoEmail('finance', one.partner), organization: one.partner, via: 'session' },
    event: { ...about.event, kind: 'claim.submitted', payload: facts },
  };
  if (one.decidedAt === null || one.state !== 'rejected') return [made];
  const rejected: DemoDeed = {
    ...{ ...finance, at: one.decidedAt, action: 'claims.reject', subjectId: one.id },
    detail: { organizationId: demoId('organization', one.partner), lineId: one.line.id, note: one.answer ?? null },
    event: { ...about.event, kind: 'claim.decided', payload: { decision: 'rejected', ...facts } },
  };
  return [made, rejected];
}

const postingRow = (line: DemoLine, id: Id<'bankPosting'>, at: Date, more: Row): Row => ({
  ...{
    id: uuidOf(id),
    ...ownerOf('cloud'),
    line_id: uuidOf(line.id),
    kind: 'manual',
    partner_id: null,
    claim_id: null,
  },
  ...{ withdrawal_id: null, amount_minor: String(line.minor), currency: 'CNY', note: null, makes_rule: false },
  ...{ needs_second: true, state: 'proposed', proposed_by: userUuid('finance', 'cloud'), decided_by: null },
  ...{ decided_at: null, decision_note: null, transfer_id: null, created_at: at.toISOString() },
  ...more,
});

/** A claim that was approved: out of suspense, to the partner. */
function creditOf({ id: claimId, line, answer }: MadeClaim, at: Date, random: SeededRandom) {
  const partner = line.partner ?? '';
  const [id, transferId] = [random.idAt('bankTransfer', at), random.idAt('transfer', at)];
  const postingId = random.idAt('bankPosting', at);
  const facts = amountFacts(line.minor);
  const way = { debit: 'cloud:recharge_suspense', credit: `${partner}:funds` } as const;
  const about = { organizationId: demoId('organization', partner), lineId: line.id, note: answer ?? null, postingId };
  return {
    row: postingRow(line, postingId, at, {
      ...{ kind: 'claim', partner_id: organizationUuid(partner), claim_id: uuidOf(claimId), makes_rule: true },
      ...{ needs_second: false, state: 'done', decided_at: at.toISOString(), transfer_id: uuidOf(transferId) },
    }),
    transferRow: bankTransferRowOf(line, { id, transferId, at, userId: userUuid('finance', 'cloud') }),
    deed: {
      ...{
        ...finance,
        at,
        action: 'claims.approve',
        subjectId: claimId,
        detail: { ...facts, ...about, state: 'done' },
      },
      event: [
        {
          ...{ kind: 'recharge.credited', organization: partner, subjectId: id },
          payload: { ...facts, bankTransferId: id },
        },
        { kind: 'claim.decided', organization: partner, payload: { decision: 'approved', ...facts } },
      ],
      posting: { transferId, kind: 'recharge', ...way, amountMinor: line.minor },
    } satisfies DemoDeed,
  };
}

/** Nobody's: proposed by one person, sent back by another. */
function sentBack(line: DemoLine, random: SeededRandom, ago: Ago) {
  const [proposedAt, decidedAt] = [ago(17.4), ago(17.1)];
  const id = random.idAt('bankPosting', proposedAt);
  const transferId = random.idAt('transfer', decidedAt);
  const facts = amountFacts(line.minor);
  const way = { debit: 'cloud:recharge_suspense', credit: 'cloud:bank_clearing' } as const;
  const row = postingRow(line, id, proposedAt, {
    ...{
      kind: 'send_back',
      state: 'done',
      note: '付款人与任何合作伙伴无关，退回。',
      decided_by: userUuid('admin', 'cloud'),
    },
    ...{ decided_at: decidedAt.toISOString(), transfer_id: uuidOf(transferId) },
  });
  const detail = { ...facts, lineId: line.id };
  const deeds: DemoDeed[] = [
    {
      ...{ ...finance, at: proposedAt, action: 'bank_lines.send_back', subjectId: id, detail },
      event: { kind: 'posting.proposed', organization: 'cloud', payload: detail },
    },
    {
      ...{ ...admin, at: decidedAt, action: 'postings.approve', subjectId: id, detail },
      event: { kind: 'bank_line.sent_back', organization: 'cloud', payload: detail },
      posting: { transferId, kind: 'bank_send_back', ...way, amountMinor: line.minor },
    },
  ];
  return { row, deeds };
}

/** Matched by hand, and too much for one person alone. */
function proposed(line: DemoLine, random: SeededRandom, ago: Ago) {
  const at = ago(1.4);
  const id = random.idAt('bankPosting', at);
  const partner = line.partner ?? '';
  const [facts, about] = [amountFacts(line.minor), demoId('organization', partner)];
  const detail = { ...facts, lineId: line.id, organizationId: about };
  const note = '客户电话确认：付款人为云河数字的关联公司，户名有误。';
  return {
    row: postingRow(line, id, at, { partner_id: organizationUuid(partner), note }),
    deed: {
      ...{ ...finance, at, action: 'postings.propose', subjectId: id, detail },
      event: {
        kind: 'posting.proposed',
        organization: 'cloud',
        payload: { ...facts, kind: 'manual', partnerId: about },
      },
    } satisfies DemoDeed,
  };
}

/** Learnt from the claim: the payer's next transfers are suggested for that partner. */
const ruleRow = (line: DemoLine, at: Date): Row => ({
  ...{ id: uuidOf(demoId('payerRule', `rule ${line.payer}`)), ...ownerOf('cloud'), payer_name: line.payer },
  payer_name_key: payerNameKey(line.payer ?? ''),
  payer_account: line.payerAccount ?? null,
  ...{ partner_id: organizationUuid(line.partner ?? ''), line_id: uuidOf(line.id), ended_at: null, ended_by: null },
  ...{ user_id: userUuid('finance', 'cloud'), created_at: at.toISOString() },
});

/** A transfer that somebody has recorded by hand, of which no file has told: it waits for a second person. */
function proposedByHand(random: SeededRandom, ago: Ago) {
  const at = ago(0.6);
  const id = random.idAt('bankTransferProposal', at);
  const [facts, bankReference, receivedOn] = [
    amountFacts(1_500_000n),
    `GT${dayOf(at).replaceAll('-', '')}0037`,
    dayOf(at),
  ];
  const row: Row = {
    ...{
      id: uuidOf(id),
      ...ownerOf('cloud'),
      partner_id: organizationUuid('qiming'),
      payer_name: bankNameOf('qiming'),
    },
    ...{ bank_reference: bankReference, amount_minor: '1500000', currency: 'CNY', received_on: receivedOn },
    ...{
      note: '柜台回单，银行尚未出对账文件。',
      proposed_by: userUuid('finance', 'cloud'),
      created_at: at.toISOString(),
    },
  };
  const organizationId = demoId('organization', 'qiming');
  const deed: DemoDeed = {
    ...{ ...finance, at, action: 'bank_transfers.propose', subjectId: id },
    detail: { ...facts, bankReference, receivedOn, organizationId },
    event: { kind: 'bank_transfer.proposed', organization: 'cloud', payload: { ...facts, partnerId: organizationId } },
  };
  return { row, deed };
}

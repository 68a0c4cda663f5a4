import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { jobActor } from '@/domain/job';
import { type DomainEvent, insertAudit, insertEvents } from '@/domain/trail';
import { type Id, newId, uuidOf } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import type { BookedLine } from './book-lines';
import { payerOf, referenceOf } from './credit-line';
import type { ImportRun } from './import-run';

/** Writes down new lines with everything that belongs to them: recharges, proposals, audit, events. Each kind is one statement. */
export async function writeBooked(tx: Transaction, run: ImportRun, booked: readonly BookedLine[]): Promise<void> {
  await tx.execute(insertLines(run, booked));
  const reversals = booked.filter(({ state }) => state === 'reversal');
  if (reversals.length > 0) await tx.execute(insertEvents(reversals.map((line) => reversalEvent(run, line))));
  const recharged = booked.filter(({ recharge }) => recharge !== null);
  if (recharged.length > 0) await tx.execute(insertRecharges(recharged));
  const proposals = booked
    .filter(({ match, state }) => state === 'suspense' && match?.decision === 'propose')
    .map((line) => ({ line, postingId: newId('bankPosting') }));
  if (proposals.length > 0) await tx.execute(insertProposals(run, proposals));
  const moved = booked.filter(({ transfer }) => transfer !== null);
  if (moved.length === 0) return;
  const actor = jobActor(run.organization);
  await tx.execute(insertAudit(moved.map((line) => ({ actor, fact: factOf(line) }))));
  const events = moved.map((line) => eventOf(run, line));
  await tx.execute(insertEvents([...events, ...proposals.map((proposal) => proposalEvent(run, proposal))]));
}

interface Proposal {
  readonly line: BookedLine;
  readonly postingId: Id<'bankPosting'>;
}

function insertLines(run: ImportRun, booked: readonly BookedLine[]): SQL {
  const rows = booked.map(({ id, of, text, amount, state, match, recordedId, transfer }) => ({
    id: uuidOf(id),
    statement_id: uuidOf(of.statementId),
    receiving_account_id: uuidOf(of.receivingAccountId),
    line_number: of.line.line,
    bank_reference: of.line.bankReference,
    fingerprint: of.fingerprint.toString('hex'),
    direction: of.line.direction,
    amount_minor: amount.minor.toString(),
    currency: amount.currency,
    booked_on: of.line.bookedOn,
    value_on: of.line.valueOn,
    payer_name: text.payerName,
    payer_name_key: text.payerNameKey,
    payer_account: text.payerAccount,
    virtual_number: text.virtualNumber,
    remittance_text: text.remittanceText,
    end_to_end_id: text.endToEndId,
    is_reversal: of.line.isReversal ?? false,
    other_references: (of.line.otherReferences ?? []).slice(0, 16),
    recorded_id: recordedId && uuidOf(recordedId),
    state,
    rung: match?.rung ?? null,
    reasons: match?.reasons ?? [],
    certainty: match?.certainty ?? null,
    partner_id: match?.partnerId ? uuidOf(match.partnerId) : null,
    receipt_transfer_id: state === 'suspense' && transfer ? uuidOf(transfer.id) : null,
  }));
  return sql`insert into bank_lines (id, organization_id, root_id, file_id, statement_id, receiving_account_id, line_number, bank_reference, fingerprint,
      direction, amount_minor, currency, booked_on, value_on, payer_name, payer_name_key, payer_account, virtual_number, remittance_text, end_to_end_id,
      is_reversal, other_references, recorded_id, state, rung, reasons, certainty, partner_id, receipt_transfer_id)
    select r.id, ${uuidOf(run.organization.id)}::uuid, ${uuidOf(run.organization.rootId)}::uuid, ${uuidOf(run.id)}::uuid, r.statement_id,
        r.receiving_account_id, r.line_number, r.bank_reference, decode(r.fingerprint, 'hex'), r.direction, r.amount_minor, r.currency, r.booked_on,
        r.value_on, r.payer_name, r.payer_name_key, r.payer_account, r.virtual_number, r.remittance_text, r.end_to_end_id, r.is_reversal, r.other_references, r.recorded_id,
        r.state, r.rung, r.reasons, r.certainty, r.partner_id, r.receipt_transfer_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, statement_id uuid, receiving_account_id uuid, line_number int,
        bank_reference text, fingerprint text, direction text, amount_minor bigint, currency char(3), booked_on date, value_on date, payer_name text,
        payer_name_key text, payer_account text, virtual_number text, remittance_text text, end_to_end_id text, is_reversal boolean, other_references text[], recorded_id uuid, state text, rung text, reasons jsonb,
        certainty int, partner_id uuid, receipt_transfer_id uuid)`;
}

function insertRecharges(booked: readonly BookedLine[]): SQL {
  const rows = booked.flatMap(({ id, of, text, amount, match, recharge, transfer }) => {
    if (!recharge || !transfer || !match?.partnerId) return [];
    return {
      id: uuidOf(recharge.id),
      organization_id: uuidOf(match.partnerId),
      root_id: uuidOf(recharge.rootId),
      payer_name: payerOf(text),
      bank_reference: referenceOf({
        id,
        bankReference: of.line.bankReference,
        isReversal: of.line.isReversal === true,
      }),
      amount_minor: amount.minor.toString(),
      currency: amount.currency,
      received_on: of.line.bookedOn,
      transfer_id: uuidOf(transfer.id),
      line_id: uuidOf(id),
      receiving_account_id: uuidOf(of.receivingAccountId),
      payer_account: text.payerAccount,
      entrusted_payer_id: match.payerId && uuidOf(match.payerId),
    };
  });
  return sql`insert into bank_transfers (id, organization_id, root_id, payer_name, bank_reference, amount_minor, currency, received_on, transfer_id, created_at,
      line_id, receiving_account_id, payer_account, entrusted_payer_id)
    select r.id, r.organization_id, r.root_id, r.payer_name, r.bank_reference, r.amount_minor, r.currency, r.received_on, r.transfer_id, clock_timestamp(),
        r.line_id, r.receiving_account_id, r.payer_account, r.entrusted_payer_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, organization_id uuid, root_id uuid, payer_name text, bank_reference text,
        amount_minor bigint, currency char(3), received_on date, transfer_id uuid, line_id uuid, receiving_account_id uuid, payer_account text,
        entrusted_payer_id uuid)`;
}

/** Large ones that were recognised: whoever uploaded the file has proposed them, and somebody else decides. */
function insertProposals(run: ImportRun, proposals: readonly Proposal[]): SQL {
  const rows = proposals.map(({ line, postingId }) => ({
    id: uuidOf(postingId),
    line_id: uuidOf(line.id),
    partner_id: line.match?.partnerId && uuidOf(line.match.partnerId),
    amount_minor: line.amount.minor.toString(),
    currency: line.amount.currency,
  }));
  return sql`insert into bank_postings (id, organization_id, root_id, line_id, kind, partner_id, amount_minor, currency, needs_second, state, proposed_by)
    select r.id, ${uuidOf(run.organization.id)}::uuid, ${uuidOf(run.organization.rootId)}::uuid, r.line_id, 'automatic', r.partner_id, r.amount_minor,
        r.currency, true, 'proposed', ${run.userId && uuidOf(run.userId)}::uuid
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, line_id uuid, partner_id uuid, amount_minor bigint, currency char(3))`;
}

const factOf = ({ id, of, amount, state, match, transfer }: BookedLine) => ({
  action: 'bank_files.import',
  subjectId: id,
  transferId: transfer?.id ?? null,
  detail: {
    amount: formatMoney(amount),
    currency: amount.currency,
    bankReference: of.line.bankReference,
    receivedOn: of.line.bookedOn,
    state,
    organizationId: state === 'posted' ? (match?.partnerId ?? null) : null,
  },
});

function eventOf(run: ImportRun, { id, amount, match, recharge, transfer }: BookedLine): DomainEvent {
  const payload = { amount: formatMoney(amount), currency: amount.currency };
  const transferId = transfer?.id ?? null;
  if (recharge && match?.partnerId)
    return {
      ...{ kind: 'recharge.credited', organizationId: match.partnerId, rootId: recharge.rootId },
      ...{ subjectId: recharge.id, transferId, payload: { ...payload, bankTransferId: recharge.id } },
    };
  const { id: organizationId, rootId } = run.organization;
  return { kind: 'bank_line.suspended', organizationId, rootId, subjectId: id, transferId, payload };
}

const reversalEvent = (run: ImportRun, { id, amount }: BookedLine): DomainEvent => ({
  kind: 'bank_line.reversed',
  organizationId: run.organization.id,
  rootId: run.organization.rootId,
  subjectId: id,
  payload: { amount: formatMoney(amount), currency: amount.currency },
});

const proposalEvent = (run: ImportRun, { line, postingId }: Proposal): DomainEvent => ({
  kind: 'posting.proposed',
  organizationId: run.organization.id,
  rootId: run.organization.rootId,
  subjectId: postingId,
  payload: {
    amount: formatMoney(line.amount),
    currency: line.amount.currency,
    kind: 'automatic',
    partnerId: line.match?.partnerId ?? null,
  },
});

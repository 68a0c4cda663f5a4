import { type SQL, sql } from 'drizzle-orm';
import { inTransaction, type Transaction } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import { type Id, newId, uuidOf } from '@/lib/id';
import type { Actor } from './actor';
import type { RefusalCode } from './refusal';

/** What a command did, for the audit: its name, what it did it to, and what is worth knowing. */
export interface AuditFact {
  readonly action: string;
  readonly subjectId: string | null;
  readonly transferId?: Id<'transfer'> | null;
  readonly detail: AuditDetail;
  /** Under whose audit page it also belongs; the actor's own organization when absent. */
  readonly organizationId?: Id<'organization'>;
}

/** Something that happened and that others may want to hear of. Delivered from the outbox, never from the command. */
export interface DomainEvent {
  readonly kind: string;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly subjectId: string;
  readonly transferId?: Id<'transfer'> | null;
  readonly payload: AuditDetail;
}

/** `insert` of audit rows for what was done, as one statement; for use alone or inside a larger one. */
export function insertAudit(facts: readonly { actor: Actor; fact: AuditFact }[]): SQL {
  return insertAuditRows(facts.map(({ actor, fact }) => auditRow(actor, fact, 'done', null)));
}

/** `insert` of outbox rows, as one statement. */
export function insertEvents(events: readonly DomainEvent[]): SQL {
  const rows = events.map((event) => ({
    id: uuidOf(newId('event')),
    organization_id: uuidOf(event.organizationId),
    root_id: uuidOf(event.rootId),
    kind: event.kind,
    subject_id: event.subjectId,
    transfer_id: event.transferId ? uuidOf(event.transferId) : null,
    payload: event.payload,
  }));
  return sql`insert into outbox_events (id, organization_id, root_id, kind, subject_id, transfer_id, payload)
    select id, organization_id, root_id, kind, subject_id, transfer_id, payload from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, organization_id uuid, root_id uuid, kind text, subject_id text, transfer_id uuid, payload jsonb)`;
}

/** Keeps that somebody reached for what is not theirs. In a transaction of its own, since the command left nothing. */
export async function recordDenial(
  actor: Actor,
  action: string,
  code: RefusalCode,
  subjectId: string | null,
): Promise<void> {
  const row = auditRow(actor, { action, subjectId, detail: {} }, 'denied', code);
  await inTransaction((tx) => tx.execute(insertAuditRows([row])));
}

/** Runs both inserts for a single command. */
export async function keepTrail(
  tx: Transaction,
  actor: Actor,
  fact: AuditFact,
  events: readonly DomainEvent[],
): Promise<void> {
  await tx.execute(insertAudit([{ actor, fact }]));
  if (events.length > 0) await tx.execute(insertEvents(events));
}

function auditRow(actor: Actor, fact: AuditFact, outcome: 'done' | 'denied', refusal: RefusalCode | null) {
  return {
    id: uuidOf(newId('auditEntry')),
    organization_id: uuidOf(fact.organizationId ?? actor.organizationId),
    root_id: uuidOf(actor.rootId),
    action: fact.action,
    outcome,
    refusal,
    via: actor.via,
    user_id: actor.userId && uuidOf(actor.userId),
    session_id: actor.sessionId && uuidOf(actor.sessionId),
    api_key_id: actor.apiKeyId && uuidOf(actor.apiKeyId),
    address: actor.address,
    request_id: actor.requestId,
    subject_id: fact.subjectId?.slice(0, 128) ?? null,
    transfer_id: fact.transferId ? uuidOf(fact.transferId) : null,
    detail: fact.detail,
  };
}

const insertAuditRows = (rows: readonly ReturnType<typeof auditRow>[]): SQL =>
  sql`insert into audit_entries (id, organization_id, root_id, action, outcome, refusal, via, user_id, session_id, api_key_id, address, request_id,
      subject_id, transfer_id, detail)
    select id, organization_id, root_id, action, outcome, refusal, via, user_id, session_id, api_key_id, address, request_id, subject_id, transfer_id, detail
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, organization_id uuid, root_id uuid, action text, outcome text, refusal text, via text, user_id uuid, session_id uuid, api_key_id uuid,
            address text, request_id text, subject_id text, transfer_id uuid, detail jsonb)`;

import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import { inJob, job } from '@/domain/job';
import { queueMessage } from '@/domain/outgoing/queue-message';
import { env } from '@/lib/env';
import { idFromUuid, newId, uuidOf } from '@/lib/id';
import { audienceOf, type Told, type WaitingEvent } from './audience';
import { noticeMail } from './notice-mail';

/** Events that are delivered in one transaction. */
const eventsPerStep = 50;

/**
 * Tells people what happened: each event of the outbox becomes a notice for everybody it concerns, and a mail where it matters enough.
 *
 * Notices, mails and the mark that the event is delivered are one transaction, and nobody gets two notices of one event whatever happens.
 */
export const deliverEvents = job('deliver-events', () => inJob(deliverNext));

async function deliverNext(tx: Transaction): Promise<number> {
  const events = await claimEvents(tx);
  if (events.length === 0) return 0;
  const told = await audienceOf(tx, events);
  const isNew = await insertNotices(tx, told);
  for (const each of told)
    if (each.rule.isMailed && isNew.has(`${each.event.id} ${each.user.id}`)) await mail(tx, each);
  await tx.execute(
    sql`update outbox_events set delivered_at = clock_timestamp() where id = any(${sql.param(events.map(({ id }) => uuidOf(id)))}::uuid[])`,
  );
  return events.length;
}

async function claimEvents(tx: Transaction): Promise<WaitingEvent[]> {
  type Row = {
    id: string;
    organization_id: string;
    kind: string;
    subject_id: string;
    transfer_id: string | null;
    payload: AuditDetail;
    created_at: string;
  };
  const { rows } = await tx.execute<Row>(
    sql`select id, organization_id, kind, subject_id, transfer_id, payload, created_at::text as created_at from outbox_events
      where delivered_at is null order by created_at, id limit ${eventsPerStep} for update skip locked`,
  );
  return rows.map((row) => ({
    id: idFromUuid('event', row.id),
    organizationId: idFromUuid('organization', row.organization_id),
    kind: row.kind,
    subjectId: row.subject_id,
    transferId: row.transfer_id === null ? null : idFromUuid('transfer', row.transfer_id),
    payload: row.payload,
    createdAt: row.created_at,
  }));
}

/** Dated with the event, not with its delivery. @returns which of them are new, as `event user` */
async function insertNotices(tx: Transaction, told: readonly Told[]): Promise<Set<string>> {
  if (told.length === 0) return new Set();
  const notices = told.map(({ event, kind, user, facts }) => ({
    id: uuidOf(newId('notice')),
    organization_id: uuidOf(user.organizationId),
    root_id: uuidOf(user.rootId),
    user_id: uuidOf(user.id),
    event_id: uuidOf(event.id),
    kind,
    subject_id: event.subjectId,
    payload: facts,
    created_at: event.createdAt,
  }));
  const { rows } = await tx.execute<{ event_id: string; user_id: string }>(
    sql`insert into notices (id, organization_id, root_id, user_id, event_id, kind, subject_id, payload, created_at)
      select id, organization_id, root_id, user_id, event_id, kind, subject_id, payload, created_at from jsonb_to_recordset(${JSON.stringify(notices)}::jsonb)
        as r (id uuid, organization_id uuid, root_id uuid, user_id uuid, event_id uuid, kind text, subject_id text, payload jsonb, created_at timestamptz)
      on conflict on constraint notices_once_key do nothing returning event_id, user_id`,
  );
  return new Set(rows.map((row) => `${idFromUuid('event', row.event_id)} ${idFromUuid('user', row.user_id)}`));
}

async function mail(tx: Transaction, { kind, user, facts }: Told): Promise<void> {
  const { organizationId, rootId, email, language } = user;
  const link = new URL('/notices', env().NEXTAUTH_URL).href;
  const to = { organizationId, rootId, channel: 'email', recipient: email, language } as const;
  await queueMessage(tx, to, { template: 'notice', values: { ...noticeMail(language, kind, facts), link } });
}

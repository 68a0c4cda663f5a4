import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { type Days, withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';

/** How far a message has come. `kept`: there is no way out for it, so it stays here. */
export const messageStates = ['waiting', 'sending', 'sent', 'kept', 'failed'] as const;
export type MessageState = (typeof messageStates)[number];

/** Which messages are wanted. `recipient` is a whole address or number. */
export interface MessageFilter extends Days {
  readonly state?: MessageState | undefined;
  readonly channel?: 'email' | 'sms' | undefined;
  readonly template?: string | undefined;
  readonly recipient?: string | undefined;
}

/** A message without what it says. The recipient is masked. */
export interface MessageLine {
  readonly id: Id<'message'>;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
  readonly language: 'zh-CN' | 'en';
  readonly template: string;
  readonly holdsSecret: boolean;
  readonly state: MessageState;
  readonly attempts: number;
  /** A problem's key, and the mail server's number behind it. */
  readonly problem: string | null;
  readonly nextAt: Date;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly organization: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A page of the messages that left or are to leave, the newest first. The operator's list: for anybody else it is empty. */
export async function listMessages(
  scope: ReadScope,
  filter: MessageFilter,
  page: PageRequest<'message'>,
): Promise<Page<MessageLine>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readMessages(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('message', row.id) }),
  });
  return { rows: rows.map(lineOf), before, after };
}

/** One message. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findMessage(scope: ReadScope, id: Id<'message'>): Promise<MessageLine | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readMessages(sql`${conditionsOf(scope, {})} and m.id = ${uuidOf(id)}::uuid`, first);
  return row && lineOf(row);
}

/** How long an opened message stays readable for the session that opened it, in seconds. @source docs/decisions/0011-masking.md */
export const openedSeconds = 60;

/** A message as its receiver gets it. `body` is null where it held a secret and has left. */
export interface OpenedMessage {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string | null;
}

/** What a message says and to whom, for the session that has opened it within the last minute and for no other. */
export async function findOpened(
  scope: ReadScope,
  id: Id<'message'>,
  sessionId: Id<'session'> | null,
): Promise<OpenedMessage | undefined> {
  if (!scope.everyOrganization || sessionId === null) return undefined;
  const { rows } = await database().execute<{ recipient: string; subject: string; body: string | null }>(
    sql`select m.recipient, m.subject, m.body from outgoing_messages m
      where m.id = ${uuidOf(id)}::uuid and exists (select 1 from audit_entries a where a.subject_id = ${id} and a.action = 'messages.open'
        and a.outcome = 'done' and a.session_id = ${uuidOf(sessionId)}::uuid and a.at > clock_timestamp() - make_interval(secs => ${openedSeconds}))`,
  );
  return rows[0];
}

function conditionsOf(scope: ReadScope, filter: MessageFilter): SQL {
  const { state, channel, template, recipient } = filter;
  const conditions = [
    scope.everyOrganization ? sql`true` : sql`false`,
    ...withinDays(scope, sql`m.created_at`, filter),
  ];
  if (state) conditions.push(sql`m.state = ${state}`);
  if (channel) conditions.push(sql`m.channel = ${channel}`);
  if (template) conditions.push(sql`m.template = ${template}`);
  if (recipient) conditions.push(sql`m.recipient = ${recipient}`);
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: string;
  key: string;
  channel: 'email' | 'sms';
  recipient: string;
  language: 'zh-CN' | 'en';
  template: string;
  holds_secret: boolean;
  state: MessageState;
  attempts: number;
  problem: string | null;
  next_at: string;
  created_at: string;
  sent_at: string | null;
  organization_id: string;
  name: string;
  name_en: string | null;
};

async function readMessages(where: SQL, position: Position<'message'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`m.created_at`, sort: 'instant', id: sql`m.id` });
  const { rows } = await database().execute<Row>(
    sql`select m.id, ${instantKey(sql`m.created_at`)} as key, m.channel, m.recipient, m.language, m.template, m.holds_secret, m.state, m.attempts,
        m.problem, m.next_at, m.created_at, m.sent_at, m.organization_id, o.name, o.name_en
      from outgoing_messages m join organizations o on o.id = m.organization_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function lineOf(row: Row): MessageLine {
  return {
    id: idFromUuid('message', row.id),
    channel: row.channel,
    recipient: (row.channel === 'email' ? maskEmail(row.recipient) : maskMobile(row.recipient)) ?? '',
    language: row.language,
    template: row.template,
    holdsSecret: row.holds_secret,
    state: row.state,
    attempts: row.attempts,
    problem: row.problem,
    nextAt: new Date(row.next_at),
    createdAt: new Date(row.created_at),
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    organization: { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
  };
}

import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type Id, type Kind, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { demoEmail, demoId, demoOrganizations } from './demo-organizations';
import type { DemoEvent } from './demo-relations';
import { insertRows, type Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** An account of the ledger by its owner's code and what it is for: `qiming:funds`. */
export type AccountKey = `${string}:${'funds' | 'held' | 'bank_clearing' | 'recharge_suspense' | 'payment_clearing'}`;

/** Money that moved at a moment. */
export interface DemoPosting {
  readonly transferId: Id<'transfer'>;
  readonly kind: string;
  readonly debit: AccountKey;
  readonly credit: AccountKey;
  readonly amountMinor: bigint;
  readonly at: Date;
}

/** What others hear of a deed. */
interface ToldOf {
  readonly kind: string;
  readonly organization: string;
  /** Where it is about something else than the deed. */
  readonly subjectId?: Id<Kind>;
  readonly payload: Readonly<Record<string, string | null>>;
}

/** Something that was done, with all that its command leaves behind. */
export interface DemoDeed {
  readonly at: Date;
  readonly action: string;
  /** Who did it, by e-mail; nobody where a job or another system did. */
  readonly by: string | null;
  readonly via: 'session' | 'job' | 'system';
  /** On whose audit page it stands. */
  readonly organization: string;
  readonly subjectId: Id<Kind>;
  readonly detail: Readonly<Record<string, string | null>>;
  readonly event?: ToldOf | readonly ToldOf[];
  readonly posting?: Omit<DemoPosting, 'at'>;
}

/** A table and what is put into it, in the order in which tables refer to each other. */
export type DemoTable = readonly [table: string, rows: readonly Row[]];

/** Opens what the moves of the demo world need besides everybody's funds. */
export async function openDemoAccounts(client: pg.Client): Promise<void> {
  const open = (codes: readonly string[], purpose: string) =>
    client.query(`select ledger_open_accounts(array[o], $2, 'CNY', array[null::uuid]) from unnest($1::uuid[]) u (o)`, [
      codes.map(organizationUuid),
      purpose,
    ]);
  await open(['cloud'], 'recharge_suspense');
  await open(['cloud'], 'payment_clearing');
  await open(['yunhe', 'qiming', 'donglin', 'xinghuo'], 'held');
}

/** Posts in order of time, which is the only one history is written in. */
export async function postDated(client: pg.Client, postings: readonly DemoPosting[]): Promise<void> {
  const { rows } = await client.query<{ id: string; owner_id: string; purpose: string }>(
    `select id, owner_id, purpose from ledger_accounts where unit_code = 'CNY'`,
  );
  const accounts = new Map(rows.map((row) => [`${row.owner_id}:${row.purpose}`, row.id]));
  const accountOf = (key: AccountKey): string => {
    const [code = '', purpose] = key.split(':');
    const account = accounts.get(`${organizationUuid(code)}:${purpose}`);
    if (!account) throw new Error(`no account ${key}`);
    return account;
  };
  const items = postings
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ transferId, kind, debit, credit, amountMinor, at }) => ({
      ...{ id: uuidOf(transferId), kind, amount: String(amountMinor), at },
      ...{ debit: accountOf(debit), credit: accountOf(credit) },
    }));
  await client.query(
    `select ledger_post_dated(r.id, r.kind, r.debit, r.credit, 'CNY', r.amount, r.at)
       from rows from (jsonb_to_recordset($1) as (id uuid, kind text, debit bigint, credit bigint, amount bigint, at timestamptz)) with ordinality
         as r (id, kind, debit, credit, amount, at, place)
      order by r.place`,
    [JSON.stringify(items)],
  );
}

/** Writes the audit rows, events and receipts of what was done. @returns what others have heard of it */
export async function writeDeeds(
  client: pg.Client,
  deeds: readonly DemoDeed[],
  random: SeededRandom,
): Promise<DemoEvent[]> {
  await insertRows(
    client,
    'audit_entries',
    deeds.map((deed) => auditRow(deed, random)),
  );
  const told = deeds.flatMap((deed) =>
    [deed.event ?? []].flat().map((event) => ({ deed, event, id: random.idAt('event', deed.at) })),
  );
  await insertRows(client, 'outbox_events', told.map(eventRow));
  await insertRows(client, 'command_receipts', deeds.filter(({ by }) => by !== null).map(receiptRow));
  return told.map(({ deed, event, id }) => ({
    ...{ id, kind: event.kind, partner: event.organization, payload: event.payload, at: deed.at },
    subjectId: event.subjectId ?? deed.subjectId,
  }));
}

/** The money of deeds that moved some. */
export const postingsOf = (deeds: readonly DemoDeed[]): DemoPosting[] =>
  deeds.flatMap(({ at, posting }) => (posting ? [{ ...posting, at }] : []));

/** The uuid of an organization of the demo world. */
export const organizationUuid = (code: string): string => uuidOf(demoId('organization', code));
/** The uuid of somebody there: `finance`, `qiming`. */
export const userUuid = (who: string, code: string): string => uuidOf(demoId('user', demoEmail(who, code)));
/** The columns that say whose a row is. */
export const ownerOf = (code: string) => ({
  organization_id: organizationUuid(code),
  root_id: organizationUuid(demoOrganizations.find((one) => one.code === code)?.under ?? code),
});
/** `{ amount: '1234.50', currency: 'CNY' }`, as commands write it. */
export const amountFacts = (amountMinor: bigint) => ({
  amount: formatMoney(money(amountMinor, 'CNY')),
  currency: 'CNY',
});
/** The name an organization of the demo world pays under: that of its real-name data, by which its transfers are known. */
export const bankNameOf = (code: string): string => demoOrganizations.find((one) => one.code === code)?.name ?? code;
/** Bytes as JSON hands them to the database. */
export const sha256Of = (text: string): string => `\\x${createHash('sha256').update(text).digest('hex')}`;
/** The calendar day in Shanghai. */
export const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

const auditRow = (deed: DemoDeed, random: SeededRandom): Row => ({
  ...{ id: uuidOf(random.idAt('auditEntry', deed.at)), ...ownerOf(deed.organization), at: deed.at.toISOString() },
  ...{ action: deed.action, outcome: 'done', via: deed.via, user_id: deed.by && uuidOf(demoId('user', deed.by)) },
  address: deed.by && `203.0.113.${random.between(1, 254)}`,
  ...{ subject_id: deed.subjectId, transfer_id: deed.posting ? uuidOf(deed.posting.transferId) : null },
  detail: deed.detail,
});

/** Delivered already: nobody waits for news of the past. */
const eventRow = ({ deed, event, id }: { deed: DemoDeed; event: ToldOf; id: Id<'event'> }): Row => ({
  ...{ id: uuidOf(id), ...ownerOf(event.organization), kind: event.kind },
  ...{ subject_id: event.subjectId ?? deed.subjectId },
  transfer_id: deed.posting ? uuidOf(deed.posting.transferId) : null,
  ...{ payload: event.payload, created_at: deed.at.toISOString() },
  delivered_at: new Date(deed.at.getTime() + 2000).toISOString(),
});

const receiptRow = ({ at, action, organization, subjectId }: DemoDeed): Row => ({
  ...{ organization_id: organizationUuid(organization), command: action, request_key: `demo-${subjectId}` },
  ...{ fingerprint: sha256Of(`${action} ${subjectId}`), result_id: uuidOf(subjectId), created_at: at.toISOString() },
});

import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';
import { organizationUuid, ownerOf } from './demo-deeds';
import { insertRows } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** An event as it is told to partners' platforms. */
export interface DemoPublished {
  readonly id: Id<'publishedEvent'>;
  readonly type: string;
  readonly body: string;
  readonly at: Date;
  readonly publishedAt: Date;
}

/** For how many days back the demo world's events stand in the feed. */
const publishedDays = 30;

interface Found {
  readonly id: string;
  readonly kind: string;
  readonly subject_id: string;
  readonly payload: Readonly<Record<string, string | null>>;
  readonly created_at: Date;
}

/**
 * Writes the partner's events of the last weeks as they are told, in their order. Whatever else happened in the demo world counts as published,
 * so that nobody is told of it when the server starts.
 */
export async function publishEvents(
  client: pg.Client,
  partner: string,
  { now, random }: { now: Date; random: SeededRandom },
): Promise<DemoPublished[]> {
  await client.query(`update outbox_events set published_at = created_at + interval '2 seconds'`);
  const since = new Date(now.getTime() - publishedDays * 86_400_000);
  const { rows } = await client.query<Found>(
    `select id, kind, subject_id, payload, created_at from outbox_events where organization_id = $1 and kind = any($2) and created_at > $3
      order by created_at, id`,
    [organizationUuid(partner), Object.keys(signs), since],
  );
  const events = rows.map((row) => {
    const publishedAt = new Date(row.created_at.getTime() + 2000);
    const published = { id: random.idAt('publishedEvent', publishedAt), type: row.kind, body: bodyOf(row) };
    return { ...published, at: row.created_at, publishedAt, source: row.id };
  });
  await insertRows(
    client,
    'published_events',
    events.map(({ id, source, type, body, at, publishedAt }) => ({
      ...{ id: uuidOf(id), ...ownerOf(partner), event_id: source, type, body },
      ...{ created_at: at.toISOString(), published_at: publishedAt.toISOString() },
    })),
  );
  return events;
}

/** What an event does to the partner's own balance. */
const signs = {
  'funds.allocated': '-',
  'funds.reclaimed': '',
  'recharge.credited': '',
} as const satisfies Record<string, '' | '-'>;

const isTold = (kind: string): kind is keyof typeof signs => kind in signs;

/** As domain/webhooks/event-body.ts writes it. */
function bodyOf({ kind, payload, created_at: at }: Found): string {
  if (!isTold(kind)) throw new Error(`${kind} is told to nobody`);
  const facts = Object.entries(payload).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name === 'amount' ? `${signs[kind]}${value}` : value,
  ]);
  return JSON.stringify({ type: kind, timestamp: at.toISOString(), data: Object.fromEntries(facts) });
}

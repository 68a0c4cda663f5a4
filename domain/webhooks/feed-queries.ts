import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';

/** An event as it is told to the platforms of partners. */
export interface FeedEvent {
  readonly id: Id<'publishedEvent'>;
  /** JSON text, byte for byte what deliveries carry. */
  readonly body: string;
}

/**
 * The events of the reader's organization after one of them, in the order of their positions; from the oldest kept one without `after`. Tests of
 * endpoints are none of them, though one may be read on from.
 *
 * Positions are given by one publisher at a time and so become visible in their order: who reads on from the last one it was told misses
 * nothing, however long the transaction took in which something happened.
 *
 * @returns undefined when there is no such event to read on from: not the reader's, or no longer kept
 * @source quality/acceptance.md W7, design/differentiators.md X6
 */
export async function listFeed(
  scope: ReadScope,
  {
    after,
    types,
    limit,
  }: { after?: Id<'publishedEvent'> | undefined; types?: readonly string[] | undefined; limit: number },
): Promise<readonly FeedEvent[] | undefined> {
  const own = sql`organization_id = ${uuidOf(scope.organizationId)}::uuid`;
  const position = after && (await positionOf(scope, after));
  if (after && position === undefined) return undefined;
  const { rows } = await database().execute<{ id: string; body: string }>(
    sql`select id, body from published_events where ${own} and event_id is not null
      ${position === undefined ? sql`` : sql`and position > ${position}::bigint`}
      ${types ? sql`and type = any(${sql.param([...types])}::text[])` : sql``}
      order by position limit ${limit}::int`,
  );
  return rows.map((row) => ({ id: idFromUuid('publishedEvent', row.id), body: row.body }));
}

async function positionOf(scope: ReadScope, id: Id<'publishedEvent'>): Promise<string | undefined> {
  const { rows } = await database().execute<{ position: string }>(
    sql`select position from published_events where id = ${uuidOf(id)}::uuid and organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  return rows[0]?.position;
}

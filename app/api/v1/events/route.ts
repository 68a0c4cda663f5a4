import { z } from 'zod';
import { v1Read } from '@/app/_entry/v1-operation';
import { v1Problems } from '@/app/_entry/v1-problems';
import { v1Route } from '@/app/_entry/v1-route';
import { readQuery } from '@/app/api/v1/_wire/read-query';
import type { Json } from '@/app/v2/_wire/json';
import { isWebhookType } from '@/domain/webhooks/event-types';
import { type FeedEvent, listFeed } from '@/domain/webhooks/feed-queries';
import { isId } from '@/lib/id';

const query = z.strictObject({
  after: z
    .string()
    .refine((text) => isId('publishedEvent', text), 'invalid_id')
    .optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9][0-9]|100)$/, 'invalid')
    .transform(Number)
    .default(50),
  types: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().refine(isWebhookType, 'invalid')).max(100))
    .optional(),
});

/** The body is told as it was kept: its members are read, never made anew. */
const presented = ({ id, body }: FeedEvent): Json => ({
  id,
  ...(JSON.parse(body) as { readonly [member: string]: Json }),
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({
  GET: v1Read({
    name: 'v1.ListEvents',
    permission: 'events.read',
    read: (given) => readQuery(query, given),
    run: async ({ scope }, { after, limit, types }) => {
      const found = await listFeed(scope, { after, types, limit: limit + 1 });
      if (!found) return { problem: v1Problems.eventNotFound };
      const events = found.slice(0, limit);
      return {
        events: events.map(presented),
        next: events.at(-1)?.id ?? after ?? null,
        has_more: found.length > limit,
      };
    },
  }),
});

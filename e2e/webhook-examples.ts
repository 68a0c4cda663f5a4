import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const who = (world: World) => world.s1;
const idOf = (prefix: string, { things }: Canary) =>
  things.find(({ id, of }) => id.startsWith(prefix) && of === 'S1')?.id ?? '';
const endpointPage = (rest: string) => (canary: Canary) => `/open-access/webhooks/${idOf('whe_', canary)}${rest}`;

/** For every page about webhooks somebody who may see it, and what to open. */
export const webhookExamples: Readonly<Record<string, Example>> = {
  '/open-access/webhooks': { who },
  '/open-access/webhooks/[id]': { who, path: endpointPage('?done=replayed') },
  '/open-access/webhooks/[id]/deliveries/[deliveryId]': {
    who,
    path: (canary) => endpointPage(`/deliveries/${idOf('whd_', canary)}?done=replayed`)(canary),
  },
  '/open-access/webhooks/[id]/edit': { who, path: endpointPage('/edit') },
  '/open-access/webhooks/new': { who },
};

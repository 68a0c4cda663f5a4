import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { type EndpointLine, findEndpoint } from '@/domain/webhooks/endpoint-queries';
import { isId } from '@/lib/id';

/** The endpoint a page's address names, for somebody who may do `permission`; not found for anybody else's. */
export const loadEndpoint = cache(
  async (id: string, permission: 'webhooks.read' | 'webhooks.manage'): Promise<EndpointLine> => {
    const scope = await requireScope(permission);
    const endpoint = isId('webhookEndpoint', id) ? await findEndpoint(scope, id) : undefined;
    return endpoint ?? notFound();
  },
);

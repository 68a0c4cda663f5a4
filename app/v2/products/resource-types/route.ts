import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { paging } from '@/app/v2/_wire/members';
import { resourceType } from '@/app/v2/_wire/present-catalogue';
import { listResourceTypes } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListResourceTypes',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: paging({ limitMax: 1000 }),
    async run({ scope, language }, { offset, limit }) {
      const { total, rows } = await listResourceTypes(scope, undefined, { offset, limit, language });
      return { total_count: total, resource_types: rows.map(resourceType) };
    },
  }),
});

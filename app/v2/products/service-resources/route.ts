import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { paging, requiredText } from '@/app/v2/_wire/members';
import { serviceResource } from '@/app/v2/_wire/present-catalogue';
import { listResourceTypes } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListServiceResources',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: { service_type_code: requiredText(64), ...paging({ limitRejects: ['blank', 'empty'] }) },
    async run({ scope, language }, { service_type_code: code, offset, limit }) {
      const { total, rows } = await listResourceTypes(scope, code, { offset, limit, language });
      return { total_count: total, infos: rows.map(serviceResource) };
    },
  }),
});

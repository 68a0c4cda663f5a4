import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { paging, text } from '@/app/v2/_wire/members';
import { serviceType } from '@/app/v2/_wire/present-catalogue';
import { listServiceTypes } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListServiceTypes',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: { service_type_name: text(128), ...paging({ limitMax: 1000 }) },
    async run({ scope, language }, { service_type_name: part, offset, limit }) {
      const { total, rows } = await listServiceTypes(scope, part, { offset, limit, language });
      return { total_count: total, service_types: rows.map(serviceType) };
    },
  }),
});

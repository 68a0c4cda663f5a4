import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { paging, text } from '@/app/v2/_wire/members';
import { usageType } from '@/app/v2/_wire/present-catalogue';
import { listUsageTypes } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListUsageTypes',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: { resource_type_code: text(64, { kept: ['empty'] }), ...paging() },
    async run({ scope, language }, { resource_type_code: code, offset, limit }) {
      const { total, rows } = await listUsageTypes(scope, code, { offset, limit, language });
      return { total_count: total, usage_types: rows.map(usageType) };
    },
  }),
});

import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { paging, requiredText } from '@/app/v2/_wire/members';
import { region } from '@/app/v2/_wire/present';
import { listCounties } from '@/domain/regions/queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListCounties',
    callers: 'everyone',
    permission: 'regions.read',
    takes: 'query',
    members: {
      city_code: requiredText(100),
      ...paging({ offsetMax: 1000, limitMax: 1000, limitRejects: ['blank', 'null', 'empty'] }),
    },
    async run({ language }, { city_code: code, offset, limit }) {
      const { count, rows } = await listCounties(code, { offset, limit, language });
      return { count, counties: rows.map(region) };
    },
  }),
});

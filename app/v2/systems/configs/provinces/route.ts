import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { paging } from '@/app/v2/_wire/members';
import { region } from '@/app/v2/_wire/present';
import { listProvinces } from '@/domain/regions/queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListProvinces',
    callers: 'everyone',
    permission: 'regions.read',
    takes: 'query',
    members: paging({ offsetMax: 1000, limitMax: 1000 }),
    async run({ language }, { offset, limit }) {
      const { count, rows } = await listProvinces({ offset, limit, language });
      return { count, provinces: rows.map(region) };
    },
  }),
});

import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { paging, requiredText } from '@/app/v2/_wire/members';
import { region } from '@/app/v2/_wire/present';
import { listCities } from '@/domain/regions/queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListCities',
    callers: 'everyone',
    permission: 'regions.read',
    takes: 'query',
    members: { province_code: requiredText(100), ...paging({ offsetMax: 1000, limitMax: 1000 }) },
    async run({ language }, { province_code: code, offset, limit }) {
      const { count, rows } = await listCities(code, { offset, limit, language });
      return { count, cities: rows.map(region) };
    },
  }),
});

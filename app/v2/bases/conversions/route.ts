import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { integer } from '@/app/v2/_wire/members';
import { conversion } from '@/app/v2/_wire/present-catalogue';
import { listConversions } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListConversions',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: { measure_type: integer({ min: 0, max: 99, fallback: undefined }) },
    async run({ scope }, { measure_type: family }) {
      return { conversions: (await listConversions(scope, family)).map(conversion) };
    },
  }),
});

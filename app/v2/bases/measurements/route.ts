import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { measureUnit } from '@/app/v2/_wire/present-catalogue';
import { listMeasureUnits } from '@/domain/catalogue/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListMeasureUnits',
    callers: 'everyone',
    permission: 'catalogue.read',
    takes: 'query',
    members: {},
    async run({ scope, language }) {
      return { measure_units: (await listMeasureUnits(scope, language)).map(measureUnit) };
    },
  }),
});

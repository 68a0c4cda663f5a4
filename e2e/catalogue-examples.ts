import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const operator: Example['who'] = (world) => world.operator;
const partner: Example['who'] = (world) => world.s1;
const entry = (kind: string, prefix: string) => ({
  who: operator,
  path: ({ things }: Canary) =>
    `/operations/catalogue/${kind}/${things.find(({ id }) => id.startsWith(prefix))?.id ?? ''}`,
});

/** Pages of the catalogue and of the reference of our APIs. */
export const catalogueExamples: Readonly<Record<string, Example>> = {
  '/open-access/reference': { who: partner },
  '/open-access/reference/[operation]': {
    who: partner,
    path: () => '/open-access/reference/UpdateCustomerAccountAmount',
  },
  '/operations/catalogue': { who: operator },
  '/operations/catalogue/conversions': { who: operator },
  '/operations/catalogue/conversions/[id]': entry('conversions', 'ucv_'),
  '/operations/catalogue/conversions/new': { who: operator },
  '/operations/catalogue/resource-types': { who: operator },
  '/operations/catalogue/resource-types/[id]': entry('resource-types', 'rst_'),
  '/operations/catalogue/resource-types/new': { who: operator },
  '/operations/catalogue/service-types/[id]': entry('service-types', 'svt_'),
  '/operations/catalogue/service-types/new': { who: operator },
  '/operations/catalogue/units': { who: operator },
  '/operations/catalogue/units/[id]': entry('units', 'msu_'),
  '/operations/catalogue/units/new': { who: operator },
  '/operations/catalogue/usage-types': { who: operator },
  '/operations/catalogue/usage-types/[id]': entry('usage-types', 'ust_'),
  '/operations/catalogue/usage-types/new': { who: operator },
};

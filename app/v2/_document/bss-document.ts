import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };

type Operation = keyof typeof contract;

/** What the contract says of a member, and where members have members of their own, of those. */
interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
type Parameter = Schema & { readonly required: boolean };
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly callers: readonly string[];
  readonly errors: readonly string[];
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly body?: Schema;
  readonly answer?: Schema;
}

/** Finds words by a key such as `members.customer_id`. */
export type Words = (key: string) => string | undefined;

/** In which order groups and their operations are told of. */
const groups = {
  customers: [
    ...(['CreateSubCustomer', 'CheckUserIdentity', 'SendVerificationMessageCode', 'ListSubCustomers'] as const),
    ...(['ListSubCustomerNewTag', 'FreezeSubCustomers', 'UnfreezeSubCustomers'] as const),
  ],
  accounts: [
    ...(['ListPartnerBalances', 'ListCustomersBalancesDetail', 'ShowCustomerAccountBalances'] as const),
    ...(['UpdateCustomerAccountAmount', 'ReclaimToPartnerAccount', 'ListPartnerAdjustRecords'] as const),
    ...(['ListPartnerAccountChangeRecords', 'ListCustomerAccountChangeRecords'] as const),
  ],
  resellers: ['ListIndirectPartners', 'UpdateIndirectPartnerAccount', 'ReclaimIndirectPartnerAccount'],
  quotas: [
    ...(['ListQuotaCoupons', 'UpdateCouponQuotas', 'ReclaimCouponQuotas', 'ListIssuedCouponQuotas'] as const),
    'ListCouponQuotasRecords',
  ],
  coupons: [
    ...(['CreatePartnerCoupons', 'ReclaimPartnerCoupons', 'ListIssuedPartnerCoupons'] as const),
    ...(['ListPartnerCouponsRecord', 'ListSubCustomerCoupons', 'ListCustomerCouponChangeRecords'] as const),
  ],
  catalogue: [
    ...(['ListServiceTypes', 'ListResourceTypes', 'ListServiceResources', 'ListUsageTypes'] as const),
    ...(['ListMeasureUnits', 'ListConversions', 'ListProvinces', 'ListCities', 'ListCounties'] as const),
  ],
} as const satisfies Record<string, readonly Operation[]>;

/** What any operation may answer, whatever it does. */
const everywhere = ['CBC.0151', 'CBC.0155', 'CBC.0250', 'CBC.0999', 'APIGW.0301'];

/** In the contract, but never sent: such a caller is answered `CBC.0155`. @source docs/partner-api.md */
const neverSent = 'CBC.99005001';

const isWrite = (name: Operation) => !/^(List|Show|Check)/.test(name);

/**
 * The partner API as an OpenAPI 3.1 document: what `contract.json` holds, which is what is built, with words around it.
 *
 * @param words of the reader's language
 * @param origin where the API is served
 * @source issue 6 "Downloadable OpenAPI 3.1"
 */
export function bssDocument(words: Words, origin: string) {
  const named = Object.entries(groups).flatMap(([group, names]) =>
    names.map((name): [string, object] => {
      const entry: Entry = contract[name];
      return [entry.path, { [entry.method.toLowerCase()]: operation(name, group, entry, words) }];
    }),
  );
  const paths: Record<string, object> = {};
  for (const [path, methods] of named) paths[path] = { ...paths[path], ...methods };
  return {
    openapi: '3.1.0',
    info: {
      title: words('document.bssTitle') ?? 'BSS',
      version: '2',
      description: words('document.bss') ?? '',
    },
    servers: [{ url: origin }],
    security: [{ sdkHmac: [] }],
    tags: Object.keys(groups).map((group) => ({ name: group, description: words(`groups.${group}`) ?? group })),
    paths,
    components: {
      securitySchemes: {
        sdkHmac: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: words('document.signature') ?? '',
        },
      },
    },
  };
}

function operation(name: Operation, group: string, entry: Entry, words: Words): object {
  const word = (member: string) => words(`special.${name}.${member}`) ?? words(`members.${member}`);
  const codes = [...new Set([...entry.errors, ...everywhere])].filter((code) => code !== neverSent);
  const json = (schema: Schema) => ({ content: { 'application/json': { schema: described(schema, word) } } });
  const query = Object.entries(entry.parameters ?? {}).map(([member, { required, ...schema }]) => ({
    name: member,
    in: 'query',
    required,
    description: word(member) ?? '',
    schema,
  }));
  const headers = [
    ...(group === 'catalogue' ? [header('X-Language', { type: 'string', maxLength: 10 }, word)] : []),
    ...(isWrite(name) ? [header('Idempotency-Key', { type: 'string', minLength: 8, maxLength: 160 }, word)] : []),
  ];
  return {
    operationId: name,
    tags: [group],
    summary: words(`operations.${name}`) ?? name,
    'x-callers': group === 'catalogue' ? ['everyone'] : entry.callers,
    'x-writes': isWrite(name),
    parameters: [...query, ...headers],
    ...(entry.body ? { requestBody: { required: true, ...json(entry.body) } } : {}),
    responses: {
      ...(entry.answer ? { 200: { description: 'OK', ...json(entry.answer) } } : { 204: { description: 'OK' } }),
      default: {
        description: words('document.error') ?? '',
        'x-errors': codes.map((code) => ({ code, meaning: words(`errors.${code.replace('.', '_')}`) ?? '' })),
        ...json(problem),
      },
    },
  };
}

const header = (name: string, schema: object, word: Words) => ({
  name,
  in: 'header',
  required: false,
  description: word(name) ?? '',
  schema,
});

const problem = {
  type: 'object',
  properties: {
    error_code: { type: 'string' },
    error_msg: { type: 'string' },
    request_id: { type: ['string', 'null'] },
  },
  required: ['error_code', 'error_msg'],
};

/** The schema with a word at each member that has one. */
function described(schema: Schema, word: Words): Schema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, member]) => {
              const description = word(name);
              return [name, { ...described(member, word), ...(description ? { description } : {}) }];
            }),
          ),
        }
      : {}),
    ...(items ? { items: described(items, word) } : {}),
  };
}

import type { Schema } from './open-api';
import type { ReferenceOperation } from './reference-operations';

/** What members hold in examples, by name; others get something that fits their schema. */
const values: Readonly<Record<string, unknown>> = {
  amount: '12.34',
  balance_type: 'BALANCE_TYPE_DEBIT',
  city_code: 'CN-13-001',
  coupon_id: 'CP00000000000000000000000000',
  customer_id: '0a1b2c3d4e5f60718293a4b5c6d7e8f0',
  customer_ids: ['0a1b2c3d4e5f60718293a4b5c6d7e8f0'],
  customer_infos: [{ customer_id: '0a1b2c3d4e5f60718293a4b5c6d7e8f0' }],
  face_value: '10.00',
  indirect_partner_id: '1a1b2c3d4e5f60718293a4b5c6d7e8f0',
  indirect_partner_ids: ['1a1b2c3d4e5f60718293a4b5c6d7e8f0'],
  mobile_phone: '13800001234',
  province_code: 'CN-13',
  quota_amount: '100.00',
  quota_id: '2026110100000001',
  quota_ids: ['2026110100000001'],
  reason: 'Overdue',
  search_type: 'name',
  search_value: 'qiming-cloud',
  service_type_code: 'hws.service.type.ec2',
  xaccount_id: 'u-1001',
  xaccount_type: 'QIMING_7F3K',
};

/** Something a member may hold. */
export function exampleOf(name: string, schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (Object.hasOwn(values, name)) return values[name];
  const [first] = schema.enum ?? [];
  const known = schema.const ?? schema.default ?? first;
  if (known !== undefined) return known;
  const type = [schema.type ?? []].flat()[0];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [exampleOf(name, schema.items ?? {})];
  if (type === 'object') return objectOf(schema);
  if (schema.format === 'date-time') return '2026-11-01T00:00:00Z';
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
}

/** An object with the members that must be there. */
const objectOf = ({ properties = {}, required = [] }: Schema): object =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, schema]) => [name, exampleOf(name, schema)]),
  );

/** A good request with no more than must be there, ready to be signed. */
export interface ExampleRequest {
  readonly method: 'GET' | 'POST';
  /** With its members filled in. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: object | undefined;
}

/** The request of an operation that its examples send. */
export function exampleRequest({ method, path, parameters, bodySchema }: ReferenceOperation): ExampleRequest {
  const wanted = parameters.filter(({ isRequired }) => isRequired);
  const textOf = (name: string, schema: Schema) => String(exampleOf(name, schema));
  const inPlace = (place: string) =>
    wanted
      .filter((member) => member.place === place)
      .map(({ name, schema }): [string, string] => [name, textOf(name, schema)]);
  const filled = inPlace('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  return {
    method,
    path: filled,
    query: inPlace('query'),
    headers: inPlace('header'),
    body: bodySchema && objectOf(bodySchema),
  };
}

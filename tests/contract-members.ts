import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };

/** The parts of a schema of the contract that requests and answers are held against. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[] | boolean;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly 'x-blank'?: Readonly<Record<string, string>>;
  readonly 'x-other-values'?: string;
}

/** The operations of the contract that are served. */
export type Operation = keyof typeof contract;
export const operations = Object.keys(contract) as Operation[];

/** A member of a request, and whether it may be left out. */
export interface MemberOf {
  readonly operation: Operation;
  readonly name: string;
  readonly member: Schema;
  readonly of: 'query' | 'body';
  readonly isRequired: boolean;
}

/** Every member that a request of the operation may have. */
export function membersOf(operation: Operation): MemberOf[] {
  const { parameters, body } = contract[operation] as { parameters?: Schema['properties']; body?: Schema };
  const of = parameters ? 'query' : 'body';
  return Object.entries(parameters ?? body?.properties ?? {}).map(([name, member]) => {
    const isRequired = of === 'query' ? member.required === true : [body?.required ?? []].flat().includes(name);
    return { operation, name, member, of, isRequired };
  });
}
export const everyMember: readonly MemberOf[] = operations.flatMap(membersOf);

/** What a member may only come with. */
export const goesWith = (operation: Operation, name: string): Readonly<Record<string, unknown>> =>
  operation === 'ListSubCustomerCoupons' && name === 'offset' ? { limit: 10 } : {};

/** What the contract says the body is; undefined where it is 204 without one. */
export function answerOf(operation: Operation): Schema | undefined {
  const entry = contract[operation];
  return 'answer' in entry ? entry.answer : undefined;
}

/** Every way in which `value` differs from what the contract says. */
export function differences(value: unknown, expected: Schema, at = 'answer'): string[] {
  const types = [expected.type ?? []].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const fits = types.includes(type) || (types.includes('integer') && Number.isInteger(value));
  if (!fits) return [`${at} is ${type}, not ${types.join(' or ')}`];
  if (expected.enum && !expected.enum.includes(value)) return [`${at} is ${String(value)}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => differences(item, expected.items ?? {}, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const members: Record<string, unknown> = { ...value };
  const properties = expected.properties ?? {};
  const unknown = Object.keys(members).filter((name) => !(name in properties));
  return [
    ...unknown.map((name) => `${at}.${name} is not in the contract`),
    // Unset members are sent as null, never left out.
    ...Object.entries(properties).flatMap(([name, schema]) =>
      name in members ? differences(members[name], schema, `${at}.${name}`) : [`${at}.${name} is missing`],
    ),
  ];
}

/** Answers as they would be without what is made anew by every call, and as long as each other. */
export const withoutNews = (text: string): string =>
  text
    .replaceAll(/"domain_(id|name)":"(\w{32})"/g, (_, member) => `"domain_${member}":"new"`)
    .replaceAll(/"coupon_id":"CP\w{26}"|"quota_id":"\d{16}"|"(transfer|trans)_id":"\w{28}"/g, '"new"');
/** A list in which nothing is. */
export const nothingFound = /^\{"(total_count|count)":0,("currency":"CNY",)?"\w+":\[\]\}$/;

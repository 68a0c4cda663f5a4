import type { Words } from '@/app/v2/_document/bss-document';
import type { OrganizationKind } from '@/domain/actor';
import { permissions } from '@/domain/permission';
import { type OpenApiDocument, type OpenApiOperation, type OpenApiParameter, resolved, type Schema } from './open-api';

/** The partner API by the vendor's contract, or our own. */
export type ApiName = 'bss' | 'v1';
export const apiNames = ['bss', 'v1'] as const satisfies readonly ApiName[];

/** Whose keys an operation may serve. */
export const callerNames = ['everyone', 'partner', 'distributor', 'customer'] as const;
export type Caller = (typeof callerNames)[number];

/** A member of a request or of an answer. */
export interface Member {
  /** `amount`; within lists and objects `records[].amount`. */
  readonly name: string;
  readonly place: 'path' | 'query' | 'header' | 'body';
  readonly isRequired: boolean;
  readonly description: string;
  readonly schema: Schema;
}

/** What may be wrong, by the code or the kind of problem it is answered with. */
export interface ApiProblem {
  readonly code: string;
  readonly meaning: string;
}

/** One operation, as its page tells of it. */
export interface ReferenceOperation {
  readonly api: ApiName;
  readonly name: string;
  readonly group: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Whose keys it serves. */
  readonly callers: readonly Caller[];
  /** Whether it changes something. */
  readonly isWrite: boolean;
  /** Members of the path, the query and the headers. */
  readonly parameters: readonly Member[];
  readonly body: readonly Member[];
  /** The body as a schema, to make examples of; undefined where there is none. */
  readonly bodySchema: Schema | undefined;
  /** What comes back: nothing where it is 204. */
  readonly answer: readonly Member[];
  readonly problems: readonly ApiProblem[];
}

/** A group of operations under its own name. */
export interface OperationGroup {
  readonly key: string;
  readonly title: string;
  readonly operations: readonly ReferenceOperation[];
}

const methods = ['get', 'post'] as const;

/** Every operation of a document, group by group in the document's order, with the reader's words where there are such. */
export function operationGroups(
  api: ApiName,
  document: OpenApiDocument,
  words: Words = () => undefined,
): readonly OperationGroup[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const found = item[method];
      return found ? [inWords(operationOf(api, document, path, method, found), words)] : [];
    }),
  );
  const titles = new Map(
    (document.tags ?? []).map(({ name, description }) => [name, words(`groups.${name}`) ?? description ?? name]),
  );
  const keys = [...new Set([...titles.keys(), ...operations.map(({ group }) => group)])];
  return keys.flatMap((key) => {
    const own = operations.filter(({ group }) => group === key);
    return own.length > 0 ? [{ key, title: titles.get(key) ?? key, operations: own }] : [];
  });
}

function operationOf(
  api: ApiName,
  document: OpenApiDocument,
  path: string,
  method: (typeof methods)[number],
  operation: OpenApiOperation,
): ReferenceOperation {
  const parameters = (operation.parameters ?? []).flatMap((given) => parameterOf(document, given));
  const bodySchema = schemaIn(document, operation.requestBody?.content);
  const wantsKey = parameters.some(({ name, isRequired }) => name.toLowerCase() === 'idempotency-key' && isRequired);
  const done = Object.entries(operation.responses).find(([status]) => /^2/.test(status))?.[1];
  const answer = done && schemaIn(document, resolved(document, 'responses', done).content);
  return {
    api,
    name: operation.operationId,
    group: operation.tags?.[0] ?? api,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    summary: operation.summary ?? operation.operationId,
    description: operation.description ?? '',
    callers: callersOf(operation),
    isWrite: operation['x-writes'] ?? wantsKey,
    parameters,
    body: bodySchema ? membersOf(document, bodySchema) : [],
    bodySchema: bodySchema && whole(document, bodySchema),
    answer: answer ? membersOf(document, answer) : [],
    problems: problemsOf(document, operation),
  };
}

/** Whom the document names; where it names a permission, who may have that. */
function callersOf({ 'x-callers': named, 'x-permission': permission }: OpenApiOperation): Caller[] {
  if (named) return callerNames.filter((caller) => named.includes(caller));
  const rule = Object.entries(permissions).find(([name]) => name === permission)?.[1];
  const has = (kind: OrganizationKind) => rule?.kinds.some((one) => one === kind) ?? false;
  return [
    ...(has('solution_provider') ? (['partner'] as const) : []),
    ...(has('customer') ? (['customer'] as const) : []),
  ];
}

/** The operation in the words of the reader's language, where there are such. */
function inWords(operation: ReferenceOperation, words: Words): ReferenceOperation {
  const { api, name } = operation;
  if (api === 'bss') return operation;
  const described = (members: readonly Member[]) =>
    members.map((member) => {
      const key = member.name.split('.').at(-1)?.replaceAll('[]', '') ?? member.name;
      const word = words(`special.${name}.${key}`) ?? words(`members.${key}`);
      return { ...member, description: word ?? member.description };
    });
  return {
    ...operation,
    summary: words(`operations.${name}`) ?? operation.summary,
    description: words(`descriptions.${name}`) ?? operation.description,
    parameters: described(operation.parameters),
    body: described(operation.body),
    answer: described(operation.answer),
    problems: operation.problems.map(({ code, meaning }) => ({ code, meaning: words(`problems.${code}`) ?? meaning })),
  };
}

function parameterOf(document: OpenApiDocument, given: OpenApiParameter): Member[] {
  const { name, in: place, required = false, description = '', schema } = resolved(document, 'parameters', given);
  if (name === undefined || place === undefined || place === 'cookie') return [];
  const own = resolved(document, 'schemas', schema ?? {});
  return [{ name, place, isRequired: required, description: description || (own.description ?? ''), schema: own }];
}

function schemaIn(
  document: OpenApiDocument,
  content: Readonly<Record<string, { schema?: Schema | undefined }>> | undefined,
): Schema | undefined {
  const found = Object.entries(content ?? {}).find(([type]) => type.includes('json'))?.[1].schema;
  return found && resolved(document, 'schemas', found);
}

/** The members of an object, each before its own members. Deeper than a document of ours ever is, it stops. */
function membersOf(document: OpenApiDocument, given: Schema, before = '', depth = 0): Member[] {
  const schema = merged(document, given);
  if (schema.items) return membersOf(document, schema.items, before ? `${before}[]` : '[]', depth + 1);
  if (depth > 6) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]): Member[] => {
    const own = merged(document, property);
    const name = before ? `${before}.${key}` : key;
    const isRequired = schema.required?.includes(key) ?? false;
    const member: Member = { name, place: 'body', isRequired, description: own.description ?? '', schema: own };
    return [member, ...(own.properties || own.items ? membersOf(document, own, name, depth + 1) : [])];
  });
}

/** What a schema comes to: what it refers to, and for alternatives the first one with what all of them share. */
function merged(document: OpenApiDocument, given: Schema): Schema {
  const schema = resolved(document, 'schemas', given);
  const parts = [...(schema.allOf ?? []), ...[schema.oneOf?.[0] ?? schema.anyOf?.[0]].flatMap((one) => one ?? [])];
  if (parts.length === 0) return { ...schema, ...(given.description ? { description: given.description } : {}) };
  const found = parts.map((part) => merged(document, part));
  const properties = Object.assign({}, ...found.map((part) => part.properties ?? {}), schema.properties ?? {});
  return { ...Object.assign({}, ...found), ...schema, properties };
}

/** The schema with nothing left to refer to. */
function whole(document: OpenApiDocument, given: Schema, depth = 0): Schema {
  const schema = merged(document, given);
  if (depth > 6) return schema;
  const { properties, items } = schema;
  const inside = (one: Schema) => whole(document, one, depth + 1);
  return {
    ...schema,
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inside(one)])) }
      : {}),
    ...(items ? { items: inside(items) } : {}),
  };
}

function problemsOf(document: OpenApiDocument, { responses }: OpenApiOperation): ApiProblem[] {
  return Object.entries(responses).flatMap(([status, given]) => {
    if (/^2/.test(status)) return [];
    const response = resolved(document, 'responses', given);
    const kinds = response['x-problem-types'];
    if (kinds) return kinds.map((code) => ({ code, meaning: response.description ?? '' }));
    return response['x-errors'] ?? [{ code: status, meaning: response.description ?? '' }];
  });
}

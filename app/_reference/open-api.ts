import { z } from 'zod';

/** A schema as far as the reference tells of it. `x-blank`: what each way of leaving a member open means. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly 'x-blank'?: Readonly<Record<string, string>> | undefined;
  readonly 'x-other-values'?: string | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    example: z.unknown().optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    oneOf: z.array(schema).optional(),
    anyOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
    'x-blank': z.record(z.string(), z.string()).optional(),
    'x-other-values': z.string().optional(),
  }),
);

const content = z.record(z.string(), z.looseObject({ schema: schema.optional() })).optional();
const parameter = z.looseObject({
  $ref: z.string().optional(),
  name: z.string().optional(),
  in: z.enum(['query', 'header', 'path', 'cookie']).optional(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: schema.optional(),
});
const response = z.looseObject({
  $ref: z.string().optional(),
  description: z.string().optional(),
  content,
  'x-problem-types': z.array(z.string()).optional(),
  'x-errors': z.array(z.object({ code: z.string(), meaning: z.string() })).optional(),
});
const operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()).optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), response),
  'x-callers': z.array(z.string()).optional(),
  'x-permission': z.string().optional(),
  'x-writes': z.boolean().optional(),
});
const item = z.looseObject({
  parameters: z.array(parameter).optional(),
  get: operation.optional(),
  post: operation.optional(),
});
const document = z.looseObject({
  openapi: z.string().startsWith('3.1'),
  tags: z.array(z.looseObject({ name: z.string(), description: z.string().optional() })).optional(),
  paths: z.record(z.string(), item),
  components: z
    .looseObject({
      schemas: z.record(z.string(), schema).optional(),
      parameters: z.record(z.string(), parameter).optional(),
      responses: z.record(z.string(), response).optional(),
    })
    .optional(),
});

export type OpenApiDocument = z.output<typeof document>;
export type OpenApiOperation = z.output<typeof operation>;
export type OpenApiParameter = z.output<typeof parameter>;
export type OpenApiResponse = z.output<typeof response>;

/** An OpenAPI document of ours, as far as the reference reads it. @throws for any other: both are made here */
export const readDocument = (raw: unknown): OpenApiDocument => document.parse(raw);

/** What `#/components/<kind>/<name>` stands for; anything else is itself. */
export function resolved<
  Kind extends 'schemas' | 'parameters' | 'responses',
  Value extends { $ref?: string | undefined },
>({ components }: OpenApiDocument, kind: Kind, value: Value): Value {
  const name = value.$ref?.split('/').at(-1);
  if (name === undefined) return value;
  const found: unknown = components?.[kind]?.[name];
  // A document of ours refers to what it holds, by the kind it refers to: `readDocument` has read both alike.
  return (found ?? {}) as Value;
}

import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id, Kind } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';

const { resourceTypes, serviceTypes, usageTypes } = schema;

/** An entry as others name it. */
export interface EntryName {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
}

/** Which entries are wanted: `q` is a part of a code or of either name, `under` the entry they belong to. */
export interface EntryFilter<Under extends Kind = never> {
  readonly q?: string | undefined;
  readonly under?: Id<Under> | undefined;
}

/** A cloud service with how many resource types it has. */
export interface ServiceEntry extends EntryName {
  readonly id: Id<'serviceType'>;
  readonly abbreviation: string;
  readonly parts: number;
}

/** A resource type with its service and how many usage types it has. */
export interface ResourceEntry extends EntryName {
  readonly id: Id<'resourceType'>;
  readonly description: string | null;
  readonly descriptionEn: string | null;
  readonly under: EntryName & { readonly id: Id<'serviceType'> };
  readonly parts: number;
}

/** A usage type with its resource type. */
export interface UsageEntry extends EntryName {
  readonly id: Id<'usageType'>;
  readonly under: EntryName & { readonly id: Id<'resourceType'> };
}

const nameOf = {
  service: { id: serviceTypes.id, code: serviceTypes.code, name: serviceTypes.name, nameEn: serviceTypes.nameEn },
  resource: { id: resourceTypes.id, code: resourceTypes.code, name: resourceTypes.name, nameEn: resourceTypes.nameEn },
};
const first = { from: undefined, isBackward: false, limit: 1 } as const;

/** Cloud services by code, page by page. The catalogue is public: who may read it reads all of it. */
export const listServiceEntries = (
  _scope: ReadScope,
  { q }: EntryFilter,
  page: PageRequest<'serviceType'>,
): Promise<Page<ServiceEntry>> => pageOf(page, (position) => readServices(matching(serviceTypes, q), position));

/** One of them; undefined for any other id. */
export async function findServiceEntry(_scope: ReadScope, id: Id<'serviceType'>): Promise<ServiceEntry | undefined> {
  const [row] = await readServices(eq(serviceTypes.id, id), first);
  return row;
}

/** Resource types by code, page by page; with `under`, those of a service. */
export const listResourceEntries = (
  _scope: ReadScope,
  { q, under }: EntryFilter<'serviceType'>,
  page: PageRequest<'resourceType'>,
): Promise<Page<ResourceEntry>> =>
  pageOf(page, (position) =>
    readResources(and(matching(resourceTypes, q), under && eq(resourceTypes.serviceTypeId, under)), position),
  );

/** One of them; undefined for any other id. */
export async function findResourceEntry(_scope: ReadScope, id: Id<'resourceType'>): Promise<ResourceEntry | undefined> {
  const [row] = await readResources(eq(resourceTypes.id, id), first);
  return row;
}

/** Usage types by code, page by page; with `under`, those of a resource type. */
export const listUsageEntries = (
  _scope: ReadScope,
  { q, under }: EntryFilter<'resourceType'>,
  page: PageRequest<'usageType'>,
): Promise<Page<UsageEntry>> =>
  pageOf(page, (position) =>
    readUsages(and(matching(usageTypes, q), under && eq(usageTypes.resourceTypeId, under)), position),
  );

/** One of them; undefined for any other id. */
export async function findUsageEntry(_scope: ReadScope, id: Id<'usageType'>): Promise<UsageEntry | undefined> {
  const [row] = await readUsages(eq(usageTypes.id, id), first);
  return row;
}

/** Every cloud service there is, to choose one. */
export const listServiceOptions = (_scope: ReadScope) =>
  database().select(nameOf.service).from(serviceTypes).orderBy(asc(serviceTypes.code));

/** Every resource type there is, to choose one. */
export const listResourceOptions = (_scope: ReadScope) =>
  database().select(nameOf.resource).from(resourceTypes).orderBy(asc(resourceTypes.code));

/** By code; equal codes by id. */
const pageOf = <K extends Kind, Row extends { readonly id: Id<K>; readonly code: string }>(
  page: PageRequest<K>,
  read: (position: Position<K>) => Promise<Row[]>,
): Promise<Page<Row>> => readPage(page, { read, cursorOf: ({ code, id }) => ({ key: code, id }) });

type Named = Readonly<Record<'id' | 'code' | 'name' | 'nameEn', PgColumn>>;

function matching({ code, name, nameEn }: Named, q: string | undefined): SQL | undefined {
  const text = searchText(q);
  if (text === undefined) return undefined;
  const pattern = containsPattern(text);
  return sql`(${code} ilike ${pattern} or ${name} ilike ${pattern} or ${nameEn} ilike ${pattern})`;
}

const byCode = (position: Position<Kind>, { code, id }: Named) =>
  keyset(position, { key: sql`${code}`, sort: 'text', id: sql`${id}`, order: 'asc' });

function readServices(where: SQL | undefined, position: Position<'serviceType'>): Promise<ServiceEntry[]> {
  const page = byCode(position, serviceTypes);
  const { id, code, name, nameEn, abbreviation } = serviceTypes;
  const parts = sql<number>`(select count(*)::int from resource_types r where r.service_type_id = ${sql.raw('service_types.id')})`;
  return database()
    .select({ id, code, name, nameEn, abbreviation, parts })
    .from(serviceTypes)
    .where(and(where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function readResources(where: SQL | undefined, position: Position<'resourceType'>): Promise<ResourceEntry[]> {
  const page = byCode(position, resourceTypes);
  const { id, code, name, nameEn, description, descriptionEn } = resourceTypes;
  const parts = sql<number>`(select count(*)::int from usage_types u where u.resource_type_id = ${sql.raw('resource_types.id')})`;
  return database()
    .select({ ...{ id, code, name, nameEn, description, descriptionEn, parts }, under: nameOf.service })
    .from(resourceTypes)
    .innerJoin(serviceTypes, eq(serviceTypes.id, resourceTypes.serviceTypeId))
    .where(and(where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function readUsages(where: SQL | undefined, position: Position<'usageType'>): Promise<UsageEntry[]> {
  const page = byCode(position, usageTypes);
  const { id, code, name, nameEn } = usageTypes;
  return database()
    .select({ id, code, name, nameEn, under: nameOf.resource })
    .from(usageTypes)
    .innerJoin(resourceTypes, eq(resourceTypes.id, usageTypes.resourceTypeId))
    .where(and(where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

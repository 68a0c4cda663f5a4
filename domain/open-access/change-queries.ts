import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AccessPart, AccessValues } from '@/db/schema/open-access';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { isSame, valuesOf } from './access-changes';
import { accessValues } from './access-values';
import type { Undoable, ValueLine } from './change-model';
import { type IdpMetadataFacts, readIdpMetadataRows } from './configuration-queries';
import { maskContact } from './mask-contact';

const { accessChanges, accessConfigurations, users } = schema;
/** The change that took another one back. */
const later = alias(accessChanges, 'later');

/** A change of the configuration as lists show it. */
export interface ChangeRow {
  readonly id: Id<'accessChange'>;
  readonly part: AccessPart;
  readonly at: Date;
  /** Who made it; nobody, where a program did. */
  readonly userName: string | null;
  /** The change it took back, and the one it was taken back by. */
  readonly undoesId: Id<'accessChange'> | null;
  readonly undoneById: Id<'accessChange'> | null;
}

/** A change with the part as it was and as it became, line by line. */
export interface ChangeView extends ChangeRow {
  readonly before: readonly ValueLine[];
  readonly after: readonly ValueLine[];
  readonly undoable: Undoable;
}

/** Changes of the reader's own configuration, the newest first. */
export async function listAccessChanges(
  scope: ReadScope,
  filter: { readonly part?: AccessPart | undefined },
  request: PageRequest<'accessChange'>,
): Promise<Page<ChangeRow>> {
  const page = await readPage(request, {
    read: (position) => readChanges(scope, position, filter.part ? eq(accessChanges.part, filter.part) : undefined),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { ...page, rows: page.rows.map(rowOf) };
}

/**
 * One of them; undefined for any other, just as for an id that names nothing.
 *
 * @param shows `plain` for whoever changes contacts; masked ones leave the server for everybody else
 */
export async function findAccessChange(
  scope: ReadScope,
  id: Id<'accessChange'>,
  shows: 'masked' | 'plain',
): Promise<ChangeView | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readChanges(scope, first, eq(accessChanges.id, id));
  if (!row) return undefined;
  const { part, before, after } = row;
  const ids = part === 'idp_metadata' ? [before, after].flatMap(metadataIdOf) : [];
  const metadata = new Map((await readIdpMetadataRows(scope, ids)).map((facts) => [facts.id, facts]));
  const lines = (values: AccessValues) => linesOf(part, values, metadata, shows);
  return { ...rowOf(row), before: lines(before), after: lines(after), undoable: await undoableOf(scope, row) };
}

type Row = Awaited<ReturnType<typeof readChanges>>[number];

function readChanges(scope: ReadScope, position: Position<'accessChange'>, where: SQL | undefined) {
  const { id, part, before, after, undoesId, createdAt } = accessChanges;
  const key = sql`${createdAt}`;
  const page = keyset(position, { key, sort: 'instant', id: sql`${id}` });
  return database()
    .select({
      id,
      part,
      before,
      after,
      undoesId,
      createdAt,
      key: instantKey(key),
      userName: users.name,
      undoneById: later.id,
    })
    .from(accessChanges)
    .leftJoin(users, eq(users.id, accessChanges.userId))
    .leftJoin(later, eq(later.undoesId, id))
    .where(and(eq(accessChanges.organizationId, scope.organizationId), where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

const rowOf = ({ id, part, createdAt: at, userName, undoesId, undoneById }: Row): ChangeRow => ({
  id,
  part,
  at,
  userName,
  undoesId,
  undoneById,
});

async function undoableOf(scope: ReadScope, { part, before, after, undoneById }: Row): Promise<Undoable> {
  if (undoneById !== null) return 'undone';
  const [held] = await database()
    .select()
    .from(accessConfigurations)
    .where(eq(accessConfigurations.organizationId, scope.organizationId));
  if (!held || !isSame(valuesOf(held, part), after)) return 'overtaken';
  if (part !== 'attachments') return 'yes';
  const had = accessValues.attachments.parse(before).secretSetAt;
  return had === null || had === accessValues.attachments.parse(after).secretSetAt ? 'yes' : 'secret';
}

function metadataIdOf(values: AccessValues): Id<'idpMetadata'>[] {
  const { idpMetadataId } = accessValues.idp_metadata.parse(values);
  return idpMetadataId === null ? [] : [idpMetadataId];
}

type Metadata = ReadonlyMap<Id<'idpMetadata'>, IdpMetadataFacts>;

function linesOf(part: AccessPart, values: AccessValues, metadata: Metadata, shows: 'masked' | 'plain'): ValueLine[] {
  switch (part) {
    case 'contacts': {
      const { contacts } = accessValues.contacts.parse(values);
      const shown = shows === 'plain' ? contacts : contacts.map(maskContact);
      const texts = shown.map(({ name, mobile, email }) => [name, mobile, email].filter(Boolean).join(' · '));
      return [{ field: 'contacts', value: texts.length > 0 ? texts : null }];
    }
    case 'notification_url':
      return [{ field: 'notificationUrl', value: accessValues.notification_url.parse(values).notificationUrl }];
    case 'idp_metadata': {
      const { idpMetadataId } = accessValues.idp_metadata.parse(values);
      return metadataLines(idpMetadataId === null ? undefined : metadata.get(idpMetadataId));
    }
    case 'attachments': {
      const { secretSetAt, ...rest } = accessValues.attachments.parse(values);
      return [
        { field: 'attachmentsOn', value: rest.attachmentsOn },
        { field: 'bucketName', value: rest.bucketName },
        { field: 'bucketRegion', value: rest.bucketRegion },
        { field: 'bucketAccessKey', value: rest.bucketAccessKey },
        { field: 'secretSetAt', value: secretSetAt === null ? null : new Date(secretSetAt) },
      ];
    }
    case 'callbacks': {
      const { orderPaymentUrl, rechargeUrl } = accessValues.callbacks.parse(values);
      return [
        { field: 'orderPaymentUrl', value: orderPaymentUrl },
        { field: 'rechargeUrl', value: rechargeUrl },
      ];
    }
  }
}

const metadataLines = (facts: IdpMetadataFacts | undefined): ValueLine[] => [
  { field: 'fileName', value: facts?.fileName ?? null },
  { field: 'entityId', value: facts?.entityId ?? null },
  { field: 'signOnUrl', value: facts?.signOnUrl ?? null },
  { field: 'fingerprints', value: facts?.certificates.map(({ fingerprint }) => fingerprint) ?? null },
];

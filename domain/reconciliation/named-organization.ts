import { type Id, idFromUuid } from '@/lib/id';

/** An organization with its names, as a list shows it. */
export interface NamedOrganization {
  readonly id: Id<'organization'>;
  readonly name: string;
  readonly nameEn: string | null;
}

/** An organization of a left join; null where there was none. */
export const organizationOf = (
  id: string | null,
  name: string | null,
  nameEn: string | null,
): NamedOrganization | null => (id === null ? null : { id: idFromUuid('organization', id), name: name ?? '', nameEn });

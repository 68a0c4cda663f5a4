import { bigint, char, customType, timestamp } from 'drizzle-orm/pg-core';
import { type Id, idFromUuid, type Kind, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';

/** An id column: a `uuid` in the database, `cus_…` in the program. */
export const id = <K extends Kind>(of: K) =>
  customType<{ data: Id<K>; driverData: string }>({
    dataType: () => 'uuid',
    toDriver: (value) => uuidOf(value),
    fromDriver: (value) => idFromUuid(of, value),
  })();

/** Raw bytes: digests and hashes. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** An amount in the currency's smallest unit. */
export const minorUnits = () => bigint({ mode: 'bigint' });
export const currency = () => char({ length: 3 }).$type<Currency>();
export const instant = () => timestamp({ withTimezone: true });

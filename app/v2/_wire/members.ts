import { Refusal } from '@/domain/refusal';
import { type Id, idFromUuid, idFromWire, type Kind } from '@/lib/id';
import { type Currency, formatMoney, readWireAmount } from '@/lib/money';

/** How a client may leave a member open: not at all there, `?x=`, null (`?x=null` in a query), the empty string (`""` in both). */
type Open = 'absent' | 'blank' | 'null' | 'empty';

/** What a client gave for a member. In a query every value is text; in a body it is what JSON made of it. */
type Given = { readonly open: Open } | { readonly open: undefined; readonly value: unknown };

/** Where a member stands, and in which currency amounts are. */
interface Place {
  readonly of: 'query' | 'body';
  readonly currency: Currency;
}

/** Reads one member; `undefined` for a value it does not take. */
interface Member<T> {
  /** Whether it may stand in a query several times. */
  readonly repeats?: true;
  readonly openMeans: (open: Open) => T | typeof refused;
  readonly read: (value: unknown, place: Place) => T | typeof refused;
}

/** The members an operation knows. Others in the request are not looked at: clients are newer than servers at times. */
export type Members = Readonly<Record<string, Member<unknown>>>;
/** What `readMembers` makes of them. */
export type InputOf<M extends Members> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };

/** Where the members are taken from: the query's parameters, or the object in the body. */
export type Source = { readonly query: URLSearchParams } | { readonly body: object };

const refused = Symbol('refused');

/** Which ways of leaving a member open are refused, and which are kept as a value: as a filter, one that nothing meets. The others mean absence. */
interface Openness {
  readonly rejects?: readonly Open[];
  readonly kept?: readonly Open[];
}

/**
 * Reads a request by the contract's rules for each member.
 *
 * @refuses invalid_input naming the member (thrown)
 * @source api/bss-api.md "Absent, blank, null, empty", quality/acceptance.md I3
 */
export function readMembers<M extends Members>(members: M, source: Source, currency: Currency): InputOf<M> {
  const place: Place = { of: 'query' in source ? 'query' : 'body', currency };
  const entries = Object.entries(members).map(([name, member]) => {
    const given = 'query' in source ? givenInQuery(source.query, name, member) : givenInBody(source.body, name);
    const value = given === refused ? refused : readMember(member, given, place);
    if (value === refused) throw new Refusal('invalid_input', { [name]: 'invalid' });
    return [name, value] as const;
  });
  // Each entry was made by the reader of the member it is named after.
  return Object.fromEntries(entries) as InputOf<M>;
}

const readMember = (member: Member<unknown>, given: Given, place: Place) =>
  given.open ? member.openMeans(given.open) : member.read(given.value, place);

const openInQuery: ReadonlyMap<string, Open> = new Map([
  ['', 'blank'],
  ['null', 'null'],
  ['""', 'empty'],
]);

/** A parameter given twice is refused unless it is a list: server, log and signature could each mean another one. */
function givenInQuery(query: URLSearchParams, name: string, { repeats }: Member<unknown>): Given | typeof refused {
  const all = query.getAll(name);
  const [value, second] = all;
  if (second !== undefined) return repeats ? { open: undefined, value: all } : refused;
  if (value === undefined) return { open: 'absent' };
  const open = openInQuery.get(value);
  return open ? { open } : { open: undefined, value };
}

function givenInBody(body: object, name: string): Given {
  const value: unknown = Object.getOwnPropertyDescriptor(body, name)?.value;
  if (value === undefined) return { open: 'absent' };
  if (value === null) return { open: 'null' };
  return value === '' ? { open: 'empty' } : { open: undefined, value };
}

/** Left open, an optional member is undefined, or `nothing` where that is kept; a required one is refused. */
const optional = <T>(
  read: Member<T | undefined>['read'],
  { rejects = [], kept = [] }: Openness = {},
  nothing?: T,
): Member<T | undefined> => ({
  read,
  openMeans: (open) => {
    if (rejects.includes(open)) return refused;
    return kept.includes(open) ? nothing : undefined;
  },
});
const required = <T>(read: Member<T>['read']): Member<T> => ({ read, openMeans: () => refused });

const readText = (max: number) => (value: unknown) => {
  if (typeof value !== 'string' || value.length > max * 2 || [...value].length > max) return refused;
  // PostgreSQL cannot hold NUL, and a lone surrogate would silently become another character.
  return value.includes('\0') || !value.isWellFormed() ? refused : value;
};

/** Text of at most `max` characters. Kept, it is empty. */
export const text = (max: number, openness?: Openness) => optional<string>(readText(max), openness, '');
/** Text of 1 to `max` characters that must be there. */
export const requiredText = (max: number) => required<string>(readText(max));

/** One of a few words of the wire that must be there. */
export const requiredOneOf = <T>(words: Readonly<Record<string, T>>) => required<T>(readOneOf(words));

/** One of a few words of the wire, as the word of ours that stands beside it. */
export const oneOf = <T>(words: Readonly<Record<string, T>>, openness?: Openness) =>
  optional<T>(readOneOf(words), openness);

/** One of a few whole numbers of the wire, as the word of ours that stands beside it. An empty string is refused. */
export const oneOfNumbers = <T>(words: Readonly<Record<number, T>>) =>
  optional<T>(
    (value, { of }) => (of === 'query' || typeof value === 'number' ? readOneOf(words)(String(value)) : refused),
    { rejects: ['empty'] },
  );

const readOneOf =
  <T>(words: Readonly<Record<string, T>>) =>
  (value: unknown) => {
    if (typeof value !== 'string' || !Object.hasOwn(words, value)) return refused;
    return words[value] ?? refused;
  };

/** `true` or `false` of JSON; left open, false. */
export const flag = (): Member<boolean> => ({
  openMeans: () => false,
  read: (value) => (typeof value === 'boolean' ? value : refused),
});

/** The same, where leaving it open means `fallback`. An empty string is refused. */
export const oneOfOr = <T>(words: Readonly<Record<string, T>>, fallback: T): Member<T> => ({
  openMeans: (open) => (open === 'empty' ? refused : fallback),
  read: (value) => (typeof value === 'string' && Object.hasOwn(words, value) ? (words[value] ?? refused) : refused),
});

/** `2026-11-22T03:04:05Z` and nothing else; days that do not exist are refused. */
export const instant = (openness?: Openness) =>
  optional<Date>((value) => {
    if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(value))
      return refused;
    const at = new Date(value);
    return Number.isNaN(at.getTime()) || at.toISOString() !== value.replace('Z', '.000Z') || at.getUTCFullYear() < 1
      ? refused
      : at;
  }, openness);

/** `2026-11-22` and nothing else, as text; days that do not exist are refused. */
export const day = (openness?: Openness) =>
  optional<string>((value) => {
    if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return refused;
    const at = new Date(`${value}T00:00:00Z`);
    const exists = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) && at.getUTCFullYear() > 0;
    return exists ? value : refused;
  }, openness);

/** A whole number: digits in a query, a JSON number in a body. Open means `fallback` unless that way is refused. */
export const integer = <const Fallback extends number | undefined>({
  min,
  max,
  fallback,
  rejects = ['empty'],
}: Openness & Record<'min' | 'max', number> & { fallback: Fallback }): Member<number | Fallback> => ({
  openMeans: (open) => (rejects.includes(open) ? refused : fallback),
  read: (value, place) => {
    const number = place.of === 'query' ? numberOfDigits(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max ? number : refused;
  },
});

/** A whole number of a body that must be there. */
export const requiredInteger = ({ min, max }: Record<'min' | 'max', number>) =>
  required<number>((value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : refused,
  );

const numberOfDigits = (value: unknown): number | undefined =>
  typeof value === 'string' && /^(0|[1-9][0-9]{0,9})$/.test(value) ? Number(value) : undefined;

const readId =
  <K extends Kind>(of: K, max = 64) =>
  (value: unknown) => {
    const id = readText(max)(value);
    return id === refused ? refused : (idFromWire(of, id) ?? nobody(of));
  };

/** The id that names nothing, as those do that have no form. */
export const nobody = <K extends Kind>(of: K): Id<K> => idFromUuid(of, '00000000-0000-0000-0000-000000000000');

/**
 * Refuses a time range that ends before it begins; an open end is fine.
 *
 * @refuses invalid_input naming `member` (thrown)
 */
export function requireOrder<T extends Date | string>(from: T | undefined, to: T | undefined, member: string): void {
  if (from && to && to < from) throw new Refusal('invalid_input', { [member]: 'invalid' });
}

/** An id of the wire. Text of another form becomes an id that nobody has, so it is answered exactly like one that does not exist. */
export const wireId = <K extends Kind>(of: K, openness?: Openness, max?: number) =>
  optional<Id<K>>(readId(of, max), openness, nobody(of));
export const requiredId = <K extends Kind>(of: K) => required<Id<K>>(readId(of));

/** An id as it was sent, to answer about it in the same words, and what it names. */
export interface GivenId<K extends Kind> {
  readonly given: string;
  readonly id: Id<K>;
}

const readIds =
  <K extends Kind>(of: K, max: number, min = 0) =>
  (value: unknown): readonly GivenId<K>[] | typeof refused => {
    if (!Array.isArray(value) || value.length > max || value.length < min) return refused;
    const items: unknown[] = value;
    const found = items.flatMap((given) => {
      const id = readId(of)(given);
      return typeof given !== 'string' || id === refused ? [] : [{ given, id }];
    });
    return found.length === items.length ? found : refused;
  };

/** A list of at most `max` ids, each read like `wireId`. */
export const wireIds = <K extends Kind>(of: K, max: number) => optional<readonly GivenId<K>[]>(readIds(of, max));
export const requiredIds = <K extends Kind>(of: K, max: number, min = 0) =>
  required<readonly GivenId<K>[]>(readIds(of, max, min));

const readTexts =
  ({ min = 0, max }: { min?: number; max: number }) =>
  (value: unknown, { of }: Place): readonly string[] | typeof refused => {
    const items: unknown = of === 'query' ? [value].flat() : value;
    if (!Array.isArray(items) || items.length > max || items.length < min) return refused;
    const read = items.map(readText(64));
    return read.every((item) => item !== refused) ? read : refused;
  };

/** A list of texts of up to 64 characters; in a query, the parameter as often as there are any. Blank, it is the empty list there. */
export const texts = (max: number, { kept = [] }: Openness = {}): Member<readonly string[] | undefined> => ({
  repeats: true,
  ...optional<readonly string[]>(readTexts({ max }), { kept: ['blank', 'empty', ...kept] }, []),
});
export const requiredTexts = (max: number, min: number) => required<readonly string[]>(readTexts({ min, max }));

/** A list of at most `max` whole numbers. */
export const integers = (max: number) =>
  optional<readonly number[]>((value) => {
    const isRight = Array.isArray(value) && value.length <= max && value.every((item) => Number.isSafeInteger(item));
    return isRight ? value : refused;
  });

/** An amount of the caller's currency: a JSON number or text of at most two decimals, as the text commands take. */
export const requiredAmount = () =>
  required<string>((value, { currency }) => {
    const amount = readWireAmount(value, currency);
    return amount ? formatMoney(amount) : refused;
  });

/** A list of objects with the same members. */
export const requiredList = <M extends Members>(members: M, { min, max }: Record<'min' | 'max', number>) =>
  required<InputOf<M>[]>((value, { currency }) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return refused;
    const items: unknown[] = value;
    const bodies = items.filter(
      (item): item is object => typeof item === 'object' && item !== null && !Array.isArray(item),
    );
    return bodies.length === items.length ? bodies.map((body) => readMembers(members, { body }, currency)) : refused;
  });

/** The paging members: `offset` counts rows. Their general rule: absent, blank and null are the default, an empty string is refused. */
export const paging = ({
  offsetMax = 2_147_483_647,
  limitMax = 100,
  limitRejects = ['empty'],
}: {
  offsetMax?: number;
  limitMax?: number;
  limitRejects?: readonly Open[];
} = {}) => ({
  offset: integer({ min: 0, max: offsetMax, fallback: 0 }),
  limit: integer({ min: 1, max: limitMax, fallback: 10, rejects: limitRejects }),
});

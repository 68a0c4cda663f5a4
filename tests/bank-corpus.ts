import { asc } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { StatementLine } from '@/domain/reconciliation/model';
import { type Id, newId } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { groupedNumber, virtualNumber } from '@/lib/virtual-number';
import { creditLine } from './bank-import';
import { payerOf, type ReceivingAccount, remittanceAccountOf } from './recharge';
import { makeOrganization, type WorldOrganization } from './world';

/** What a line really is: whose money, and whether it may be recognised without a person. */
export interface Truth {
  readonly line: StatementLine;
  /** Who wired it, or for whom; null where nobody can know. */
  readonly partnerId: Id<'organization'> | null;
  readonly is: 'certain' | 'guess' | 'nobody' | 'repeated';
  /** How it was made, for telling what went wrong. */
  readonly kind: Kind;
}

const kinds = [
  'own_name',
  'own_name_rewritten',
  'entrusted',
  'entrusted_rewritten',
  'number_in_text',
  'number_in_groups',
  'wrong_digits',
  'swapped_digits',
  'wrong_payer',
  'similar_name',
  'void_payer',
  'two_numbers',
  'number_of_nobody',
  'name_only',
  'no_payer',
  'unknown',
  'repeated',
] as const;
type Kind = (typeof kinds)[number];

export interface CorpusPartner {
  readonly id: Id<'organization'>;
  readonly name: string;
  readonly number: string;
  readonly payers: readonly string[];
  readonly voided: string;
}

const families = ['启明', '云合', '长风', '海川', '新岳', '博远', '华清', '金桥', '天工', '瑞泽'];
const trades = ['科技', '信息技术', '网络', '数据', '软件'];

/** Partners with names that are near to each other, numbers, payers in effect and one each whose agreement is void. */
export async function corpusPartners(count: number, account: ReceivingAccount): Promise<CorpusPartner[]> {
  const partners: CorpusPartner[] = [];
  for (let n = 0; n < count; n += 1) {
    const kind = n % 2 === 0 ? 'solution_provider' : 'distributor';
    const partner = await makeOrganization({ code: `${nameOf(n)}`, kind });
    partners.push(await withPayers(partner, account, n));
  }
  return partners;
}

const nameOf = (n: number): string => `${families[n % 10]}${Math.floor(n / 10) + 1}号${trades[n % 5]}（深圳）有限公司`;

async function withPayers(partner: WorldOrganization, account: ReceivingAccount, n: number): Promise<CorpusPartner> {
  const { number } = await remittanceAccountOf(partner, account);
  const payers = [`${families[(n + 3) % 10]}${n}贸易（上海）有限公司`, `Payer ${n} Holdings Ltd.`];
  for (const name of payers) await payerOf(partner, name);
  const voided = `${families[(n + 7) % 10]}${n}旧贸易有限公司`;
  await database()
    .insert(schema.entrustedPayers)
    .values({
      ...(await agreement(partner, voided)),
      ...{ voidedAt: new Date(), voidedBy: partner.users.finance },
    });
  // Test organizations go by `CNRY-<code>-name`.
  return { id: partner.id, name: `CNRY-${partner.code}-name`, number, payers, voided };
}

async function agreement(partner: WorldOrganization, payerName: string) {
  const [one] = await database().select().from(schema.entrustedPayers).orderBy(asc(schema.entrustedPayers.id)).limit(1);
  if (!one) throw new Error('there is an agreement to write another one like');
  const { id: organizationId, rootId } = partner;
  const nameKey = payerNameKey(payerName);
  return {
    ...one,
    id: newId('entrustedPayer'),
    organizationId,
    rootId,
    payerName,
    nameKey,
    userId: partner.users.finance,
  };
}

/** Numbers that look random and are the same each time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Lines of known truth, every kind among them, in an order that looks random. */
export function corpusOf(count: number, partners: readonly CorpusPartner[], account: ReceivingAccount): Truth[] {
  const random = randomOf(20_261_126);
  const made: Truth[] = [];
  for (let n = 0; n < count; n += 1) {
    // Half of what arrives is as it should be, as at a real bank.
    const kind = (random(2) === 0 ? kinds[random(4)] : kinds[random(kinds.length)]) ?? 'unknown';
    const partner = partners[random(partners.length)];
    const other = partners[random(partners.length)];
    if (!partner || !other) throw new Error('there are partners');
    made.push(truthOf(kind, { n, random, partner, other, account, made }));
  }
  return made;
}

interface Making {
  readonly n: number;
  readonly random: (below: number) => number;
  readonly partner: CorpusPartner;
  readonly other: CorpusPartner;
  readonly account: ReceivingAccount;
  readonly made: readonly Truth[];
}

function truthOf(kind: Kind, making: Making): Truth {
  const { n, random, partner, made } = making;
  const earlier = kind === 'repeated' ? made[random(made.length)] : undefined;
  if (earlier) return { ...earlier, is: 'repeated', kind };
  const form = forms[kind](making);
  const line = creditLine({
    ...{
      bankReference: `C${String(n).padStart(8, '0')}`,
      amount: `${1 + random(900)}.${String(random(100)).padStart(2, '0')}`,
    },
    ...form.line,
  });
  return { line, kind, is: form.is, partnerId: form.is === 'nobody' ? null : partner.id };
}

type Form = { readonly line: Partial<StatementLine>; readonly is: Truth['is'] };

const forms: Readonly<Record<Kind, (making: Making) => Form>> = {
  own_name: ({ partner }) => ({ line: { payerName: partner.name, virtualNumber: partner.number }, is: 'certain' }),
  own_name_rewritten: ({ partner, random }) => ({
    line: { payerName: rewritten(partner.name, random), virtualNumber: partner.number },
    is: 'certain',
  }),
  entrusted: ({ partner, random }) => ({
    line: { payerName: payer(partner, random), virtualNumber: partner.number },
    is: 'certain',
  }),
  entrusted_rewritten: ({ partner, random }) => ({
    line: { payerName: rewritten(payer(partner, random), random), virtualNumber: partner.number },
    is: 'certain',
  }),
  number_in_text: ({ partner, random }) => ({
    line: { payerName: rewritten(partner.name, random), remittanceText: `货款 ${partner.number} 2026年11月` },
    is: 'certain',
  }),
  number_in_groups: ({ partner, random }) => ({
    line: { payerName: payer(partner, random), remittanceText: `充值，账号：${groupedNumber(partner.number)}。谢谢` },
    is: 'certain',
  }),
  wrong_digits: ({ partner, random }) => ({
    line: { payerName: partner.name, virtualNumber: withWrongDigit(partner.number, random) },
    is: 'guess',
  }),
  swapped_digits: ({ partner }) => ({
    line: { payerName: partner.name, virtualNumber: withSwappedDigits(partner.number) },
    is: 'guess',
  }),
  wrong_payer: ({ partner, n }) => ({
    line: { payerName: `陌生${n}实业有限公司`, virtualNumber: partner.number },
    is: 'guess',
  }),
  similar_name: ({ partner }) => ({
    line: { payerName: `${partner.name.slice(0, -1)}分公司`, virtualNumber: partner.number },
    is: 'guess',
  }),
  void_payer: ({ partner }) => ({ line: { payerName: partner.voided, virtualNumber: partner.number }, is: 'guess' }),
  two_numbers: ({ partner, other }) => ({
    line: { payerName: partner.name, remittanceText: `${partner.number} / ${other.number}` },
    is: partner === other ? 'certain' : 'guess',
  }),
  number_of_nobody: ({ partner, n, account }) => ({
    line: { payerName: partner.name, virtualNumber: virtualNumber(account.numberPrefix, 90_000_000 + n) },
    is: 'guess',
  }),
  name_only: ({ partner }) => ({ line: { payerName: partner.name, remittanceText: '云服务充值' }, is: 'guess' }),
  no_payer: ({ partner }) => ({ line: { payerName: null, virtualNumber: partner.number }, is: 'guess' }),
  unknown: ({ n }) => ({ line: { payerName: `路人${n}有限公司`, remittanceText: '往来款' }, is: 'nobody' }),
  // The first line of all has none before it.
  repeated: ({ n }) => ({ line: { payerName: `路人${n}有限公司` }, is: 'nobody' }),
};

const payer = ({ payers }: CorpusPartner, random: (below: number) => number): string => {
  const name = payers[random(payers.length)];
  if (name === undefined) throw new Error('each has payers');
  return name;
};

/** As another bank writes it: full width, other brackets, blanks, case. */
function rewritten(name: string, random: (below: number) => number): string {
  const wide = (text: string) =>
    text.replaceAll(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
  const ways = [
    (text: string) => text.replaceAll('（', '(').replaceAll('）', ')'),
    (text: string) => ` ${[...text].join(' ')}`,
    (text: string) => text.toUpperCase(),
    wide,
    (text: string) => text.replaceAll(/[（）.]/g, ''),
  ];
  return ways[random(ways.length)]?.(name) ?? name;
}

function withWrongDigit(number: string, random: (below: number) => number): string {
  const at = random(number.length);
  const digit = (Number(number[at]) + 1 + random(9)) % 10;
  return `${number.slice(0, at)}${digit}${number.slice(at + 1)}`;
}

/** Two neighbours that differ, the other way round. */
function withSwappedDigits(number: string): string {
  const at = [...number].findIndex(
    (digit, index) => index > 3 && number[index + 1] !== undefined && number[index + 1] !== digit,
  );
  return `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`;
}

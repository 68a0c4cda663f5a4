import { describe, expect, it } from 'vitest';
import { type Id, newId } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { groupedNumber, virtualNumber } from '@/lib/virtual-number';
import { type LineToMatch, type MatchFacts, matchLine } from './match-line';

const [a, b] = [newId('organization'), newId('organization')];
const [numberA, numberB] = [virtualNumber('62148300', 1), virtualNumber('62148300', 2)];
const agreement: Id<'entrustedPayer'> = newId('entrustedPayer');
const own = '启明方案有限公司';
const entrusted = '代付（上海）有限公司';
const shared = '集团财务有限公司';
const ruled = '常客有限公司';

const facts: MatchFacts = {
  numbers: new Map([
    [numberA, a],
    [numberB, b],
  ]),
  names: new Map([
    [payerNameKey(own), [{ partnerId: a, payerId: null }]],
    [payerNameKey(entrusted), [{ partnerId: a, payerId: agreement }]],
    [
      payerNameKey(shared),
      [
        { partnerId: a, payerId: newId('entrustedPayer') },
        { partnerId: b, payerId: newId('entrustedPayer') },
      ],
    ],
  ]),
  rules: new Map([
    [
      payerNameKey(ruled),
      [
        { partnerId: a, payerAccount: '6222' },
        { partnerId: b, payerAccount: '6333' },
      ],
    ],
  ]),
  partners: new Map([
    [a, { mayReceive: true, isFrozen: false, largestMinor: 100_000n }],
    [b, { mayReceive: true, isFrozen: false, largestMinor: null }],
  ]),
  automaticBelowMinor: 100_000_000n,
};

const match = (line: Partial<LineToMatch>, changes: Partial<MatchFacts> = {}) =>
  matchLine(
    {
      ...{ amountMinor: 10_000n, payerAccount: null, virtualNumber: null, remittanceText: null, endToEndId: null },
      ...{ accountNumber: '11001234', payerName: own, ...line },
      payerNameKey: line.payerName === null ? null : payerNameKey(line.payerName ?? own),
    },
    { ...facts, ...changes },
  );

const wrong = `${numberA.slice(0, -1)}${(Number(numberA.at(-1)) + 1) % 10}`;
const never = virtualNumber('62148300', 99);

type Row = [string, Partial<LineToMatch>, string | null, Id<'organization'> | null, string, string[]];
const table: Row[] = [
  ['own name, number paid to', { virtualNumber: numberA }, 'virtual_account', a, 'post', []],
  ['the number in groups', { virtualNumber: groupedNumber(numberA) }, 'virtual_account', a, 'post', []],
  ['entrusted payer', { payerName: entrusted, virtualNumber: numberA }, 'virtual_account', a, 'post', []],
  [
    'entrusted payer, other brackets',
    { payerName: '代付(上海)有限公司', virtualNumber: numberA },
    'virtual_account',
    a,
    'post',
    [],
  ],
  ['a payer of several, by number', { payerName: shared, virtualNumber: numberB }, 'virtual_account', b, 'post', []],
  ['number in the text', { remittanceText: `货款${numberA}` }, 'reference', a, 'post', []],
  ['number among other digits', { remittanceText: `${numberA} 20261120` }, 'reference', a, 'post', []],
  ['number in the end-to-end id', { endToEndId: numberA }, 'reference', a, 'post', []],
  [
    'own account where a number could stand',
    { virtualNumber: '11001234', remittanceText: numberA },
    'reference',
    a,
    'post',
    [],
  ],
  [
    'wrong payer',
    { payerName: '他人', virtualNumber: numberA },
    'virtual_account',
    a,
    'suspend',
    ['payer_not_allowed'],
  ],
  ['another partner’s name', { virtualNumber: numberB }, 'virtual_account', b, 'suspend', ['payer_not_allowed']],
  ['no payer', { payerName: null, virtualNumber: numberA }, 'virtual_account', a, 'suspend', ['payer_missing']],
  [
    'a payer of blanks',
    { payerName: ' － ', virtualNumber: numberA },
    'virtual_account',
    a,
    'suspend',
    ['payer_missing'],
  ],
  [
    'wrong payer, number in the text',
    { payerName: '他人', remittanceText: numberA },
    'reference',
    a,
    'suspend',
    ['payer_not_allowed'],
  ],
  ['two partners’ numbers', { remittanceText: `${numberA} ${numberB}` }, 'payer', a, 'suspend', ['numbers_of_several']],
  [
    'paid to one, names another',
    { virtualNumber: numberA, remittanceText: numberB },
    'virtual_account',
    a,
    'suspend',
    ['text_names_another'],
  ],
  ['wrong check digits', { virtualNumber: wrong }, 'payer', a, 'suspend', ['number_wrong']],
  ['a number of nobody', { virtualNumber: never }, 'payer', a, 'suspend', ['number_unknown']],
  [
    'wrong number, right text',
    { virtualNumber: wrong, remittanceText: numberA },
    'reference',
    a,
    'suspend',
    ['number_wrong'],
  ],
  ['name only', {}, 'payer', a, 'suspend', []],
  ['a payer of several', { payerName: shared }, null, null, 'suspend', []],
  ['a rule of the account', { payerName: ruled, payerAccount: '6333' }, 'rule', b, 'suspend', ['payer_not_allowed']],
  ['rules that disagree', { payerName: ruled, payerAccount: '9999' }, null, null, 'suspend', []],
  ['nobody', { payerName: '路人' }, null, null, 'suspend', []],
  ['no word at all', { payerName: null }, null, null, 'suspend', []],
];

describe('the ladder', () => {
  it.each(table)('%s', (_name, line, rung, partnerId, decision, codes) => {
    const found = match(line);
    expect(found).toMatchObject({ rung, partnerId, decision });
    expect(found.reasons.filter(({ speaks }) => speaks === 'against').map(({ code }) => code)).toEqual(codes);
    expect(found.certainty === null).toBe(rung === null);
  });

  it('proposes what is large, to the cent', () => {
    const large = { virtualNumber: numberB, payerName: shared };
    expect(match({ ...large, amountMinor: 99_999_999n }).decision).toBe('post');
    const found = match({ ...large, amountMinor: 100_000_000n });
    expect(found.decision).toBe('propose');
    expect(found.reasons.at(-1)).toMatchObject({ code: 'amount_large' });
  });

  it('posts nothing to whom money cannot come, or who is frozen', () => {
    const partner = { mayReceive: true, isFrozen: false, largestMinor: null };
    const of = (changes: Partial<typeof partner>) =>
      match({ virtualNumber: numberA }, { partners: new Map([[a, { ...partner, ...changes }]]) });
    expect(of({}).decision).toBe('post');
    expect(of({ isFrozen: true })).toMatchObject({ decision: 'suspend', partnerId: a });
    expect(of({ mayReceive: false })).toMatchObject({ decision: 'suspend', partnerId: a });
    expect(match({ virtualNumber: numberA }, { partners: new Map() }).decision).toBe('suspend');
  });

  it('posts nothing that may be known from elsewhere', () => {
    const line = { virtualNumber: numberA };
    const doubted = matchLine(
      {
        ...{ amountMinor: 1n, payerName: own, payerNameKey: payerNameKey(own), payerAccount: null, ...line },
        ...{ remittanceText: null, endToEndId: null, accountNumber: '1' },
      },
      facts,
      [{ code: 'maybe_known', speaks: 'against' }],
    );
    expect(doubted).toMatchObject({ rung: 'virtual_account', partnerId: a, decision: 'suspend' });
  });

  it('is the surer the more speaks for a match', () => {
    const sure = (line: Partial<LineToMatch>) => match(line).certainty ?? 0;
    const order = [
      sure({ virtualNumber: numberA }),
      sure({ remittanceText: numberA }),
      sure({}),
      sure({ virtualNumber: numberA, payerName: '他人' }),
    ];
    expect(order).toEqual(order.toSorted((x, y) => y - x));
    expect(new Set(order).size).toBeGreaterThan(2);
    expect(sure({ amountMinor: 10_000_000n })).toBeLessThan(sure({}));
  });
});

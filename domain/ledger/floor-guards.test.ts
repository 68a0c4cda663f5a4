import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asKind, uuidOf } from '@/lib/id';
import { type Attackers, attackersOf } from '@/tests/attackers';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { fund, makeCustomer, makeOrganization } from '@/tests/world';

let test: TestDatabase;
/** A partner's account with money in it, and a customer's. */
let target: { debit: string; credit: string };
let attackers: Attackers;
let clients: Attackers['clients'];
beforeAll(async () => {
  test = await freshDatabase();
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const partner = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  const customer = await makeCustomer(partner, 'S-1', 'resale');
  await fund({ operator }, partner, '90.00');
  attackers = await attackersOf(test);
  clients = attackers.clients;
  const accountOf = async (owner: string): Promise<string> =>
    (await clients.app.query('select id from ledger_accounts where owner_id = $1', [owner])).rows[0].id;
  target = {
    debit: await accountOf(uuidOf(partner.id)),
    credit: await accountOf(uuidOf(asKind('organization', customer.customerId))),
  };
});
afterEach(booksAreRight);
afterAll(async () => {
  await attackers.end();
  await test.close();
});

const attack: Attackers['attack'] = (who, statements) => attackers.attack(who, statements);

describe('how far a balance may fall', () => {
  /** Terms of the partner, as the operator's command writes them. */
  const terms = (credit: number, designated: number) =>
    `insert into credit_terms select gen_random_uuid(), a.owner_id, a.root_id, a.id, 'CNY', ${credit}, ${designated}, 0, 0, 0, 0, 'x', (select id from users limit 1)
       from ledger_accounts a where a.id = ${target.debit}`;
  const setTo = (floor: number, account = target.debit) => `select ledger_set_floor(${account}, ${floor})`;

  it('is what the terms say: without terms no floor can be set, whoever asks and however', async () => {
    for (const who of ['app', 'owner', 'super'] as const) expect(await attack(who, [setTo(-100)])).toBe('LG005');
    for (const who of ['owner', 'super'] as const)
      expect(
        await attack(who, [`update ledger_balances set floor_minor = -100 where account_id = ${target.debit}`]),
      ).toBe('LG005');
  });

  it('is not above or below them, nor the balance of anybody but a partner at the top of a tree', async () => {
    for (const who of ['app', 'owner', 'super'] as const) {
      expect(await attack(who, [terms(500, 200), setTo(-301)])).toBe('LG005');
      expect(await attack(who, [terms(500, 200), setTo(-299)])).toBe('LG005');
      expect(await attack(who, [setTo(0, target.credit)])).toBe('LG009');
    }
  });

  it('moves alone, and never above what there is', async () => {
    const raised = `update ledger_balances set floor_minor = -100, credits_minor = credits_minor + 1 where account_id = ${target.debit}`;
    for (const who of ['owner', 'super'] as const) {
      expect(await attack(who, [terms(100, 0), raised])).toMatch(/LG005|LG008/);
      const over = `update ledger_balances set floor_minor = 9001 where account_id = ${target.debit}`;
      expect(await attack(who, [terms(0, 9_001), over])).toBe('23514');
    }
    const { rows } = await clients.app.query(setTo(9_001));
    expect(rows).toEqual([{ ledger_set_floor: false }]);
  });
});

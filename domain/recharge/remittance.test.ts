import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { proposePosting } from '@/domain/reconciliation/propose-posting';
import { findTransfer } from '@/domain/statements/transfer-queries';
import { newId, uuidOf } from '@/lib/id';
import { groupedNumber, isVirtualNumber } from '@/lib/virtual-number';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { pdfTexts } from '@/tests/pdf-text';
import {
  payerOf,
  type ReceivingAccount,
  receivingAccountOf,
  remittanceAccountOf,
  suspenseLine,
} from '@/tests/recharge';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { writeCertificate } from './certificate';
import { openRemittanceAccount } from './open-remittance-account';
import {
  canOpenRemittanceAccount,
  findRemittanceAccount,
  findSendTargets,
  listRecentRecharges,
} from './remittance-queries';
import { sendLimits, sendRemittanceDetails } from './send-remittance-details';

let test: TestDatabase;
let world: World;
let receiving: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  receiving = await receivingAccountOf(world.operator, { numberPrefix: '62148300', accountName: '云平台有限公司' });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const codes = { areAsked: false, isShown: true };
const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const open = (who: WorldOrganization, key = freshKey()) =>
  openRemittanceAccount(actorOf(who, 'finance', { codes }), key, {});
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'finance'), 'recharge.read');
const numberOf = async (who: WorldOrganization) => (await findRemittanceAccount(scopeOf(who)))?.number;
const setDefault = (isDefault: boolean) =>
  database().update(schema.receivingAccounts).set({ isDefault }).where(eq(schema.receivingAccounts.id, receiving.id));

describe('a dedicated remittance account', () => {
  it('is opened once for one key, after a code, with a number of its own behind the prefix', async () => {
    const partner = await partnerOf('open');
    expect(await findRemittanceAccount(scopeOf(partner))).toBeUndefined();
    expect(await canOpenRemittanceAccount(scopeOf(partner))).toBe(true);
    const unverified = () => openRemittanceAccount(actorOf(partner, 'finance'), freshKey(), {});
    await expectRefused(unverified, 'code_required');
    const [before, key] = [await rowCounts(), freshKey()];
    expect([await open(partner, key), await open(partner, key)]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      remittance_accounts: 1,
    });
    const account = await findRemittanceAccount(scopeOf(partner));
    expect(account).toMatchObject({ accountName: '云平台有限公司', arrivalDaysMin: 1, isClosed: false });
    expect(account?.number).toMatch(/^62148300\d{10}$/);
    expect(isVirtualNumber(account?.number ?? '')).toBe(true);
    await expectRefused(() => open(partner), 'remittance_account_open');
  });

  it('is one when fifty open it at once, and fifty partners get fifty numbers', async () => {
    const partner = await partnerOf('fifty');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => open(partner))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['remittance_account_open']),
    );
    const partners = await Promise.all(Array.from({ length: 50 }, (_, n) => partnerOf(`n${n}`)));
    const opened = await Promise.all(partners.map((each) => decided(() => open(each))));
    expect(opened.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(await Promise.all(partners.map(numberOf))).size).toBe(50);
  });

  it('keeps its number: no row is changed or taken away', async () => {
    for (const statement of ['update remittance_accounts set number = number', 'delete from remittance_accounts'])
      await expect(test.owner.query(statement)).rejects.toThrow();
  });

  it('needs an account of the operator’s to stand for', async () => {
    const partner = await partnerOf('none');
    await setDefault(false);
    expect(await canOpenRemittanceAccount(scopeOf(partner))).toBe(false);
    await expectRefused(() => open(partner), 'no_receiving_account');
    await setDefault(true);
  });

  it('is not for a frozen organization', async () => {
    const partner = await partnerOf('frozen');
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: new Date(), frozenReason: 'Test' })
      .where(eq(schema.organizations.id, partner.id));
    await expectRefused(() => open(partner), 'organization_frozen');
  });

  it('[T2] is not opened by viewers, resellers or customers', async () => {
    for (const who of [actorOf(world.s1, 'viewer', { codes }), actorOf(world.r1a, 'admin', { codes })])
      await expectRefused(() => openRemittanceAccount(who, freshKey(), {}), 'not_permitted', denied);
  });
});

describe('its details', () => {
  const send = (who: WorldOrganization, to: string, key = freshKey()) =>
    sendRemittanceDetails(actorOf(who, 'finance'), key, { to });
  const messagesOf = ({ id }: WorldOrganization) =>
    database().select().from(schema.outgoingMessages).where(eq(schema.outgoingMessages.organizationId, id));

  it('go to the person’s address and the organization’s number, and nowhere else', async () => {
    const partner = await partnerOf('send');
    await expectRefused(() => send(partner, 'mail'), 'remittance_account_not_open');
    await remittanceAccountOf(partner, receiving);
    const key = freshKey();
    expect([await send(partner, 'mail', key), await send(partner, 'mail', key)]).toMatchObject([
      { replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(await send(partner, 'phone')).toMatchObject({ ok: true });
    const messages = await messagesOf(partner);
    expect(messages.map(({ channel, recipient }) => [channel, recipient]).toSorted()).toEqual([
      ['email', `finance.${partner.id.slice(-8)}@canary.example`],
      ['sms', '13800001234'],
    ]);
    const number = groupedNumber((await numberOf(partner)) ?? '');
    for (const { body } of messages) expect(body).toContain(number);
    const targets = await findSendTargets(scopeOf(partner));
    expect(targets).toEqual({ mail: 'f***@canary.example', phone: '138****1234' });
    const typed = { to: 'mail', recipient: 'x@evil.example' };
    expect(await sendRemittanceDetails(actorOf(partner, 'finance'), freshKey(), typed)).toMatchObject({
      code: 'invalid_input',
    });
  });

  it('are sent once a minute each way and five times an hour, also when fifty ask at once', async () => {
    const partner = await partnerOf('often');
    await remittanceAccountOf(partner, receiving);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => decided(() => send(partner, n % 2 ? 'mail' : 'phone'))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await messagesOf(partner)).toHaveLength(2);
    await expectRefused(() => send(partner, 'mail'), 'details_too_soon');
    const later = `update outgoing_messages set created_at = created_at - interval '2 minutes' where template = 'remittance'`;
    for (let sent = 2; sent < sendLimits.perHour; sent += 1) {
      await test.owner.query(later);
      expect(await send(partner, 'mail')).toMatchObject({ ok: true });
    }
    await test.owner.query(later);
    await expectRefused(() => send(partner, 'phone'), 'details_too_soon');
  });

  it('are not sent where nothing is on file, nor of an account that is closed', async () => {
    const partner = await partnerOf('nowhere');
    const account = await receivingAccountOf(world.operator, { isDefault: false, numberPrefix: '5555' });
    await remittanceAccountOf(partner, account);
    await database().update(schema.organizations).set({ mobile: null }).where(eq(schema.organizations.id, partner.id));
    await expectRefused(() => send(partner, 'phone'), 'no_contact_on_file');
    await database()
      .update(schema.receivingAccounts)
      .set({ state: 'closed' })
      .where(eq(schema.receivingAccounts.id, account.id));
    await expectRefused(() => send(partner, 'mail'), 'receiving_account_closed');
    expect(await findRemittanceAccount(scopeOf(partner))).toMatchObject({ isClosed: true });
  });
});

describe('its certificate', () => {
  it.each([
    [
      'zh-CN',
      ['专属汇款账号证明', '组织名称 CNRY-paper-name', '户名 云平台有限公司', '到账工作日 1–2', '第 1 页，共 1 页'],
    ],
    [
      'en',
      [
        'Certificate of the dedicated remittance account',
        'Organization CNRY-paper-name-en (CNRY-paper-name)',
        'Bank Test Bank',
        'Working days until a transfer arrives 1–2',
        'Page 1 of 1',
      ],
    ],
  ] as const)('says whose the number is in %s', async (language, rows) => {
    const partner = await makeOrganization({ code: 'paper', kind: 'distributor' });
    await open(partner);
    const account = await findRemittanceAccount(scopeOf(partner));
    if (!account) throw new Error('it was opened');
    const about = { language, timeZone: 'Asia/Shanghai', madeAt: new Date('2026-11-22T20:00:00Z'), author: 'Cloud' };
    const pieces: Uint8Array[] = [];
    for await (const piece of writeCertificate(account, about)) pieces.push(piece);
    const [page = [], ...more] = await pdfTexts(Buffer.concat(pieces));
    expect(more).toEqual([]);
    for (const row of rows) expect(page).toContain(row);
    expect(page).toContain(`${language === 'en' ? 'Account number' : '账号'} ${groupedNumber(account.number)}`);
    expect(page).toContain(`${language === 'en' ? 'Issued by' : '开具方'} ${account.accountName} (Cloud)`);
    expect(page).toContain(`${language === 'en' ? 'Issued on' : '开具日期'} 2026-11-23`);
  });
});

describe('recent recharges', () => {
  it('are the organization’s own, the newest first', async () => {
    const [partner, other] = [await partnerOf('recent'), await partnerOf('other')];
    await fund(world, partner, '1.00');
    await fund(world, other, '2.00');
    await fund(world, partner, '3.00');
    const rows = await listRecentRecharges(scopeOf(partner), 10);
    expect(rows.map(({ kind, amount, payerName }) => [kind, amount.minor, payerName])).toEqual([
      ['bank_transfer', 300n, 'CNRY-recent-payer'],
      ['bank_transfer', 100n, 'CNRY-recent-payer'],
    ]);
    expect(await listRecentRecharges(scopeOf(partner), 1)).toHaveLength(1);
  });

  it('says of a recharge whether a person paid it by an agreement, here and of its transfer', async () => {
    const partner = await partnerOf('by-person');
    await fund(world, partner, '1.00');
    const payer = await payerOf(partner, '张三丰');
    await test.owner.query(`update entrusted_payers set payer_type = 'individual' where id = $1`, [uuidOf(payer.id)]);
    const lineId = await suspenseLine(world.operator, receiving, { payerName: '张三丰', amount: '2.00' });
    const wanted = { lineId, partnerId: partner.id };
    const posted = await proposePosting(actorOf(world.operator, 'finance'), freshKey(), wanted);
    expect(posted).toMatchObject({ ok: true });
    const [latest] = await listRecentRecharges(scopeOf(partner), 1);
    const transferId = latest?.transferId ?? newId('transfer');
    expect((await listRecentRecharges(scopeOf(partner), 2)).map(({ isByPerson }) => isByPerson)).toEqual([true, false]);
    const statements = readScope(actorOf(partner, 'viewer'), 'statements.read');
    expect((await findTransfer(statements, transferId))?.bank).toMatchObject({ isByPerson: true, payerId: payer.id });
  });
});

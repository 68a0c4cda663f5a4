import { type Id, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { demoNumberOf, receivingUuid } from './demo-bank';
import { demoPayers, demoReceivingAccounts, demoRemittanceAccounts } from './demo-bank-plan';
import { type DemoDeed, type DemoTable, ownerOf, userUuid } from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';

type Ago = (days: number) => Date;

/** The operator's accounts, the numbers partners have been given, and who pays for them. */
export function remittanceRows(ago: Ago): readonly DemoTable[] {
  const receiving = demoReceivingAccounts.map((one) => ({
    ...{ id: receivingUuid(one.key), ...ownerOf('cloud'), account_name: '云平台运营有限公司', bank_name: one.bank },
    ...{ branch: one.branch, account_number: one.number, number_prefix: one.prefix, currency: 'CNY' },
    ...{ arrival_days_min: one.from, arrival_days_max: one.to, is_default: one.isDefault, state: 'active' },
    ...{ user_id: userUuid('admin', 'cloud'), created_at: ago(88).toISOString(), updated_at: ago(88).toISOString() },
  }));
  const numbers = demoRemittanceAccounts.map(({ partner, account, daysAgo }) => ({
    ...{ id: uuidOf(remittanceId(partner)), ...ownerOf(partner), receiving_account_id: receivingUuid(account) },
    ...{ number: demoNumberOf(partner), currency: 'CNY', user_id: userUuid('finance', partner) },
    created_at: ago(daysAgo).toISOString(),
  }));
  const payers = demoPayers.map((one) => ({
    ...{ id: uuidOf(payerId(one)), ...ownerOf(one.partner), payer_name: one.name, name_key: payerNameKey(one.name) },
    ...{ payer_type: one.type, relationship: one.relationship, agreement_version: '2026-11' },
    ...{ reason: one.relationship === 'creditor_debtor' ? 'debt' : 'on_behalf', note: 'note' in one ? one.note : null },
    expires_at: 'expired' in one ? ago(one.expired).toISOString() : null,
    voided_at: 'voided' in one ? ago(one.voided).toISOString() : null,
    voided_by: 'voided' in one ? userUuid('finance', one.partner) : null,
    ...{ user_id: userUuid('finance', one.partner), created_at: ago(one.daysAgo).toISOString() },
  }));
  return [
    ['receiving_accounts', receiving],
    ['remittance_accounts', numbers],
    ['entrusted_payers', payers],
  ];
}

/** Who has opened, agreed and voided them. */
export function remittanceDeeds(ago: Ago): DemoDeed[] {
  const by = (who: string, code: string) => ({ by: demoEmail(who, code), organization: code, via: 'session' }) as const;
  const accounts = demoReceivingAccounts.map(
    ({ key, number, prefix, isDefault }): DemoDeed => ({
      ...{ ...by('admin', 'cloud'), at: ago(88), action: 'receiving_accounts.add' },
      ...{
        subjectId: demoId('receivingAccount', `receiving ${key}`),
        detail: { accountNumber: number, numberPrefix: prefix, isDefault: String(isDefault) },
      },
    }),
  );
  const numbers = demoRemittanceAccounts.map(
    ({ partner, daysAgo }): DemoDeed => ({
      ...{ ...by('finance', partner), at: ago(daysAgo), action: 'remittance_accounts.open' },
      ...{ subjectId: remittanceId(partner), detail: { remittanceNumber: demoNumberOf(partner) } },
    }),
  );
  const payers = demoPayers.flatMap((one): DemoDeed[] => {
    const deed = {
      ...by('finance', one.partner),
      subjectId: payerId(one),
      detail: { payerType: one.type, agreementVersion: '2026-11' },
    };
    const added = { ...deed, at: ago(one.daysAgo), action: 'payers.add' };
    return 'voided' in one ? [added, { ...deed, at: ago(one.voided), action: 'payers.void' }] : [added];
  });
  return [...accounts, ...numbers, ...payers];
}

const remittanceId = (partner: string): Id<'remittanceAccount'> => demoId('remittanceAccount', `remittance ${partner}`);
const payerId = ({ partner, name }: { partner: string; name: string }): Id<'entrustedPayer'> =>
  demoId('entrustedPayer', `payer ${partner} ${name}`);

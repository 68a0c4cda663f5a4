import { type PdfBlock, writePdf } from '@/lib/pdf-document';
import { groupedNumber } from '@/lib/virtual-number';
import { dayAt } from '@/lib/zoned-time';
import en from '@/messages/en/recharge.json' with { type: 'json' };
import zh from '@/messages/zh-CN/recharge.json' with { type: 'json' };
import type { RemittanceAccount } from './remittance-queries';

/**
 * The certificate of a dedicated account, for the partner's accounts department and its bank: whose it is, and where money has to be sent.
 * One page, issued by the company that holds the account; a bank knows nothing of the platform's name.
 *
 * @param about.author whose certificate it is: the platform's name
 * @source spec/06 §6.2
 */
export function writeCertificate(
  account: RemittanceAccount,
  about: { language: 'zh-CN' | 'en'; timeZone: string; madeAt: Date; author: string },
): AsyncGenerator<Uint8Array, void, void> {
  const words = (about.language === 'en' ? en : zh).certificate;
  const { name, nameEn } = account.organization;
  const { arrivalDaysMin: min, arrivalDaysMax: max } = account;
  const lines = [
    { label: words.holder, value: about.language === 'en' && nameEn ? `${nameEn} (${name})` : name },
    { label: words.number, value: groupedNumber(account.number) },
    { label: words.accountName, value: account.accountName },
    { label: words.bank, value: account.bankName },
    { label: words.branch, value: account.branch },
    { label: words.currency, value: account.currency },
    { label: words.arrival, value: min === max ? String(min) : `${min}–${max}` },
    { label: words.openedOn, value: dayAt(account.openedAt, about.timeZone) },
    { label: words.issuer, value: `${account.accountName} (${about.author})` },
    { label: words.madeOn, value: dayAt(about.madeAt, about.timeZone) },
  ];
  const blocks: PdfBlock[] = [
    { kind: 'lines', lines },
    { kind: 'text', text: words.note },
  ];
  const { language, author, madeAt } = about;
  return writePdf({ language, author, madeAt, title: words.title, pageWords: words.page, blocks });
}

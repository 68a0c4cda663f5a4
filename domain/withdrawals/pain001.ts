import { create } from 'xmlbuilder2';
import { isIban } from '@/lib/bank-account';
import { type Currency, formatMoney, sum } from '@/lib/money';
import type { Payment } from './payments';

/** What a payment file says besides its payments. */
export interface PaymentOrder {
  /** Of at most 35 capitals, digits and hyphens. */
  readonly number: string;
  readonly createdAt: Date;
  /** `YYYY-MM-DD` */
  readonly executionOn: string;
  readonly currency: Currency;
  readonly debtor: {
    readonly accountName: string;
    readonly accountNumber: string;
    readonly bankName: string;
    readonly branch: string;
  };
  readonly payments: readonly Payment[];
}

/**
 * A payment order as banks read it: ISO 20022, customer credit transfer initiation, `pain.001.001.09`. One group, one day, one account; the
 * sums are those of its payments to the cent.
 *
 * Names stand in it as they are, Chinese too. What no XML can hold or no eye can see is left out, and what is longer than the standard lets it
 * be is cut. Identifiers are made of capitals, digits and hyphens alone.
 *
 * @source spec/06 §6.5, ISO 20022 MDR "Payments Initiation" pain.001.001.09
 */
export function pain001(order: PaymentOrder): string {
  const { number, createdAt, executionOn, currency, debtor, payments } = order;
  const totals = {
    NbOfTxs: String(payments.length),
    CtrlSum: formatMoney(
      sum(
        payments.map((payment) => payment.amount),
        currency,
      ),
    ),
  };
  const initiation = {
    GrpHdr: {
      MsgId: number,
      CreDtTm: `${createdAt.toISOString().slice(0, 19)}Z`,
      ...totals,
      InitgPty: { Nm: textOf(debtor.accountName, 140) },
    },
    PmtInf: {
      PmtInfId: number,
      PmtMtd: 'TRF',
      ...totals,
      ReqdExctnDt: { Dt: executionOn },
      Dbtr: { Nm: textOf(debtor.accountName, 140) },
      DbtrAcct: { Id: accountOf(debtor.accountNumber), Ccy: currency },
      DbtrAgt: agentOf(debtor),
      CdtTrfTxInf: payments.map(transferOf),
    },
  };
  const root = { '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09', CstmrCdtTrfInitn: initiation };
  return create({ version: '1.0', encoding: 'UTF-8' }, { Document: root }).end({ prettyPrint: true });
}

const transferOf = (payment: Payment) => ({
  PmtId: { InstrId: payment.endToEndId, EndToEndId: payment.endToEndId },
  Amt: { InstdAmt: { '@Ccy': payment.amount.currency, '#': formatMoney(payment.amount) } },
  CdtrAgt: agentOf(payment),
  Cdtr: { Nm: textOf(payment.accountName, 140) },
  CdtrAcct: { Id: accountOf(payment.accountNumber) },
  RmtInf: { Ustrd: textOf(payment.remittance, 140) },
});

const agentOf = ({ bankName, branch }: Pick<Payment, 'bankName' | 'branch'>) => ({
  FinInstnId: { Nm: textOf(bankName, 140) },
  ...(branch === null ? {} : { BrnchId: { Nm: textOf(branch, 140) } }),
});

const accountOf = (number: string) => (isIban(number) ? { IBAN: number } : { Othr: { Id: number } });

/** Text as the standard takes it: never empty, at most `max` characters, nothing in it that XML does not know or that hides. */
const textOf = (text: string, max: number): string => {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Z}\uFFFD]+/gu, ' ')
    .trim();
  return [...plain].slice(0, max).join('').trim() || 'NOTPROVIDED';
};

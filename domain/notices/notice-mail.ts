import type { AuditDetail } from '@/db/schema/kernel';
import { localName } from '@/lib/local-name';
import en from '@/messages/en/notices.json' with { type: 'json' };
import zh from '@/messages/zh-CN/notices.json' with { type: 'json' };
import { kindKey, type NoticeKind, textKey } from './model';

/** The names a notice speaks of, in the reader's language. */
export function noticeNames(facts: AuditDetail, language: string): { customer: string; partner: string } {
  const nameOf = (of: 'customer' | 'partner') => {
    const [name, nameEn] = [facts[of], facts[`${of}En`]];
    return typeof name === 'string'
      ? localName({ name, nameEn: typeof nameEn === 'string' ? nameEn : null }, language)
      : '—';
  };
  return { customer: nameOf('customer'), partner: nameOf('partner') };
}

/** A notice as a mail says it: its title and its one sentence. */
export function noticeMail(
  language: 'zh-CN' | 'en',
  kind: NoticeKind,
  facts: AuditDetail,
): { title: string; text: string } {
  const words: { kinds: Readonly<Record<string, string>>; texts: Readonly<Record<string, string>> } =
    language === 'en' ? en : zh;
  const { amount = '', currency = '', count = 1, host = '' } = facts;
  const values: Readonly<Record<string, string>> = {
    ...noticeNames(facts, language),
    amount: `${amount} ${currency}`.trim(),
    count: String(count),
    host: String(host),
  };
  const text = words.texts[textKey(kind, facts)] ?? '';
  return {
    title: words.kinds[kindKey(kind)] ?? '',
    text: text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place),
  };
}

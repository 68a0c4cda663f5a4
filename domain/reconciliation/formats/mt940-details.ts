/** What field 86 tells of a transaction. */
export interface Mt940Details {
  readonly name?: string | undefined;
  readonly account?: string | undefined;
  readonly endToEnd?: string | undefined;
  readonly remittance: string;
}

/** The words of the form `/NAME/…`, as banks that follow SWIFT's usage guidelines write them. */
const slashWords =
  'TRTP|TRCD|IBAN|ACCT|BIC|NAME|REMI|EREF|PREF|ORDP|BENM|CNTP|MARF|CSID|CREF|ADDR|ISDT|UDTR|UCRD|ULTD|ULTB|PURP|RTRN|ID|IREF|OCMT|EXCH|CHGS';
const slashForm = new RegExp(`/(${slashWords})/`);

/** The words within the remittance text of the German form. */
const plusForm = /(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC)\+/;

/**
 * Reads field 86 in its two structured forms, `166?20…?32…` and `/NAME/…/REMI/…`; in any other it is a free text.
 *
 * @param lines as they stand in the file: both forms are wrapped anywhere, a free text between words
 */
export function detailsOf86(lines: readonly string[]): Mt940Details {
  const joined = lines.join('').trimStart();
  const sign = /^(?:\d{3})?([?<>~^|+])(?:00|10|20)/.exec(joined)?.[1];
  if (sign) return subfields(joined, sign);
  if (slashForm.test(joined.slice(0, 8))) return slashed(joined);
  return { remittance: lines.join(' ') };
}

/** `?20` to `?29` and `?60` to `?63` are the text, `?31` the account, `?32` and `?33` the name. */
function subfields(text: string, sign: string): Mt940Details {
  const fields = new Map<string, string>();
  for (const part of text.split(sign).slice(1)) {
    const code = part.slice(0, 2);
    if (/^\d\d$/.test(code)) fields.set(code, (fields.get(code) ?? '') + part.slice(2));
  }
  const codes = [...fields.keys()].filter((code) => /^(?:2\d|6[0-3])$/.test(code)).toSorted();
  const remittance = codes.map((code) => fields.get(code)).join('');
  const words = wordsIn(remittance, plusForm);
  return {
    name: `${fields.get('32') ?? ''}${fields.get('33') ?? ''}`,
    account: fields.get('31') ?? words.get('IBAN'),
    endToEnd: words.get('EREF'),
    remittance: words.get('SVWZ') ?? remittance,
  };
}

function slashed(text: string): Mt940Details {
  const words = wordsIn(text, slashForm);
  const [account, , name] = (words.get('CNTP') ?? '').split('/');
  const remittance = (words.get('REMI') ?? '').replace(/^(?:USTD|STRD)\/+/, '');
  return {
    name: withoutEnd(words.get('NAME') ?? name),
    account: withoutEnd(words.get('IBAN') ?? words.get('ACCT') ?? account),
    endToEnd: withoutEnd(words.get('EREF')),
    remittance: withoutEnd(remittance) ?? '',
  };
}

const withoutEnd = (text: string | undefined): string | undefined => text?.replace(/\/+$/, '');

/** What stands behind each word, up to the next. Of a word that comes twice the first counts. */
function wordsIn(text: string, word: RegExp): Map<string, string> {
  const [, ...parts] = text.split(word);
  const words = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [name = '', value = ''] = parts.slice(at, at + 2);
    if (!words.has(name)) words.set(name, value.trim());
  }
  return words;
}

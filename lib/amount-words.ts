import { currencies, type Money } from './money';

const small = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const powers = [
  [10n ** 18n, 'quintillion'],
  [10n ** 15n, 'quadrillion'],
  [10n ** 12n, 'trillion'],
  [10n ** 9n, 'billion'],
  [10n ** 6n, 'million'],
  [1_000n, 'thousand'],
  [100n, 'hundred'],
] as const;

/**
 * An amount in English words, as cheques have it: `One thousand two hundred thirty-four and 56/100 CNY`. The smaller unit stays in figures, as a
 * fraction of the larger.
 */
export function amountWords({ minor, currency }: Money): string {
  const scale = currencies[currency];
  const unit = 10n ** BigInt(scale);
  const size = minor < 0n ? -minor : minor;
  const whole = wholeWords(size / unit);
  const fraction = scale === 0 ? '' : ` and ${String(size % unit).padStart(scale, '0')}/${unit}`;
  const words = `${minor < 0n ? 'minus ' : ''}${whole}${fraction} ${currency}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function wholeWords(value: bigint): string {
  for (const [power, name] of powers) {
    if (value < power) continue;
    const rest = value % power;
    return `${wholeWords(value / power)} ${name}${rest === 0n ? '' : ` ${wholeWords(rest)}`}`;
  }
  const number = Number(value);
  if (number < 20) return small[number] ?? '';
  const ones = number % 10;
  return `${tens[(number - ones) / 10]}${ones === 0 ? '' : `-${small[ones]}`}`;
}

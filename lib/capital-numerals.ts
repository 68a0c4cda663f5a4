const digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
const places = ['仟', '佰', '拾', ''] as const;

/**
 * An amount of yuan in the capital numerals of Chinese payment documents: 壹仟贰佰叁拾肆元伍角陆分, 伍万元整.
 *
 * Where the rules leave a choice: no 零 when only 元 or 万 itself is zero (壹仟陆佰捌拾元叁角贰分), and 整 also after 角, so
 * that nothing can be written behind it.
 *
 * @param minor fen; a negative amount begins with 负
 * @source 支付结算办法 附一: 正确填写票据和结算凭证的基本规定
 */
export function capitalNumerals(minor: bigint): string {
  if (minor < 0n) return `负${capitalNumerals(-minor)}`;
  const [yuan, jiao, fen] = [minor / 100n, (minor / 10n) % 10n, minor % 10n];
  const whole = yuan > 0n ? `${wholeNumber(yuan)}元` : '';
  if (jiao === 0n && fen === 0n) return `${whole || '零元'}整`;
  if (fen === 0n) return `${whole}${digit(jiao)}角整`;
  if (jiao > 0n) return `${whole}${digit(jiao)}角${digit(fen)}分`;
  return `${whole}${whole && '零'}${digit(fen)}分`;
}

const digit = (value: bigint): string => digits[Number(value)] ?? '';

/** Splits at 亿 or 万, as the number is spoken; 零 stands for the places between the two parts that hold nothing. */
function wholeNumber(value: bigint): string {
  if (value < 10_000n) return upTo9999(value);
  const [unit, name] = value < 100_000_000n ? [10_000n, '万'] : [100_000_000n, '亿'];
  const [high, low] = [value / unit, value % unit];
  if (low === 0n) return `${wholeNumber(high)}${name}`;
  return `${wholeNumber(high)}${name}${low < unit / 10n ? '零' : ''}${wholeNumber(low)}`;
}

const upTo9999 = (value: bigint): string =>
  [...value.toString().padStart(4, '0')]
    .map((each, index) => (each === '0' ? '零' : `${digit(BigInt(each))}${places[index]}`))
    .join('')
    .replace(/零+/g, '零')
    .replace(/^零|零$/g, '');

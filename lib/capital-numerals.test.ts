import { expect, test } from 'vitest';
import { capitalNumerals } from './capital-numerals';

test.each([
  ['0.00', '零元整'],
  ['0.01', '壹分'],
  ['0.10', '壹角整'],
  ['0.11', '壹角壹分'],
  ['1.00', '壹元整'],
  ['1.01', '壹元零壹分'],
  ['10.00', '壹拾元整'],
  ['10.50', '壹拾元伍角整'],
  ['11.05', '壹拾壹元零伍分'],
  ['100.00', '壹佰元整'],
  ['101.00', '壹佰零壹元整'],
  ['110.00', '壹佰壹拾元整'],
  ['325.04', '叁佰贰拾伍元零肆分'],
  ['1000.00', '壹仟元整'],
  ['1001.00', '壹仟零壹元整'],
  ['1010.00', '壹仟零壹拾元整'],
  ['1100.00', '壹仟壹佰元整'],
  ['1234.56', '壹仟贰佰叁拾肆元伍角陆分'],
  ['1409.50', '壹仟肆佰零玖元伍角整'],
  ['1680.32', '壹仟陆佰捌拾元叁角贰分'],
  ['6007.14', '陆仟零柒元壹角肆分'],
  ['10000.00', '壹万元整'],
  ['10001.00', '壹万零壹元整'],
  ['10010.01', '壹万零壹拾元零壹分'],
  ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
  ['20100.00', '贰万零壹佰元整'],
  ['50000.00', '伍万元整'],
  ['50500.00', '伍万零伍佰元整'],
  ['107000.53', '壹拾万柒仟元伍角叁分'],
  ['100700.00', '壹拾万零柒佰元整'],
  ['1000000.00', '壹佰万元整'],
  ['1010101.01', '壹佰零壹万零壹佰零壹元零壹分'],
  ['10000000.00', '壹仟万元整'],
  ['10000001.00', '壹仟万零壹元整'],
  ['100000000.00', '壹亿元整'],
  ['100000001.00', '壹亿零壹元整'],
  ['100010000.00', '壹亿零壹万元整'],
  ['100100000.00', '壹亿零壹拾万元整'],
  ['105000000.00', '壹亿零伍佰万元整'],
  ['110000000.00', '壹亿壹仟万元整'],
  ['2147483647.00', '贰拾壹亿肆仟柒佰肆拾捌万叁仟陆佰肆拾柒元整'],
  ['1000000000000.00', '壹万亿元整'],
  ['1000100000000.00', '壹万零壹亿元整'],
  ['1000000010000.00', '壹万亿零壹万元整'],
  ['-12.30', '负壹拾贰元叁角整'],
])('%s is %s', (amount, numerals) => {
  expect(capitalNumerals(BigInt(amount.replace('.', '')))).toBe(numerals);
});

test('every amount reads back as itself', () => {
  for (let step = 0n, minor = 1n; step < 3000n; step += 1n, minor = (minor * 31n + step * 7919n) % 10n ** 18n) {
    for (const amount of [minor, minor - (minor % 1000n), step]) {
      expect(readBack(capitalNumerals(amount)), `${amount}`).toBe(amount);
      expect(capitalNumerals(amount)).not.toMatch(/零零|零[万亿角拾佰仟]/);
    }
  }
});

/** Reads capital numerals the way a person does, to check the writer with something that is not its mirror image. */
function readBack(text: string): bigint {
  const [whole = '', rest = ''] = text.includes('元') ? text.split('元') : ['', text];
  const part = (name: string) =>
    BigInt('零壹贰叁肆伍陆柒捌玖'.indexOf(new RegExp(`(.)${name}`).exec(rest)?.[1] ?? '零'));
  return readWhole(whole) * 100n + part('角') * 10n + part('分');
}

function readWhole(text: string): bigint {
  for (const [name, unit] of [
    ['亿', 100_000_000n],
    ['万', 10_000n],
    ['仟', 1000n],
    ['佰', 100n],
    ['拾', 10n],
  ] as const) {
    const at = text.lastIndexOf(name);
    if (at >= 0) return readWhole(text.slice(0, at)) * unit + readWhole(text.slice(at + 1));
  }
  return BigInt('零壹贰叁肆伍陆柒捌玖'.indexOf(text.replaceAll('零', '') || '零'));
}

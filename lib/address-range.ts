import ipaddr from 'ipaddr.js';

/** The shortest prefixes that still narrow something: a sixteen-millionth part of IPv4 each, and what a provider is given of IPv6. */
const shortestPrefix = { ipv4: 8, ipv6: 16 } as const;

/** Addresses as a person names them, in their one spelling, or what is wrong. */
export type AddressRange =
  | { readonly range: string }
  | { readonly problem: 'address_not_valid' | 'address_range_too_wide' };

/**
 * Reads one address, or a range of them in CIDR notation. Both families; IPv4 written within IPv6 is IPv4, and a range begins where its
 * prefix says, whichever of its addresses was written.
 */
export function readAddressRange(text: string): AddressRange {
  const [, written = '', length] = /^([0-9a-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const isMapped = /^::ffff:\d+\./i.test(written);
  const address = readAddress(written);
  if (!address) return { problem: 'address_not_valid' };
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length) - (isMapped ? 96 : 0);
  if (prefix < 0 || prefix > bits) return { problem: 'address_not_valid' };
  if (prefix < shortestPrefix[address.kind()]) return { problem: 'address_range_too_wide' };
  if (prefix === bits) return { range: address.toString() };
  return { range: `${beginOf(address, prefix)}/${prefix}` };
}

/** Whether `address` is one of `ranges` as `readAddressRange` spells them. An address nobody knows is in none. */
export function isWithinRanges(address: string | null, ranges: readonly string[]): boolean {
  const asked = address === null ? undefined : readAddress(address);
  if (!asked) return false;
  return ranges.some((range) => {
    const [written = '', length] = range.split('/');
    const begin = readAddress(written);
    if (begin?.kind() !== asked.kind()) return false;
    return beginOf(asked, length === undefined ? asked.toByteArray().length * 8 : Number(length)) === begin.toString();
  });
}

/** Four decimal numbers or IPv6 without a zone: the spellings that mean the same to everybody. */
function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined;
}

/** The first address of the network of that prefix which `address` is in. */
function beginOf(address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): string {
  const masked = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & ((0xff << (8 - kept)) & 0xff);
  });
  return ipaddr.fromByteArray(masked).toString();
}

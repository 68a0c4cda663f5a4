import ipaddr from 'ipaddr.js';

/** Where Azure answers its machines about themselves: the one address of that kind that lies among public ones. */
const azureHost = '168.63.129.16';

/**
 * Whether an IP address is one of the public internet, so that nothing of ours, of our neighbours or of this machine is behind it.
 *
 * What wraps an IPv4 address (mapped, NAT64, 6to4) is as public as what it wraps. Of IPv6 only 2000::/3 has ever been given out.
 *
 * @source quality/acceptance.md §0.12, W2
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = unwrapped(ipaddr.parse(text));
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return address.toString() !== azureHost;
  return address.match(globalUnicast, 3);
}

const globalUnicast = ipaddr.IPv6.parse('2000::');

function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6145' || range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12));
  return range === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : address;
}

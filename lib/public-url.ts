import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { parse } from 'tldts';
import { z } from 'zod';

/** What can be wrong with an address; each is a key of `fields.json` of the messages. */
export type UrlProblem =
  | 'url_not_https'
  | 'url_too_long'
  | 'url_characters'
  | 'url_credentials'
  | 'url_fragment'
  | 'url_port'
  | 'url_private_host'
  | 'url_lookalike'
  | 'url_public_suffix'
  | 'url_not_valid';

/** An address on the public web, or why a text is none. */
export type PublicUrl =
  | {
      readonly ok: true;
      /** The one spelling in which it is kept and compared. */
      readonly href: string;
      /** The host as the network knows it: ASCII, with its port unless that is 443. */
      readonly host: string;
      /** The same host as people read it. */
      readonly unicodeHost: string;
      /** Whether the two differ: then it may look like another host, and both have to be shown. */
      readonly isInternational: boolean;
    }
  | { readonly ok: false; readonly problem: UrlProblem };

const scheme = 'https://';
const longest = 2048;

/** Characters that reorder, hide or split text, and those an address never holds as they are (RFC 3986). `%` writes what is needed of them. */
const forbidden = /[\p{C}\p{Z}\\"<>^`{|}]/u;

/** Ports from 1024 on at which something else than a web server answers: what browsers refuse too, databases, queues, control planes. */
const closedPorts = new Set([
  1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3268, 3269, 3306, 3389, 3659,
  4045, 4190, 4369, 5060, 5061, 5432, 5433, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667,
  6668, 6669, 6679, 6697, 8086, 9000, 9042, 9092, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 26257, 27017, 27018,
  50070,
]);

/** Last labels that never name a host of the public web (RFC 2606, 6761, 6762, 7686, 8375, 9476, and what private networks use). */
const privateSuffix =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|test|invalid|onion|alt|arpa)$/;

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Reads an address to which money's news or a customer's browser may be sent. This is the only judge of such addresses; whether the name leads
 * to a public machine is judged anew at every connection (`outbound.ts`).
 *
 * The raw text is judged before it is parsed, since parsers drop blanks, turn `\` into `/` and full-width digits into addresses.
 *
 * @source quality/acceptance.md I6, spec/08 §8.1 and §8.2
 */
export function readPublicUrl(text: string): PublicUrl {
  if (text.length > longest) return refused('url_too_long');
  if (!text.startsWith(scheme)) return refused('url_not_https');
  if (forbidden.test(text)) return refused('url_characters');
  const written = text.slice(scheme.length).split(/[/?#]/, 1)[0] ?? '';
  if (written.includes('@')) return refused('url_credentials');
  if (text.includes('#')) return refused('url_fragment');
  if (!URL.canParse(text)) return refused(problemOfUnreadable(written));
  const url = new URL(text);
  if (url.href.length > longest) return refused('url_too_long');
  const problem = problemOfHost(url.hostname, written) ?? problemOfPort(url.port, written);
  if (problem) return refused(problem);
  const unicodeHost = url.host.replace(url.hostname, domainToUnicode(url.hostname));
  return { ok: true, href: url.href, host: url.host, unicodeHost, isInternational: unicodeHost !== url.host };
}

/** An address of a form or a request; what comes out is its one spelling. Its problems are `required` and those of `readPublicUrl`. */
export const publicUrl = z.string('required').transform((text, context) => {
  const read = readPublicUrl(text);
  if (read.ok) return read.href;
  context.addIssue({ code: 'custom', message: text === '' ? 'required' : read.problem });
  return z.NEVER;
});

/** The same, where nothing written counts as nothing: absent, empty and blank become `null`. */
export const optionalPublicUrl = z
  .preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), publicUrl.nullish())
  .transform((href) => href ?? null);

const refused = (problem: UrlProblem): PublicUrl => ({ ok: false, problem });

/** What does not parse: mostly a port beyond all ports, or numbers that are meant to be an address. */
function problemOfUnreadable(written: string): UrlProblem {
  if (/:\d*[^\d\]][^\]]*$|:\d{5,}$/.test(written)) return 'url_port';
  return written.startsWith('[') ? 'url_private_host' : 'url_not_valid';
}

function problemOfHost(host: string, written: string): UrlProblem | undefined {
  if (host.startsWith('[') || isIP(host) !== 0) return 'url_private_host';
  // A dot at the end is the same name and another origin: comparing hosts would go wrong.
  if (!host.split('.').every((part) => label.test(part)) || host.length > 253) return 'url_not_valid';
  if (!host.includes('.') || privateSuffix.test(host)) return 'url_private_host';
  const unicodeHost = domainToUnicode(host);
  // xn-- that writes plain letters in a roundabout way.
  if (domainToASCII(unicodeHost) !== host) return 'url_not_valid';
  // What was written has to be the host itself, in one of its two forms. Else it is written in characters that only look like it or vanish.
  const name = written
    .replace(/:[^:]*$/, '')
    .normalize('NFC')
    .toLowerCase();
  if (name !== host && name !== unicodeHost) return written === '' ? 'url_not_valid' : 'url_lookalike';
  const { domain } = parse(host, { allowPrivateDomains: true, detectIp: false, validateHostname: false });
  return domain === null ? 'url_public_suffix' : undefined;
}

function problemOfPort(port: string, written: string): UrlProblem | undefined {
  if (!/^[^:]+(?::\d{1,5})?$/.test(written)) return 'url_port';
  if (port === '') return undefined;
  const number = Number(port);
  return number < 1024 || closedPorts.has(number) ? 'url_port' : undefined;
}

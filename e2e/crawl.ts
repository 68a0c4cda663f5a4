import { requestPayload } from './payload';

/** A page as it was answered, in one of the ways in which it can be asked for. */
export interface CrawledDocument {
  readonly path: string;
  readonly status: number;
  readonly text: string;
  readonly cacheControl: string;
}

/** The ways in which one page can be asked for. */
const variants: readonly Record<string, string>[] = [
  {},
  { RSC: '1' },
  { RSC: '1', 'Next-Router-Prefetch': '1' },
  { RSC: '1', 'Next-Router-Segment-Prefetch': '/_tree' },
];
/** How many addresses are looked at, the first ones and what they lead to. */
const addressesMax = 320;

/** Every page from `starts` on, in all its forms, and the pages they lead to, as somebody with that cookie sees them. */
export async function crawl(base: string, cookie: string, starts: readonly string[]): Promise<CrawledDocument[]> {
  const waiting = [...starts];
  const seen = new Set(waiting);
  const documents: CrawledDocument[] = [];
  const visit = async (path: string) => {
    for (const variant of variants) {
      const answer = await requestPayload(base, path, { Cookie: cookie, ...variant });
      const cacheControl = answer.headers['cache-control'] ?? '';
      documents.push({
        path: `${path} ${JSON.stringify(variant)}`,
        status: answer.status,
        text: answer.text,
        cacheControl,
      });
      if (answer.status === 404) return;
      for (const href of linksIn(answer.text)) {
        const known = seen.has(href) || seen.size > addressesMax;
        if (!known) waiting.push(href);
        seen.add(href);
      }
    }
  };
  while (waiting.length > 0) await Promise.all(waiting.splice(0, 6).map(visit));
  return documents;
}

/** Addresses of our own in a page, as a reader would follow them. */
const linksIn = (html: string): string[] =>
  [...html.matchAll(/href="(\/[^"#]*)/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => !/^\/(_next|preferences|icon|sign-in)/.test(href));

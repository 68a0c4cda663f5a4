import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What stands in a row of a page, from left to right. */
export interface PdfRow {
  /** The texts, one blank between those that do not touch. */
  readonly text: string;
  /** The texts, each with where it begins and ends, in points from the left. */
  readonly parts: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

/** A document as a reader's program sees it: what it says of itself, and the rows of each page from top to bottom. */
export async function readPdf(bytes: Uint8Array) {
  const task = getDocument({ data: Uint8Array.from(bytes), useSystemFonts: false, verbosity: 0 });
  const pdf = await task.promise;
  const { info } = await pdf.getMetadata();
  const pages: PdfRow[][] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) pages.push(await rowsOf(await pdf.getPage(number)));
  await task.destroy();
  return { info: { ...info } as Readonly<Record<string, unknown>>, pages };
}

/** Only the rows' texts, page by page. */
export const pdfTexts = async (bytes: Uint8Array): Promise<string[][]> =>
  (await readPdf(bytes)).pages.map((rows) => rows.map(({ text }) => text));

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>;

async function rowsOf(page: Page): Promise<PdfRow[]> {
  const { items } = await page.getTextContent();
  const rows = new Map<number, { text: string; start: number; end: number }[]>();
  for (const item of items) {
    if (!('str' in item) || item.str === '') continue;
    const [, , , , x = 0, y = 0] = item.transform.map(Number);
    const height = Math.round(y);
    rows.set(height, [...(rows.get(height) ?? []), { text: item.str, start: x, end: x + item.width }]);
  }
  return [...rows]
    .toSorted(([a], [b]) => b - a)
    .map(([, found]) => {
      const parts = found.filter(({ text }) => text.trim()).toSorted((a, b) => a.start - b.start);
      return { text: joined(parts), parts };
    })
    .filter(({ text }) => text);
}

function joined(parts: PdfRow['parts']): string {
  let [text, end] = ['', Number.POSITIVE_INFINITY];
  for (const part of parts) {
    text += (part.start - end > 1 ? ' ' : '') + part.text;
    end = part.end;
  }
  return text.replaceAll(/\s+/g, ' ').trim();
}

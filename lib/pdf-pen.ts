/** Where and how a text is written; `y` is the top of its line. */
interface PenAt {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
}

/** A drawing that pages show before anybody knows what will be in it. */
export interface PdfForm {
  readonly reference: PDFKit.PDFKitReference;
}

/** What pages are drawn with. */
export interface PdfPen {
  /** The text as it can be written: composed, without control characters, what the font lacks as `[U+4DAE]`. */
  plain(text: string): string;
  width(text: string, size: number): number;
  text(text: string, at: PenAt): void;
  fill(box: { x: number; y: number; width: number; height: number; color: string }): void;
  newForm(): PdfForm;
  /** `y` as with a text. */
  drawForm(form: PdfForm, at: { x: number; y: number }): void;
  writeForm(form: PdfForm, text: string, how: { size: number; color: string }): void;
  /** Gives away what is finished of this page. */
  endPage(): void;
}

/** What pdfkit 0.20 has and its types do not: fonts by their glyphs, and the parts of an object that is not written yet. */
interface Inside {
  readonly _font: {
    readonly id: string;
    readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
    readonly ascender: number;
    ref(): PDFKit.PDFKitReference;
    encode(text: string): readonly [readonly string[], readonly { readonly advanceWidth: number }[]];
  };
}

/** A form's name among the things a page shows. */
const formName = 'PageCount';

/**
 * A pen for a document whose font has been chosen. It writes character by character, each in its full width, and remembers what a character
 * looks like: pdfkit's own way lays out every text anew and takes six times as long.
 */
export function penOf(pdf: PDFKit.PDFDocument): PdfPen {
  const font = insideOf(pdf)._font;
  const glyphs = new Map<string, { code: string; width: number }>();
  const glyphOf = (character: string) => {
    let glyph = glyphs.get(character);
    if (!glyph) {
      const [codes, positions] = font.encode(character);
      glyph = { code: codes.join(''), width: positions.reduce((sum, each) => sum + each.advanceWidth, 0) / 1000 };
      glyphs.set(character, glyph);
    }
    return glyph;
  };
  /** `up` is 1 where y counts from the bottom, as the format itself does, and -1 on pages, where it counts from the top. */
  const written = (text: string, up: 1 | -1, { x, y, size, color }: PenAt): string => {
    const baseline = y - (up * font.ascender * size) / 1000;
    const codes = [...text].map((character) => glyphOf(character).code).join('');
    const place = `1 0 0 ${up} ${x.toFixed(2)} ${baseline.toFixed(2)} Tm`;
    return `BT ${rgb(color)} rg /${font.id} ${size} Tf ${place} <${codes}> Tj ET`;
  };
  return {
    plain: (text) => [...text.toWellFormed().normalize('NFC')].map((each) => plainOf(font.font, each)).join(''),
    width: (text, size) => [...text].reduce((sum, character) => sum + glyphOf(character).width, 0) * size,
    text(text, at) {
      if (!text) return;
      pdf.page.fonts[font.id] = font.ref();
      pdf.addContent(written(text, -1, at));
    },
    fill({ x, y, width, height, color }) {
      pdf.addContent(`${rgb(color)} rg ${[x, y, width, height].map((each) => each.toFixed(2)).join(' ')} re f`);
    },
    newForm: () => ({
      reference: pdf.ref({ Type: 'XObject', Subtype: 'Form', FormType: 1, BBox: [0, -20, 400, 40] }),
    }),
    drawForm({ reference }, { x, y }) {
      pdf.page.xobjects[formName] = reference;
      pdf.addContent(`q 1 0 0 -1 ${x.toFixed(2)} ${y.toFixed(2)} cm /${formName} Do Q`);
    },
    writeForm({ reference }, text, how) {
      Object.assign(dataOf(reference), { Resources: { Font: { [font.id]: font.ref() } } });
      reference.end(written(text, 1, { x: 0, y: 0, ...how }));
    },
    endPage() {
      const { dictionary } = pdf.page;
      pdf.flushPages();
      // It is written, and only its number is asked for again; with its contents it would stay in memory until the end.
      forget(dictionary);
    },
  };
}

function plainOf(font: Inside['_font']['font'], character: string): string {
  if (character === '\t') return ' ';
  if (/[\r\n\u2028\u2029]/.test(character)) return character;
  if (/[\p{Cc}\p{Cf}]/u.test(character)) return '';
  const code = character.codePointAt(0) ?? 0;
  return font.hasGlyphForCodePoint(code) ? character : `[U+${code.toString(16).toUpperCase()}]`;
}

/** The version of pdfkit is pinned, and `lib/pdf-document.test.ts` reads back what this makes. */
const insideOf = (pdf: PDFKit.PDFDocument): Inside => pdf as unknown as Inside;

/** As `insideOf`. */
const dataOf = (reference: PDFKit.PDFKitReference): Record<string, unknown> =>
  (reference as unknown as { data: Record<string, unknown> }).data;

function forget(reference: PDFKit.PDFKitReference): void {
  const data = dataOf(reference);
  for (const name of Object.keys(data)) delete data[name];
}

const rgb = (color: string): string =>
  [1, 3, 5].map((at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ');

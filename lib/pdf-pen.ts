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
    encode(text: string): readonly [readonly string[], unknown];
  };
}

/** A form's name among the things a page shows. */
const formName = 'PageCount';

/** A pen for a document whose font has been chosen. */
export function penOf(pdf: PDFKit.PDFDocument): PdfPen {
  const font = insideOf(pdf)._font;
  const unit = 1000;
  const widths = new Map<string, number>();
  const widthOf = (character: string): number => {
    let width = widths.get(character);
    if (width === undefined) {
      width = pdf.fontSize(unit).widthOfString(character) / unit;
      widths.set(character, width);
    }
    return width;
  };
  return {
    plain: (text) =>
      [...text.toWellFormed().normalize('NFC').replaceAll('\t', ' ')]
        .map((character) => {
          if (/[\r\n\u2028\u2029]/.test(character)) return character;
          if (/[\p{Cc}\p{Cf}]/u.test(character)) return '';
          const code = character.codePointAt(0) ?? 0;
          return font.font.hasGlyphForCodePoint(code) ? character : `[U+${code.toString(16).toUpperCase()}]`;
        })
        .join(''),
    width: (text, size) => [...text].reduce((sum, character) => sum + widthOf(character), 0) * size,
    text(text, { x, y, size, color }) {
      if (text) pdf.fontSize(size).fillColor(color).text(text, x, y, { lineBreak: false });
    },
    fill({ x, y, width, height, color }) {
      pdf.rect(x, y, width, height).fill(color);
    },
    newForm: () => ({
      reference: pdf.ref({ Type: 'XObject', Subtype: 'Form', FormType: 1, BBox: [0, -20, 400, 40] }),
    }),
    drawForm({ reference }, { x, y }) {
      pdf.page.xobjects[formName] = reference;
      // Pages count from the top; what is in a form counts from the bottom, as the format itself does.
      pdf.addContent(`q 1 0 0 -1 ${x.toFixed(2)} ${y.toFixed(2)} cm /${formName} Do Q`);
    },
    writeForm({ reference }, text, { size, color }) {
      const [glyphs] = font.encode(text);
      Object.assign(dataOf(reference), { Resources: { Font: { [font.id]: font.ref() } } });
      const baseline = ((font.ascender * size) / 1000).toFixed(2);
      reference.end(`BT ${rgb(color)} rg /${font.id} ${size} Tf 0 -${baseline} Td <${glyphs.join('')}> Tj ET`);
    },
    endPage() {
      const { dictionary } = pdf.page;
      pdf.flushPages();
      // It is written, and only its number is asked for again; with its contents it would stay in memory until the end.
      forget(dictionary);
    },
  };
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

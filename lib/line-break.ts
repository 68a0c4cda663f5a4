/** How wide a text is, in points. */
export type Measure = (text: string) => number;

/** One Chinese character, with whatever may not begin a line behind it; blanks; or a word. */
const pieces =
  /[\p{Script=Han}\u3000-\u303f\uff00-\uffef][，。、；：！？）》」』】%]*|\s+|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+/gu;

/**
 * A text in lines that are no wider than `width`: broken at blanks and between Chinese characters, and inside a word only where the word
 * alone is wider than a line. With more lines than `linesMax` the last one ends in `…`, which is the only way anything is left out.
 */
export function brokenLines(
  text: string,
  width: number,
  measure: Measure,
  linesMax = Number.POSITIVE_INFINITY,
): string[] {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).flatMap((each) => linesOf(each, width, measure));
  if (lines.length <= linesMax) return lines;
  const kept = lines.slice(0, linesMax);
  kept[linesMax - 1] = shortened(kept[linesMax - 1] ?? '', width, measure);
  return kept;
}

function linesOf(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(pieces) ?? []) {
    if (measure((line + piece).trimEnd()) <= width) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trim());
    line = piece.trimStart();
    while (measure(line.trimEnd()) > width) {
      const fitting = longestFitting(line, width, measure);
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  return line.trim() || lines.length === 0 ? [...lines, line.trim()] : lines;
}

/** At least one character, so that breaking comes to an end in a column that is narrower than a letter. */
function longestFitting(text: string, width: number, measure: Measure): string {
  const characters = [...text];
  let fitting = characters[0] ?? '';
  for (const character of characters.slice(1)) {
    if (measure(fitting + character) > width) break;
    fitting += character;
  }
  return fitting;
}

function shortened(line: string, width: number, measure: Measure): string {
  const characters = [...line.trimEnd()];
  while (characters.length > 0 && measure(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

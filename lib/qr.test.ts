import { renderUnicodeCompact } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrFile, qrShape } from './qr';

const address = `https://partner.example/join/${'a'.repeat(43)}`;

/** The squares of a path, as rows of booleans. */
function squaresOf({ size, path }: { size: number; path: string }): boolean[][] {
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  return Array.from({ length: size }, (_row, y) => Array.from({ length: size }, (_cell, x) => dark.has(`${x} ${y}`)));
}

describe('QR codes', () => {
  it('hold the same squares as the library draws by itself', () => {
    const squares = squaresOf(qrShape(address));
    const lines = renderUnicodeCompact(address, { ecc: 'M', border: 4 }).split('\n');
    // Each of its characters stands for two squares, one above the other.
    const halves: Readonly<Record<string, readonly [boolean, boolean]>> = {
      ' ': [false, false],
      '█': [true, true],
      '▀': [true, false],
      '▄': [false, true],
    };
    const drawn = lines.flatMap((line) => [0, 1].map((half) => [...line].map((sign) => halves[sign]?.[half])));
    // It draws for light letters on a dark screen.
    const dark = drawn.slice(0, squares.length).map((row) => row.map((isLight) => !isLight));
    expect(squares).toEqual(dark);
  });

  it('have a quiet margin of four squares and the three marks in their corners', () => {
    const shape = qrShape(address);
    const squares = squaresOf(shape);
    const margin = [0, 1, 2, 3, shape.size - 4, shape.size - 3, shape.size - 2, shape.size - 1];
    expect(squares.filter((row, y) => margin.includes(y) && row.some(Boolean))).toEqual([]);
    expect(squares.filter((row) => margin.some((x) => row[x]))).toEqual([]);
    const far = shape.size - 5;
    for (const [x, y] of [
      [4, 4],
      [far - 6, 4],
      [4, far - 6],
    ] as const) {
      const edge = squares[y]?.slice(x, x + 7);
      expect(edge).toEqual(Array(7).fill(true));
    }
  });

  it('are files of their own that hold no text of anybody', () => {
    const file = qrFile('https://partner.example/"><script>alert(1)</script>');
    expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1" [^<]*>/);
    expect(file).not.toContain('script>');
  });
});

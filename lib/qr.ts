import { encode } from 'uqr';

/** A QR code as a drawing of unit squares: how many of them a side has, its quiet margin included, and the path of the dark ones. */
export interface QrShape {
  readonly size: number;
  readonly path: string;
}

/** Draws `text` as a QR code that stays readable with 15 % of it damaged. The margin is the four squares the standard asks for. */
export function qrShape(text: string): QrShape {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: dark.join('') };
}

/** The same as a file of its own: black on white, whatever it is shown on. */
export function qrFile(text: string): string {
  const { size, path } = qrShape(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 8}" height="${size * 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path}"/></svg>\n`;
}

/** One icon size per context, in CSS pixels: beside 13 px text, beside 14 px text, alone in a button, in an empty state. */
export const iconSize = { small: 14, text: 16, button: 18, large: 28 } as const;

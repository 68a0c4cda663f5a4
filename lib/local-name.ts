/** The name to show of something that has a Chinese one and may have an English one. */
export const localName = (
  names: { readonly name: string; readonly nameEn: string | null },
  language: string,
): string => (language === 'en' && names.nameEn !== null ? names.nameEn : names.name);

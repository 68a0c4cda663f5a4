import { cookies } from 'next/headers';
import { isTheme, type Theme, themeCookie } from '@/components/preferences';

/** The product's shown name. Read on its own: pages have a title even when the rest of the environment is not complete. */
export const brandName = (): string => process.env['BRAND_NAME'] || 'Partner Center';

/** The theme this browser chose, else the system's. */
export async function chosenTheme(): Promise<Theme> {
  const theme = (await cookies()).get(themeCookie)?.value;
  return isTheme(theme) ? theme : 'system';
}

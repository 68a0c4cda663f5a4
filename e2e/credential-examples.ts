import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const who = ({ s1 }: World) => s1;
const path = '/open-access/credentials';
const own = ({ things }: Canary) =>
  `${path}/${things.find(({ id, of }) => id.startsWith('key_') && of === 'S1')?.id ?? ''}`;

/** The pages of an organization's own API credentials. */
export const credentialExamples: Readonly<Record<string, Example>> = {
  [path]: { who },
  [`${path}/new`]: { who },
  [`${path}/[id]`]: { who, path: own },
  [`${path}/[id]/edit`]: { who, path: (canary) => `${own(canary)}/edit` },
  [`${path}/[id]/rotate`]: { who, path: (canary) => `${own(canary)}/rotate` },
};

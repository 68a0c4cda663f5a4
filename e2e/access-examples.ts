import type { World } from '@/tests/world';
import type { Canary } from './canary-server';
import type { Example } from './page-examples';

const who = (world: World) => world.s1;
const path = '/open-access';
const change = ({ things }: Canary) => things.find(({ id, of }) => id.startsWith('acg_') && of === 'S1')?.id ?? '';

/** The way to a connection, the configuration and its changes, callbacks and what is told of associations. */
export const accessExamples: Readonly<Record<string, Example>> = {
  [path]: { who },
  [`${path}/association-results`]: { who, path: () => `${path}/association-results?done=again` },
  [`${path}/callbacks`]: { who, path: () => `${path}/callbacks?done=1` },
  [`${path}/callbacks/edit`]: { who },
  [`${path}/changes`]: { who },
  [`${path}/changes/[id]`]: { who, path: (canary) => `${path}/changes/${change(canary)}` },
  [`${path}/configuration`]: { who, path: () => `${path}/configuration?done=contacts` },
  [`${path}/configuration/edit/[part]`]: {
    who,
    path: () => `${path}/configuration/edit/idp-metadata?problem=metadata_not_valid&reason=metadata_doctype`,
  },
};

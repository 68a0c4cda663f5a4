import { readFileSync } from 'node:fs';

/** A server action as the build knows it, and the pages that carry it. */
export interface BuiltAction {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly pages: readonly string[];
}

const built = (file: string) => JSON.parse(readFileSync(`.next/${file}`, 'utf8'));

/** Every server action of the build: what can be called, whether a page shows it or not. */
export function builtActions(): BuiltAction[] {
  type Entry = { filename: string; exportedName: string; workers: Record<string, unknown> };
  const { node, edge } = built('server/server-reference-manifest.json') as Record<
    'node' | 'edge',
    Record<string, Entry>
  >;
  return Object.entries({ ...node, ...edge }).map(([id, { filename, exportedName, workers }]) => ({
    id,
    file: filename,
    name: exportedName,
    pages: Object.keys(workers).map((worker) => pathOf(worker)),
  }));
}

/** Every page and handler of the build: file below `app` → path. */
export function builtRoutes(): Map<string, string> {
  return new Map(
    Object.entries(built('app-path-routes-manifest.json') as Record<string, string>).map(([key, path]) => [
      key,
      path.replaceAll('(.)', ''),
    ]),
  );
}

/** Paths whose answer was made at build time. */
export const prerendered = (): string[] => Object.keys((built('prerender-manifest.json') as { routes: object }).routes);

/** `app/(console)/funds/page` → `/funds`; what is shown over a page has the address of what it shows. */
const pathOf = (worker: string): string =>
  worker
    .replace(/^app/, '')
    .replace(/\/(page|route)$/, '')
    .replaceAll(/\/@\w+|\(\.\)/g, '')
    .replaceAll(/\/\([^)]+\)/g, '') || '/';

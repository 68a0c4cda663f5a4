import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Path from the repository's root → text. Tests of rules hand in made-up ones. */
export type SourceFiles = ReadonlyMap<string, string>;

const folders = ['app', 'bench', 'components', 'db', 'domain', 'e2e', 'jobs', 'lib', 'scripts', 'tests'];
const source = /\.(ts|tsx|mjs|js)$/;

/** The program's own source files. */
export function readSourceFiles(): SourceFiles {
  const files = new Map<string, string>();
  for (const name of readdirSync('.')) if (source.test(name)) files.set(name, readFileSync(name, 'utf8'));
  for (const folder of folders) {
    for (const entry of entriesOf(folder)) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && source.test(file)) files.set(file, readFileSync(file, 'utf8'));
    }
  }
  return files;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
}

/** Without comments, so that what is only spoken of does not count. */
export const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');

export interface Import {
  /** The file imported, from the repository's root and without its ending; or a package's name. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isType: boolean;
}

/** What a file imports or re-exports. */
export function importsOf(file: string, text: string): Import[] {
  const code = codeOf(text);
  const found: Import[] = [];
  const statements = /\b(?:import|export)\s+(type\s+)?(?:([\w*{}\s,$]+?)\s+from\s+)?'([^']+)'|\bimport\('([^']+)'\)/g;
  for (const [, type, names, from, lazy] of code.matchAll(statements)) {
    const specifier = from ?? lazy ?? '';
    const onlyTypes =
      names !== undefined && /^\{/.test(names) && namesIn(names).every((name) => name.startsWith('type '));
    found.push({ ...resolve(file, specifier), isType: type !== undefined || onlyTypes });
  }
  return found;
}

const namesIn = (braces: string): string[] =>
  braces
    .replaceAll(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function resolve(file: string, specifier: string): { target: string; isOurs: boolean } {
  const without = (name: string) => name.replace(/\.(ts|tsx|mjs|js)$/, '');
  if (specifier.startsWith('@/')) return { target: without(specifier.slice(2)), isOurs: true };
  if (specifier.startsWith('.')) return { target: without(path.join(path.dirname(file), specifier)), isOurs: true };
  return { target: specifier, isOurs: false };
}

/** The file an import of ours means, if it is among `files`. */
export const fileOf = (files: SourceFiles, target: string): string | undefined =>
  ['.ts', '.tsx', '.mjs', '.js', ''].map((ending) => `${target}${ending}`).find((name) => files.has(name));

export const isTest = (file: string): boolean => /\.(test|spec|types)\.tsx?$/.test(file) || /^(tests|e2e)\//.test(file);

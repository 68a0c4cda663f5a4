// `npm test`: everything, on a fresh clone. Each step runs only when those before it were green. The last line counts
// tests, and one for every other step. `--nightly` adds what takes longer.
import fs from 'node:fs';
import { ownSecrets } from './data-folder.mjs';
import { ensureBuild, ensureDeps, ensureNode, root } from './ensure.mjs';

process.chdir(root);
ensureNode();
ensureDeps();
const suites = await import('./suites.mjs');
fs.mkdirSync(suites.results, { recursive: true });

const steps = [
  ['format and lint', suites.biome],
  ['types', suites.types],
  ['dead code', suites.deadCode],
  ['unit and integration', () => suites.vitest('vitest', ['unit', 'database'])],
  ['build', () => ensureBuild({ ...process.env, ...ownSecrets() })],
  ['browser', async () => (await import('./browser.mjs')).ensureBrowser()],
  ['end-to-end', suites.endToEnd],
  ...(process.argv.includes('--nightly') ? [['nightly', () => suites.vitest('nightly', ['nightly'])]] : []),
];

let passed = 0;
let failed = 0;
for (const [name, run] of steps) {
  const started = performance.now();
  const result = await attempt(run);
  passed += result.passed;
  failed += result.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`[test] ${name}: ${result.failed ? 'FAILED' : 'ok'}, ${seconds} s`);
  if (result.failed) break;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

/** A step answers with counts, or with false for failed, or throws; anything else is one thing passed. */
async function attempt(run) {
  try {
    const result = await run();
    if (typeof result === 'object') return result;
    return result === false ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

// `npm run acceptance`: which test proves which id of quality/acceptance.md, and whether it passed. Tests name their ids
// in their titles: `[M1 M2] …`. Runs the suites, or with `--from-reports` reads what the last runs left behind.
import fs from 'node:fs';
import path from 'node:path';
import { ownSecrets } from './data-folder.mjs';
import { ensureBuild, ensureDeps, ensureNode, root } from './ensure.mjs';

const required = [
  ...['T1', 'T2', 'T3', 'T5', 'T6', 'T11', 'T13'],
  ...['M1', 'M2', 'M4', 'M5', 'M6', 'M7', 'M10', 'M11', 'M12', 'M13', 'M14', 'M18', 'M19', 'M25'],
  ...['A1', 'A3', 'A4', 'A9', 'A10', 'A18', 'A20', 'X1', 'X2', 'X3', 'X4', 'X5', 'X8', 'I1', 'I9'],
  ...['V1', 'V2', 'V3', 'V5', 'V6', 'H1', 'P1', 'P3', 'P6', 'S1', 'S2', 'U1', 'U8'],
  // Open access: whose keys, addresses and events they are.
  ...['X6', 'X7', 'X9', 'X10', 'X11', 'X12', 'X13', 'X15', 'I6', 'A21', 'A24', 'S5', 'S7'],
  ...['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8', 'W9', 'W10', 'W11', 'W12', 'W13', 'W14'],
];

process.chdir(root);
ensureNode();
ensureDeps();
const suites = await import('./suites.mjs');
fs.mkdirSync(suites.results, { recursive: true });
if (!process.argv.includes('--from-reports')) await runAll();

const reports = [
  ['vitest', suites.readVitest],
  ['e2e', suites.readPlaywright],
  ['nightly', suites.readVitest],
];
const outcomes = reports.flatMap(([name, read]) => read(name) ?? []);
for (const [name] of reports) console.log(`${name}: ${ageOf(name)}`);
console.log('');

let open = 0;
for (const id of [...required, ...alsoNamed(outcomes)]) {
  const proofs = outcomes.filter((test) => idsIn(test.title).includes(id));
  const isProved = proofs.length > 0 && proofs.every((test) => test.status === 'passed');
  if (!isProved) open++;
  if (proofs.length === 0) console.log(`${id.padEnd(4)} no test`);
  for (const { status, file, title } of proofs) console.log(`${id.padEnd(4)} ${status.padEnd(7)} ${file} › ${title}`);
}
console.log(`\n${required.length} ids asked for; ${open === 0 ? 'all proved' : `${open} without proof`}`);
process.exitCode = open ? 1 : 0;

/** One suite's failure does not keep the others from answering. */
async function runAll() {
  await suites.vitest('vitest', ['unit', 'database']);
  const environment = { ...process.env, ...ownSecrets() };
  ensureBuild(environment);
  (await import('./browser.mjs')).ensureBrowser();
  await suites.endToEnd();
}

function idsIn(title) {
  return [...title.matchAll(/\[([A-Z]\d+(?:[ ,]+[A-Z]\d+)*)\]/g)].flatMap(([, list = '']) => list.split(/[ ,]+/));
}

/** Ids that tests name although nobody asks for them yet. */
function alsoNamed(tests) {
  return [...new Set(tests.flatMap((test) => idsIn(test.title)))].filter((id) => !required.includes(id)).sort();
}

function ageOf(name) {
  const file = path.join(suites.results, `${name}.json`);
  return fs.existsSync(file) ? `report of ${fs.statSync(file).mtime.toISOString()}` : 'no report';
}

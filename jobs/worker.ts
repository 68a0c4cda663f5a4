import { startLog } from '@/domain/operations/process-log';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { finishJobs, startJobs } from './run-jobs';

/*
 * `npm run worker`: all background work without the web, for installations whose web processes run with JOBS=off. On SIGTERM or SIGINT it
 * begins nothing more, finishes what it has in hand and ends; killed outright, it leaves what waits to the others.
 */
env();
startLog();
// Loops never keep a process alive; here they are all there is.
const alive = setInterval(() => undefined, 60_000);
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(signal));
startJobs();
log.info('working');

/** The terminal and the launcher may both pass the same signal on. */
async function end(signal: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  log.info({ signal }, 'finishing');
  await finishJobs();
  clearInterval(alive);
  log.info('finished');
  process.exit(0);
}

import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from '@/domain/job';
import { isOutage } from '@/domain/outage';
import { log } from '@/lib/log';
import { allJobs } from './all-jobs';

/** How long a job rests when nothing waits for it, and the longest rest while the database is away. */
const rest = { idleMs: 1_000, outageMs: 10_000 } as const;

const shared = globalThis as {
  partnerCenterJobs?: { readonly loops: Promise<void>[]; readonly ending: AbortController };
};

/**
 * Starts this process's background work, once. It never ends the process, and never keeps it from ending.
 *
 * @source docs/decisions/0013-waiting-work-is-rows.md
 */
export function startJobs(): void {
  if (shared.partnerCenterJobs) return;
  const ending = new AbortController();
  setMaxListeners(allJobs.length, ending.signal);
  // Each in a loop of its own: a long export holds up no mail.
  shared.partnerCenterJobs = { ending, loops: allJobs.map((job) => repeat(job, ending.signal)) };
}

/** Begins no further step, and waits until what has begun is done. */
export async function finishJobs(): Promise<void> {
  shared.partnerCenterJobs?.ending.abort();
  await Promise.all(shared.partnerCenterJobs?.loops ?? []);
}

async function repeat(job: Job, ending: AbortSignal): Promise<void> {
  let restMs: number = rest.idleMs;
  while (!ending.aborted) {
    await pause(restMs, undefined, { ref: false, signal: ending }).catch(() => undefined);
    if (ending.aborted) break;
    const result = await attempt(job);
    if (result === 'away') restMs = Math.min(Math.max(restMs, 500) * 2, rest.outageMs);
    else restMs = result > 0 ? 0 : rest.idleMs;
  }
  await job.finish();
}

/** One step. @returns how many it dealt with; `away` when the database was not there */
async function attempt(job: Job): Promise<number | 'away'> {
  try {
    return await job();
  } catch (error) {
    if (isOutage(error)) return 'away';
    log.error({ err: error, job: job.jobName }, 'job failed');
    return 0;
  }
}

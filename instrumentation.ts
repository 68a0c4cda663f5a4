import type { Instrumentation } from 'next';

/** Once, before the first request. Nothing found here ends the process. @source design/decisions.md 30 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] === 'nodejs') {
    const { startLog } = await import('@/domain/operations/process-log');
    startLog();
    const { keepAddressesTrue } = await import('@/app/_entry/address');
    keepAddressesTrue();
    const { refuseTrace } = await import('@/app/_entry/trace-method');
    refuseTrace();
    if (process.env['JOBS'] !== 'off') {
      const { startJobs } = await import('@/jobs/run-jobs');
      startJobs();
    }
  }
}

/** Ties what a person was shown (the digest) and the request's id to what the log says happened. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env['NEXT_RUNTIME'] === 'nodejs') {
    const { log } = await import('@/lib/log');
    const digest = error instanceof Error && 'digest' in error ? error.digest : undefined;
    const { routePath, routeType } = context;
    const requestId = request.headers['x-request-id'];
    log.error({ digest, requestId, method: request.method, routePath, routeType }, 'request failed');
  }
};

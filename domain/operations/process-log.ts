import { format } from 'node:util';
import { env } from '@/lib/env';
import { log, scrub } from '@/lib/log';

/**
 * Says that the process started and with what it cannot work, and from then on sends everything it has to say through the log. Never
 * ends the process.
 *
 * @source design/decisions.md 30, 33
 */
export function startLog(): void {
  if (process.env.NODE_ENV === 'production') logConsole();
  log.info({ node: process.version, environment: process.env['APP_ENV'] ?? 'production' }, 'started');
  try {
    env();
  } catch (error) {
    // The message names variables, never values.
    log.error({ reason: 'environment', err: error }, 'not ready');
  }
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtExceptionMonitor', (error) => log.error({ err: error }, 'uncaught exception'));
}

/**
 * What the framework and libraries write to the console becomes one JSON line each, without statements' parameters, passwords or tokens.
 *
 * @source quality/acceptance.md P6
 */
function logConsole(): void {
  const through =
    (level: 'error' | 'warn' | 'info') =>
    (...parts: unknown[]) => {
      const error = parts.find((part) => part instanceof Error);
      const digest = error && 'digest' in error ? { digest: error.digest } : {};
      const text = scrub(format(...parts.filter((part) => part !== error))).trim();
      log[level]({ ...(error ? { err: error } : {}), ...digest }, text || 'error');
    };
  console.error = through('error');
  console.warn = through('warn');
  console.info = through('info');
  console.log = through('info');
}

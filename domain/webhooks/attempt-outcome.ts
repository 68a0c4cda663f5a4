import type { AttemptOutcome } from '@/db/schema/webhooks';
import type { OutboundResult } from '@/lib/outbound';

/** How one attempt went, as it is kept. */
export interface Attempt {
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  readonly durationMs: number;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  /** Seconds for which the endpoint is to be left alone, where it asked for that. */
  readonly slowSeconds: number | null;
}

/** Octets of an answer that are kept, and for how long an endpoint may put us off at a time. */
const kept = { bodyBytes: 8192, slowSeconds: 60, slowSecondsMax: 3600 } as const;

/** @source Standard Webhooks 1.0: 2xx is success, 3xx is not, 410 is the end, 429, 502 and 504 ask for less */
export function attemptOf(result: OutboundResult): Attempt {
  const { durationMs } = result;
  if (result.outcome !== 'answered')
    return {
      ...{ outcome: result.outcome, status: null, durationMs },
      ...{ responseHeaders: null, responseBody: null, slowSeconds: null },
    };
  const { status, headers, body } = result;
  const outcome = outcomeOf(status);
  return {
    ...{ outcome, status, durationMs, responseHeaders: headers, responseBody: beginningOf(body) },
    slowSeconds: outcome === 'slow_down' ? waitOf(headers['retry-after']) : null,
  };
}

function outcomeOf(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return 'delivered';
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 410) return 'gone';
  return [429, 502, 504].includes(status) ? 'slow_down' : 'refused';
}

/** `Retry-After` in seconds, within bounds; dates are not read, since clocks differ. */
function waitOf(retryAfter: string | undefined): number {
  if (!retryAfter || !/^\d{1,9}$/.test(retryAfter)) return kept.slowSeconds;
  return Math.min(Math.max(Number(retryAfter), 1), kept.slowSecondsMax);
}

/** Cut between characters, and without what PostgreSQL cannot keep in a text. */
function beginningOf(body: string): string {
  const clean = Buffer.from(body.replaceAll('\0', ''), 'utf8');
  if (clean.length <= kept.bodyBytes) return clean.toString('utf8');
  return clean
    .subarray(0, kept.bodyBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

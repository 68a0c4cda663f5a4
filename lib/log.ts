import pino from 'pino';

const secretWords =
  /(postgres(?:ql)?:\/\/)[^\s"']*@|(SDK-HMAC-SHA256 )[^"\n]*|("?(?:password|secret|token|cookie|authorization)"?\s*[:=]\s*)"?[^\s",}]+/gi;

/** Takes connection passwords, signatures and tokens out of a text before it is logged. */
export const scrub = (text: string): string =>
  text
    .replace(
      secretWords,
      (_all, url: string, hmac: string, member: string) => `${url ?? hmac ?? member ?? ''}[removed]`,
    )
    .slice(0, 4000);

/**
 * The log: one JSON line per event on standard output, at most 8 kB, without personal data or secrets.
 *
 * Log ids and codes; never names, addresses of people, amounts with names, bodies or headers.
 */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: (error: unknown) => describeError(error) },
});

/** The query builder's own error repeats the statement with its parameters, so what it wraps is logged in its place. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  if (error.cause instanceof Error && error.message.startsWith('Failed query')) return describeError(error.cause);
  const code = 'code' in error ? error.code : undefined;
  return { type: error.name, message: scrub(error.message), code, stack: scrub(error.stack ?? '') };
}

/** Names an error by one code, the same whichever version of OpenSSL reports it. */

/**
 * Error code of the system or of OpenSSL, or the error's name where there is none. OpenSSL 3.5 calls the alerts that
 * exist since SSL 3.0 `SSL/TLS_ALERT_…`, earlier ones `SSLV3_ALERT_…`: here always the latter.
 */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code.replace('SSL/TLS_ALERT_', 'SSLV3_ALERT_');
  // Happy eyeballs: several addresses were tried, each with a separate error.
  if (error instanceof AggregateError && error.errors[0]) return codeOf(error.errors[0]);
  return error.name;
}

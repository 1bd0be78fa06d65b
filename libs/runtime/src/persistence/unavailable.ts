const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** SQLSTATEs of a server that is going down, coming up, out of connections, or read-only. Appendix A of PostgreSQL's manual. */
const serverStates = /^(08...|57P0[123]|53300|25006)$/;

/** Whether an error says that the metadata database can't be used at present, so that a later try may succeed. */
export function isMetadataUnavailable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (networkCodes.has(code) || serverStates.test(code)) return true;
    if (
      /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(at.message)
    )
      return true;
    if (at instanceof AggregateError && at.errors.some(isMetadataUnavailable)) return true;
  }
  return false;
}

/**
 * SQLSTATEs of text that PostgreSQL can't take: a NUL character, half of a surrogate pair in JSON, what should be an id and is none;
 * 08P01 is a NUL in a statement's text, where it ends the text early.
 * The person who sent it can do something about it.
 */
const textStates = /^(22021|22P05|22P02|08P01)$/;

/** Whether an error says that a text was sent that the metadata database can't take. */
export function isUnstorableText(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string' && textStates.test(at.code)) return true;
  }
  return false;
}

/** A server could not be had or started. Its message is one or more whole sentences that say what to do. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

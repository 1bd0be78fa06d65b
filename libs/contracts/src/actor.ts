import * as z from 'zod';

/**
 * Who is behind a call. It is never part of a request: the gateway signs it into a short-lived token that travels in the bus's
 * headers, and every service verifies it.
 */
export const actor = z.strictObject({
  userId: z.uuid(),
  /** The session or personal access token that was presented. */
  sessionId: z.string(),
  via: z.enum(['session', 'token']),
  scopes: z.array(z.enum(['read', 'write'])),
});
export type Actor = z.output<typeof actor>;

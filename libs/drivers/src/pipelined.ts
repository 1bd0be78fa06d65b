import { DriverFault, type Param, type Statement } from './driver.js';

/** ms within which cancelled statements must end before their socket is cut. */
const endMs = 2_000;

/** A statement with its values. */
export interface Bound {
  readonly text: string;
  readonly params: readonly Param[];
}

/** Statements as they are sent. Throws where the session may only read, or one of them can't be sent at all. */
export function boundOf(product: string, statements: readonly Statement[], readOnly: boolean): Bound[] {
  if (readOnly) throw new DriverFault('read-only', 'Only statements that read are allowed here.', { sqlState: '25006' });
  return statements.map((statement) => {
    if (statement.language !== 'sql') throw new DriverFault('unsupported', `${product} takes SQL only.`);
    const { text, params } = statement;
    if (text.includes('\0')) throw new DriverFault('syntax', 'A statement can not hold a NUL character.');
    return { text, params: params ?? [] };
  });
}

/** Runs statements on a session that a signal cancels: on the server, and by the socket where that does not end them. */
export async function cancelledBy<T>(
  signal: AbortSignal | undefined,
  session: { cancel(): Promise<void>; destroy(): void },
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new DriverFault('cancelled', 'The statements were cancelled before they were sent.');
  let cancelling: Promise<void> | undefined;
  let killer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    cancelling = session.cancel();
    killer = setTimeout(() => {
      session.destroy();
    }, endMs);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const done = await work();
    // What was cancelled is not told as done, though it may have been done before it heard of it.
    if (signal?.aborted) throw new DriverFault('cancelled', 'The statements were cancelled.');
    return done;
  } finally {
    signal?.removeEventListener('abort', cancel);
    clearTimeout(killer);
    await cancelling;
  }
}

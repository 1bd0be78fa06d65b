import { DriverFault, type Param, type Statement } from './driver.js';
import type { SocketReader } from './socket-reader.js';

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

/** Runs statements that a signal cancels: on the server, and by the socket where that does not end them. */
export async function cancelledBy<T>(
  signal: AbortSignal | undefined,
  socket: SocketReader,
  onCancel: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new DriverFault('cancelled', 'The statements were cancelled before they were sent.');
  let cancelling: Promise<void> | undefined;
  let ended: (() => void) | undefined;
  const cancel = (): void => {
    cancelling = onCancel();
    ended = socket.cutUnlessEnded();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const done = await work();
    // What was cancelled is not told as done, though it may have been done before it heard of it.
    if (signal?.aborted) throw new DriverFault('cancelled', 'The statements were cancelled.');
    return done;
  } finally {
    signal?.removeEventListener('abort', cancel);
    ended?.();
    await cancelling;
  }
}

import type { Target } from '../driver.js';
import { deadlineSignal } from '../deadline.js';
import { openStream, type Opened } from './open.js';
import { cancelRequest } from './messages.js';

/** ms that a cancel may take to be delivered. */
const deliverMs = 2_000;

/**
 * Asks the server to cancel what a session runs, over a connection of its own (TLS where the session has it). Resolves when the server
 * has closed that connection: then the signal has been sent, and can't hit a statement that begins later. False where it could not be
 * delivered.
 */
export const cancelBackend = async (target: Target, opened: Opened): Promise<boolean> => {
  const signal = deadlineSignal(deliverMs);
  try {
    const plain = {
      ...target,
      extraOptions: { ...target.extraOptions, ssl: { ...target.extraOptions.ssl, mode: 'disable' as const } },
    };
    const { stream } = await openStream(opened.encrypted ? target : plain, opened.addresses, signal);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onAbort = () => {
      stream.destroy();
      resolve(false);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => {
      resolve(true);
    });
    stream.once('end', () => stream.destroy());
    stream.resume();
    stream.write(cancelRequest(opened.processId, opened.secretKey));
    const delivered = await promise;
    signal.removeEventListener('abort', onAbort);
    return delivered;
  } catch {
    return false;
  }
};

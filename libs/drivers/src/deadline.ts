import { DriverFault } from './driver.js';

/** A signal that aborts after `ms`, or with the caller's own. */
export const deadlineSignal = (ms: number, signal?: AbortSignal): AbortSignal => {
  const timer = AbortSignal.timeout(Math.max(1, ms));
  return signal === undefined ? timer : AbortSignal.any([signal, timer]);
};

/** Why a signal aborted, as a fault: `timeout` or `cancelled`. */
export const abortFault = (signal: AbortSignal, what: string): DriverFault => {
  const reason: unknown = signal.reason;
  const late = reason instanceof DOMException && reason.name === 'TimeoutError';
  return late ? new DriverFault('timeout', `${what} took too long.`) : new DriverFault('cancelled', `${what} was given up.`);
};

/** Settles as `work` does, or rejects as soon as the signal aborts; `giveUp` then frees what the work holds. */
export const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal, what: string, giveUp: () => void): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    giveUp();
    reject(abortFault(signal, what));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Whichever lost the race may still reject later; nobody is left to hear it.
    work.catch(() => undefined);
    promise.catch(() => undefined);
  }
};

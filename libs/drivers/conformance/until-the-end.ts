import type { NotRun, Server } from './subject.js';

/** What the environment of these tests stops in the end, whichever of them have run. */
const stops: (() => Promise<void>)[] = [];
Object.assign(globalThis, { stopsOfServers: stops });

/** A server that is stopped once: after its tests, or with the file where none of them was chosen. */
export const untilTheEnd = (server: Server | NotRun): Server | NotRun => {
  if (typeof server === 'string') return server;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  stops.push(stop);
  return { ...server, stop };
};

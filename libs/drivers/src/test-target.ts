import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from './deadline.js';
import type { ConnectOptions, Session } from './driver.js';
import { Stages } from './stages.js';
import { failedTest } from './test-failure.js';

/** How a server that was entered stands to others of its set, and whether it lets anything be changed. */
export interface Role {
  readonly replica: boolean;
  readonly readOnly: boolean;
  /** More of it, in words of the kind: the name of its set. */
  readonly more?: string;
}

/** What a kind asks a server when it is tested. Each question is its own stage; what it throws is the failure of that stage. */
export interface Probe<S extends Session> {
  /** Gets there: resolve, TCP, tunnel, TLS and login, each as a stage. */
  open(signal: AbortSignal, stages: Stages): Promise<S>;
  /** The name of the database that was entered; '' where none was chosen. */
  database(session: S): Promise<string>;
  /** What can be read of the catalog: `12 tables and views`. */
  catalog(session: S): Promise<string>;
  role(session: S): Promise<Role>;
  /** What a replica is called by people of this kind. Default `replica`. */
  readonly replicaWord?: string;
  /** The smallest question there is, by which the latency is measured. */
  ping(session: S): Promise<unknown>;
  /** The product and its version, in words. */
  product(session: S): string;
}

/** Tries a target stage by stage. Never throws, and takes no longer than `connectMs`. */
export const testTarget = async <S extends Session>(options: ConnectOptions, probe: Probe<S>): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: S | undefined;
  try {
    const opened = await probe.open(signal, stages);
    session = opened;
    const asked = <T>(work: Promise<T>): Promise<T> =>
      untilAborted(work, signal, 'Asking the server', () => {
        opened.destroy();
      });
    const database = await stages.run(
      'database',
      () => asked(probe.database(opened)),
      (name) => (name === '' ? 'none chosen' : name),
    );
    await stages.run('version', () => Promise.resolve(opened.serverVersion), String);
    await stages.run(
      'catalog',
      () => asked(probe.catalog(opened)),
      (found) => `${found} in ${database === '' ? 'no database' : database}`,
    );
    const { replica, readOnly } = await stages.run('role', () => asked(probe.role(opened)), wordsOf(probe.replicaWord));
    const begun = performance.now();
    await stages.run('latency', () => asked(probe.ping(opened)));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    return { isValid: true, latencyMs, serverVersion: probe.product(opened), readOnly, replica, stages: stages.list };
  } catch (error) {
    return failedTest(error, stages.list);
  } finally {
    session?.destroy();
  }
};

const wordsOf =
  (replicaWord = 'replica') =>
  ({ replica, readOnly, more }: Role): string =>
    [replica ? replicaWord : 'primary', readOnly ? 'read only' : 'writable', ...(more === undefined ? [] : [more])].join(', ');

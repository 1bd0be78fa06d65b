import type { TestResult } from '@orrery/contracts';
import { deadlineSignal, untilAborted } from './deadline.js';
import { DriverFault, type ConnectOptions, type Session, type Target } from './driver.js';
import { refuseOld } from './oldest.js';
import type { Probe, Role } from './probe.js';
import { checkReplica } from './replica-check.js';
import { Stages } from './stages.js';
import { failedTest } from './test-failure.js';

/** Tries a target stage by stage. Never throws, and takes no longer than `connectMs`. */
export const testTarget = async <S extends Session>(
  target: Target,
  options: ConnectOptions,
  probe: Probe<S>,
): Promise<TestResult> => {
  const signal = deadlineSignal(options.connectMs, options.signal);
  const stages = new Stages(options.stages);
  let session: S | undefined;
  try {
    const opened = await probe.open(target, signal, stages);
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
    await stages.run('version', () => versionOf(opened, probe), String);
    const catalog = () =>
      asked(probe.catalog(opened)).catch((error: unknown) => {
        throw error instanceof DriverFault && error.kind === 'denied' ? unreadable(error, probe.grant(target, database)) : error;
      });
    await stages.run('catalog', catalog, (found) => `${found} in ${database === '' ? 'no database' : database}`);
    const role = await stages.run(
      'role',
      async () => heldTo(target, await asked(probe.role(opened))),
      wordsOf(probe.replicaWord),
    );
    if (target.extraOptions.readReplica !== undefined)
      await stages.run('replica', () => checkReplica(target, role, probe, signal), String);
    const begun = performance.now();
    await stages.run('latency', () => asked(probe.ping(opened)));
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    const { replica } = role;
    return {
      ...{ isValid: true, latencyMs, serverVersion: probe.words(opened) },
      ...{ readOnly: role.closed || role.held, replica, stages: stages.list },
    };
  } catch (error) {
    return failedTest(error, stages.list);
  } finally {
    session?.destroy();
  }
};

const versionOf = <S extends Session>(session: S, probe: Probe<S>): Promise<string> => {
  refuseOld(session.kind, probe.product(session), session.serverVersion);
  return Promise.resolve(session.serverVersion);
};

/** What may not be read is told with what gives it back. */
const unreadable = ({ message, native }: DriverFault, grant: string): DriverFault =>
  new DriverFault('denied', `The catalog can’t be read: ${message}`, {
    ...native,
    hint: `Without it no table can be listed. Whoever administers the database gives it back: ${grant}`,
  });

/** A session that is to be read-only has to be. */
const heldTo = ({ extraOptions }: Target, role: Role): Role => {
  if (extraOptions.readOnly === true && !role.held)
    throw new DriverFault(
      'wrong-role',
      'This connection is read-only, but the server does not hold it to that: it takes changes.',
      {
        hint: 'Something in between, such as a pooler, may keep settings of sessions to itself. Connect to the server itself, or as a user who may only read.',
      },
    );
  return role;
};

const wordsOf =
  (replicaWord = 'replica') =>
  ({ replica, closed, held, more }: Role): string =>
    [replica ? replicaWord : 'primary', closed || held ? 'read only' : 'writable', ...(more === undefined ? [] : [more])].join(
      ', ',
    );

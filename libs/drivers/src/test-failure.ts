import type { TestResult } from '@orrery/contracts';
import { DriverFault, type DriverFaultKind } from './driver.js';

type Advice = readonly [code: string, hint: string];

/** For each way to fail: the code that a client branches on, and what a person can do about it. */
const failures: Readonly<Partial<Record<DriverFaultKind, Advice>>> = {
  'not-allowed': ['host_not_allowed', 'Choose a host that this installation may reach, or ask its administrator to allow it.'],
  unreachable: [
    'unreachable',
    'Check the host and the port, that the server is running, and that a firewall lets this machine in.',
  ],
  'connection-lost': ['unreachable', 'Check that a database of this kind listens on that port, and look into its log.'],
  timeout: [
    'timeout',
    'Check that a database of this kind listens there, and the firewall in between; or give it more time in the options.',
  ],
  cancelled: ['timeout', 'Try again.'],
  tls: [
    'tls_failed',
    'Check the TLS mode and the certificates; “require” encrypts without verifying, “disable” does not encrypt.',
  ],
  tunnel: ['tunnel_failed', 'Check the SSH server, its host key and how to log in there.'],
  login: ['auth_failed', 'Check the user name and the password, and that this user may log in from here.'],
  denied: ['auth_failed', 'This user lacks a right that is needed to enter the database.'],
  'no-such-database': ['unknown_database', 'Check the name of the database; names are case-sensitive.'],
  'too-many-connections': ['too_many_connections', 'Wait until others leave, or raise the limit of the server or the user.'],
  'too-old': ['too_old', 'Upgrade the server, or connect to a newer one.'],
  'wrong-role': ['wrong_role', 'Check which server of its set this is.'],
  unsupported: ['unsupported', 'Check the options of the connection.'],
};

/** The way to the SSH server is another one than that to the database. */
const ofTunnel: typeof failures = {
  unreachable: [
    'tunnel_failed',
    'Check host and port of the tunnel, that an SSH server is running there, and that a firewall lets this machine in.',
  ],
  timeout: [
    'timeout',
    'Check that an SSH server listens there, and the firewall in between; or give it more time in the options.',
  ],
};

/** Whoever was let in has found the right server, and the way to it. */
const inside: typeof failures = {
  timeout: [
    'timeout',
    'It was reached, and let you in: it may be busy, or wait for a lock. Try again, or give it more time in the options.',
  ],
  'connection-lost': ['unreachable', 'It was reached, and let you in: why it ended the session stands in its log.'],
  denied: ['denied', 'This user lacks a right that is needed. Ask whoever administers the database for it.'],
};

/** Advice that is different at a stage. */
const ofStages: Readonly<Record<string, typeof failures>> = {
  tunnel: ofTunnel,
  session: inside,
  catalog: inside,
  role: inside,
  latency: inside,
};

/** The result of a test that failed in its last stage. */
export const failedTest = (error: unknown, stages: TestResult['stages']): TestResult => {
  const known = error instanceof DriverFault;
  const stage = ofStages[stages.at(-1)?.name ?? ''];
  const advice = known ? (stage?.[error.kind] ?? failures[error.kind]) : undefined;
  const [code, hint] = advice ?? ['unreachable', 'Look into the log of the server.'];
  const message = known ? error.message : 'The server could not be entered.';
  return {
    isValid: false,
    latencyMs: null,
    serverVersion: null,
    stages,
    error: { code, message, hint: (known ? error.native.hint : undefined) ?? hint },
  };
};

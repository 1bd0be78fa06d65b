import type { TestResult } from '@orrery/contracts';
import { DriverFault, type DriverFaultKind } from './driver.js';

/** For each way to fail: the code that a client branches on, and what a person can do about it. */
const failures: Readonly<Partial<Record<DriverFaultKind, readonly [code: string, hint: string]>>> = {
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
};

/** The result of a test that failed in its last stage. */
export const failedTest = (error: unknown, stages: TestResult['stages']): TestResult => {
  const known = error instanceof DriverFault;
  const [code, hint] = (known ? failures[error.kind] : undefined) ?? ['unreachable', 'Look into the log of the server.'];
  const message = known ? error.message : 'The server could not be entered.';
  return {
    isValid: false,
    latencyMs: null,
    serverVersion: null,
    stages,
    error: { code, message, hint: (known ? error.native.hint : undefined) ?? hint },
  };
};

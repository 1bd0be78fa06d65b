import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { untilAborted } from './deadline.js';
import { DriverFault, type EgressGuard, type Target } from './driver.js';
import { SshTunnel } from './ssh-tunnel.js';
import type { Stages } from './stages.js';

/** One address that a host name stands for, checked and ready to connect to. */
export interface Address {
  readonly address: string;
  readonly family: number;
  /** The tunnel that leads there, where there is no straight way. */
  readonly via?: SshTunnel;
}

/**
 * The way to a target, or to another host and port that it named: its checked addresses, or a tunnel over an SSH server whose
 * addresses are checked instead; what lies behind that server is seen from there. Its stages are `resolve` and, where there is one,
 * `tunnel`. Throws as `resolveHost` and `SshTunnel` do.
 */
export const wayTo = async (
  target: Target,
  guard: EgressGuard,
  signal: AbortSignal,
  stages?: Stages,
  { host, port }: Pick<Target, 'host' | 'port'> = target,
): Promise<readonly Address[]> => {
  const { ssh } = target.extraOptions;
  const resolve = () => resolveHost(ssh?.host ?? host, ssh?.port ?? port, guard, signal);
  const addresses = await (stages?.run('resolve', resolve, addressesOf) ?? resolve());
  if (ssh === undefined) return addresses;
  const server = `port ${String(ssh.port)} of the SSH server ${ssh.host}`;
  const via = new SshTunnel(ssh, (opening) => openSocket(addresses, ssh.port, opening, server));
  const enter = () => via.enter(signal);
  await (stages?.run('tunnel', enter, () => `${ssh.username} at ${ssh.host}`) ?? enter());
  return [{ address: host, family: 0, via }];
};

const addressesOf = (found: readonly Address[]): string => found.map(({ address }) => address).join(', ');

/** Every refusal reads the same, so that it tells nothing about what stands behind an address. */
const refused = (): DriverFault => new DriverFault('not-allowed', 'This host may not be connected to from here.');

/**
 * Resolves a host once and checks every address it stands for. What is connected to later is one of these addresses, never the name
 * again: a name that answers differently the second time gains nothing. Throws `not-allowed`, `unreachable`, `timeout`.
 */
export const resolveHost = async (
  host: string,
  port: number,
  guard: EgressGuard,
  signal: AbortSignal,
): Promise<readonly Address[]> => {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  // A path would be a Unix socket.
  if (bare === '' || /[/\\\0]/u.test(bare)) throw refused();
  const found = await untilAborted(
    lookup(bare, { all: true, order: 'verbatim' }),
    signal,
    `Looking up ${bare}`,
    () => undefined,
  ).catch((error: unknown) => {
    if (error instanceof DriverFault) throw error;
    throw new DriverFault(
      'unreachable',
      `The host name ${bare} could not be found.`,
      { nativeCode: codeOf(error) },
      { cause: error },
    );
  });
  if (found.length === 0 || !found.every(({ address }) => guard(address, port))) throw refused();
  return found;
};

/** Opens a socket to the first of the addresses that answers. Throws `unreachable` and `timeout`; `what` says of what. */
export const openSocket = async (
  addresses: readonly Address[],
  port: number,
  signal: AbortSignal,
  what = `port ${String(port)}`,
): Promise<Socket> => {
  let failure: unknown;
  for (const { address, family, via } of addresses) {
    try {
      if (via) return await via.streamTo(address, port, signal);
      return await connectTo(address, family, port, signal);
    } catch (error) {
      if (error instanceof DriverFault) throw error;
      failure = error;
    }
  }
  throw new DriverFault(
    'unreachable',
    `No connection could be made to ${what}: ${networkWords(codeOf(failure))}.`,
    { nativeCode: codeOf(failure) },
    { cause: failure },
  );
};

const connectTo = (address: string, family: number, port: number, signal: AbortSignal): Promise<Socket> => {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: address, port, family, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  const onError = (error: Error) => {
    reject(error);
  };
  socket.once('error', onError);
  socket.once('connect', () => {
    socket.off('error', onError);
    // From here on the owner listens; until it does, an error must not end the process.
    socket.on('error', () => undefined);
    resolve(socket);
  });
  return untilAborted(promise, signal, 'Connecting', () => socket.destroy());
};

/** The code of a system error, such as ECONNREFUSED. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

const networkWords = (code: string): string => {
  switch (code) {
    case 'ECONNREFUSED':
      return 'it was refused';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to that host';
    case 'ETIMEDOUT':
      return 'nothing answered';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it was cut';
    default:
      return code;
  }
};

/** The name to present and verify in TLS; an address is no name (RFC 6066 section 3). */
export const serverNameOf = (host: string): string | undefined => (isIP(host) === 0 ? host : undefined);

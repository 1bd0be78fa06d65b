import type { Socket } from 'node:net';
import { untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { openSocket, wayTo, type Address } from '../guarded-socket.js';
import { secureSocket, sslModeOf, tlsWords } from '../tls-socket.js';
import type { Stages } from '../stages.js';
import { logIn, type Login } from './login.js';
import { sslRequest } from './messages.js';
import { Wire } from './wire.js';

/** A connection that has logged in, and what the server said of itself. */
export interface Opened extends Login {
  readonly wire: Wire;
  readonly addresses: readonly Address[];
  readonly encrypted: boolean;
}

/** A socket to the server, in TLS where the mode asks for it or the server can. Throws DriverFault. */
export const openStream = async (
  target: Target,
  addresses: readonly Address[],
  signal: AbortSignal,
  stages?: Stages,
): Promise<{ stream: Socket; encrypted: boolean }> => {
  const mode = sslModeOf(target.extraOptions);
  const connectStage = () => openSocket(addresses, target.port, signal);
  const socket = await (stages?.run('connect', connectStage) ?? connectStage());
  if (mode === 'disable') return { stream: socket, encrypted: false };
  const tlsStage = async () => {
    if (await asksForTls(socket, signal)) return secureSocket(socket, target.host, target.extraOptions, signal);
    if (mode === 'prefer') return undefined;
    socket.destroy();
    throw new DriverFault('tls', 'The server does not speak TLS.');
  };
  try {
    const secure = await (stages?.run('tls', tlsStage, (result) => (result ? tlsWords(result) : 'not encrypted')) ?? tlsStage());
    return secure === undefined ? { stream: socket, encrypted: false } : { stream: secure, encrypted: true };
  } catch (error) {
    socket.destroy();
    // `prefer` takes what it can get, as libpq does: a handshake that fails is tried again without TLS.
    const again = mode === 'prefer' && error instanceof DriverFault && error.kind === 'tls';
    if (!again) throw error;
    return { stream: await openSocket(addresses, target.port, signal), encrypted: false };
  }
};

/** Sends the SSLRequest. The answer is one byte; more would have been put there by somebody in between (CVE-2021-23222). */
const asksForTls = async (socket: Socket, signal: AbortSignal): Promise<boolean> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const onClose = () => {
    reject(new DriverFault('connection-lost', 'The server closed the connection before it said whether it speaks TLS.'));
  };
  socket.once('data', resolve);
  socket.once('close', onClose);
  socket.write(sslRequest);
  const answer = await untilAborted(promise, signal, 'Asking for TLS', () => socket.destroy());
  socket.off('close', onClose);
  if (answer.length !== 1) throw new DriverFault('tls', 'The server answered the TLS request with something else.');
  if (answer[0] === 83) return true;
  if (answer[0] === 78) return false;
  throw new DriverFault('tls', 'The server refused the TLS request.');
};

/** Connects and logs in. Throws DriverFault: `not-allowed`, `unreachable`, `timeout`, `tls`, `login`, `no-such-database`, … */
export const openPostgres = async (
  target: Target,
  options: ConnectOptions,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Opened> => {
  if (target.username === '') throw new DriverFault('login', 'A user name is needed.');
  const addresses = await wayTo(target, options.guard, signal, stages);
  const { stream, encrypted } = await openStream(target, addresses, signal, stages);
  const wire = new Wire(stream);
  const loginStage = () => untilAborted(logIn(wire, target, options, encrypted), signal, 'Logging in', () => stream.destroy());
  try {
    const login = await (stages?.run('authenticate', loginStage) ?? loginStage());
    return { ...login, wire, addresses, encrypted };
  } catch (error) {
    stream.destroy();
    throw error;
  }
};

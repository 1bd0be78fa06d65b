import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { abortFault, untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { openSocket, wayTo, type Address } from '../guarded-socket.js';
import { guardedLogin } from '../login-guard.js';
import { secureSocket, sslModeOf } from '../tls-socket.js';
import type { Stages } from '../stages.js';
import { postgresFault } from './faults.js';
import { sslRequest } from './messages.js';

/** A connection that has logged in: the socket, and what the server said of itself. */
export interface Opened {
  readonly stream: Duplex;
  readonly addresses: readonly Address[];
  readonly encrypted: boolean;
  readonly processId: number;
  readonly secretKey: number;
  readonly serverVersion: string;
}

/** What pg's client holds beyond its published types: the keys for a CancelRequest, and the connection that emits messages. */
interface PgClient {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: EventEmitter & { attachListeners: (stream: Listened) => void };
}

/** All that pg's parser asks of a stream. */
interface Listened {
  on(event: string, listener: (chunk: Buffer) => void): unknown;
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
    const secure = await (stages?.run('tls', tlsStage, (result) => (result ? (result.getProtocol() ?? '') : 'not encrypted')) ??
      tlsStage());
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
  const resolveStage = () => wayTo(target, options.guard, signal);
  const addresses = await (stages?.run('resolve', resolveStage, (found) => found.map(({ address }) => address).join(', ')) ??
    resolveStage());
  const { stream, encrypted } = await openStream(target, addresses, signal, stages);
  const loginStage = () => logIn(target, options, stream, encrypted, signal);
  try {
    const login = await (stages?.run('authenticate', loginStage) ?? loginStage());
    return { ...login, stream, addresses, encrypted };
  } catch (error) {
    stream.destroy();
    throw error;
  }
};

const logIn = async (
  target: Target,
  options: ConnectOptions,
  stream: Socket,
  encrypted: boolean,
  signal: AbortSignal,
): Promise<Pick<Opened, 'processId' | 'secretKey' | 'serverVersion'>> => {
  // pg connects its stream itself; ours is connected already, to an address that was checked.
  Object.assign(stream, {
    connect: () => {
      process.nextTick(() => stream.emit('connect'));
      return stream;
    },
  });
  let cleartext = false;
  // Every field is given: what is left out, pg takes from the environment of this process.
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.username,
    database: target.dbName === '' ? target.username : target.dbName,
    // As a function, an empty password stays empty instead of becoming PGPASSWORD.
    password: () => {
      if (cleartext && !encrypted && target.extraOptions.driver?.['allowCleartextPassword'] !== true) {
        throw new DriverFault(
          'login',
          'The server asks for the password in clear text over a connection that is not encrypted.',
          {
            hint: 'Use TLS (require), or allow it in the options of the connection.',
          },
        );
      }
      return target.password;
    },
    ssl: false,
    stream: () => stream,
    application_name: options.applicationName.slice(0, 63),
    connectionTimeoutMillis: 0,
  });
  const internals = client as unknown as PgClient;
  let serverVersion = '';
  internals.connection.prependListener('authenticationCleartextPassword', () => {
    cleartext = true;
  });
  internals.connection.on('parameterStatus', (status: { parameterName: string; parameterValue: string }) => {
    if (status.parameterName === 'server_version') serverVersion = status.parameterValue;
  });
  client.on('error', () => undefined);
  const { connection } = internals;
  const attach = connection.attachListeners.bind(connection);
  // R authentication, E error, N notice, S parameter, v protocol version.
  const begins = (first: number) => 'RENSv'.includes(String.fromCharCode(first));
  connection.attachListeners = () => {
    attach({
      on: (event, listener) =>
        stream.on(event, event === 'data' ? guardedLogin(stream, 'PostgreSQL', begins, listener) : listener),
    });
  };
  try {
    await untilAborted(client.connect(), signal, 'Logging in', () => stream.destroy());
  } catch (error) {
    throw loginFault(error, signal);
  }
  // pg has done its part: from here on the messages are ours.
  stream.removeAllListeners('data');
  internals.connection.removeAllListeners();
  // It still hears of the socket's errors and passes them on; one that nobody listens to would end the process.
  internals.connection.on('error', () => undefined);
  return { processId: internals.processID ?? 0, secretKey: internals.secretKey ?? 0, serverVersion };
};

const loginFault = (error: unknown, signal: AbortSignal): DriverFault => {
  if (error instanceof DriverFault) return error;
  if (signal.aborted) return abortFault(signal, 'Logging in');
  if (error instanceof pg.DatabaseError) {
    const fields = new Map<string, string>();
    for (const [letter, value] of [
      ['C', error.code],
      ['M', error.message],
      ['H', error.hint],
      ['D', error.detail],
    ] as const) {
      if (value !== undefined) fields.set(letter, value);
    }
    return postgresFault(fields);
  }
  const words = error instanceof Error ? error.message : 'unknown reason';
  if (/SASL|SCRAM|password|authentication/i.test(words)) return new DriverFault('login', `Logging in failed: ${words}`);
  return new DriverFault('connection-lost', 'The server closed the connection while logging in.', {}, { cause: error });
};

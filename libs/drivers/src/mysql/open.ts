import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import mysql from 'mysql2';
import { abortFault, untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { openSocket, wayTo, type Address } from '../guarded-socket.js';
import type { Stages } from '../stages.js';
import { secureSocket, sslModeOf, tlsWords } from '../tls-socket.js';
import { faultOf, mysqlFault } from './faults.js';
import { Answer } from './packets.js';
import { plainPlugins } from './server-key.js';

/** A connection that has logged in: the socket, and what the server said of itself. */
export interface Opened {
  readonly stream: Duplex;
  readonly addresses: readonly Address[];
  readonly threadId: number;
  readonly serverVersion: string;
  readonly isMariadb: boolean;
  /** Whether column definitions carry MariaDB's extended metadata. */
  readonly extendedMetadata: boolean;
}

/** What mysql2's connection holds beyond its published types. */
interface Mysql2Connection extends EventEmitter {
  stream: Duplex;
  write: (bytes: Buffer) => void;
  startTLS: (done: (error?: unknown) => void) => void;
  readonly sequenceId: number;
  handlePacket: (packet?: { readonly sequenceId: number }) => void;
  readonly packetParser: { execute: (chunk: Buffer) => void };
  readonly threadId: number;
  readonly _mariadbExtendedMetadata: boolean;
}

/** What the server says first. */
interface Greeting {
  readonly bytes: Buffer;
  readonly version: string;
  readonly speaksTls: boolean;
}

const capabilitySsl = 0x0800;
/** The only version of the protocol that is spoken today, as the greeting's first byte. */
const protocolVersion = 10;
const longestGreeting = 4 * 1024;

/**
 * What is taken away from mysql2's defaults: files of ours for the asking (LOCAL_FILES), a mode that changes how names are read
 * (IGNORE_SPACE), and what would change the form of packets that are read here.
 */
const flags = ['-LOCAL_FILES', '-IGNORE_SPACE', '-ODBC', '-SESSION_TRACK', '-CLIENT_QUERY_ATTRIBUTES', 'PS_MULTI_RESULTS'];

/** Connects and logs in. Throws DriverFault. `addresses`: those of an earlier connection, where this is a second one to the same server. */
export const openMysql = async (
  target: Target,
  options: Pick<ConnectOptions, 'guard' | 'applicationName'>,
  signal: AbortSignal,
  stages?: Stages,
  addresses?: readonly Address[],
): Promise<Opened> => {
  if (target.username === '') throw new DriverFault('login', 'A user name is needed.');
  const found = addresses ?? (await wayTo(target, options.guard, signal, stages));
  try {
    return await logIn(target, options, found, sslModeOf(target.extraOptions) !== 'disable', signal, stages);
  } catch (error) {
    // `prefer` takes what it can get: a handshake that fails is tried again without TLS.
    const again = sslModeOf(target.extraOptions) === 'prefer' && error instanceof DriverFault && error.kind === 'tls';
    if (!again) throw error;
    return logIn(target, options, found, false, signal, stages);
  }
};

const logIn = async (
  target: Target,
  options: Pick<ConnectOptions, 'applicationName'>,
  addresses: readonly Address[],
  wantsTls: boolean,
  signal: AbortSignal,
  stages: Stages | undefined,
): Promise<Opened> => {
  const connectStage = () => openSocket(addresses, target.port, signal);
  const socket = await (stages?.run('connect', connectStage) ?? connectStage());
  try {
    const greetStage = () => greet(socket, signal);
    const greeting = await (stages?.run('greeting', greetStage, ({ version }) => version.replace(/^5\.5\.5-/u, '')) ??
      greetStage());
    if (wantsTls && !greeting.speaksTls && sslModeOf(target.extraOptions) !== 'prefer') {
      const noTls = () => Promise.reject(new DriverFault('tls', 'The server does not speak TLS.'));
      await (stages?.run('tls', noTls) ?? noTls());
    }
    const secure = wantsTls && greeting.speaksTls;
    socket.unshift(greeting.bytes);
    const authStage = () => authenticate(target, options, socket, secure, signal, stages);
    const connection = await (stages?.run('authenticate', authStage, () => (secure ? '' : 'not encrypted')) ?? authStage());
    const version = greeting.version.replace(/^5\.5\.5-(?=\d)/u, '');
    return {
      stream: connection.stream,
      addresses,
      threadId: connection.threadId,
      serverVersion: version,
      isMariadb: /mariadb/i.test(version),
      extendedMetadata: connection._mariadbExtendedMetadata,
    };
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const foreign = () => new DriverFault('connection-lost', 'What answers on that port is not MySQL or MariaDB.');

/** Waits for the server's first packet. */
const greet = async (socket: Socket, signal: AbortSignal): Promise<Greeting> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let gathered = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    gathered = Buffer.concat([gathered, chunk]);
    if (gathered.length < 5) return;
    const length = gathered.readUIntLE(0, 3);
    if (length > longestGreeting || (gathered[4] !== protocolVersion && gathered[4] !== Answer.error)) reject(foreign());
    else if (gathered.length >= length + 4) resolve(gathered);
  };
  const onClose = () => {
    reject(new DriverFault('connection-lost', 'The server closed the connection before it said anything.'));
  };
  socket.on('data', onData);
  socket.once('close', onClose);
  const bytes = await untilAborted(promise, signal, 'Waiting for the server to greet', () => socket.destroy());
  socket.off('data', onData);
  socket.off('close', onClose);
  if (bytes[4] === Answer.error) throw faultOf(bytes, 4, bytes.readUIntLE(0, 3) + 4);
  const nul = bytes.indexOf(0, 5);
  if (nul < 0 || bytes.length < nul + 16) throw foreign();
  return { bytes, version: bytes.toString('utf8', 5, nul), speaksTls: (bytes.readUInt16LE(nul + 14) & capabilitySsl) !== 0 };
};

const authenticate = async (
  target: Target,
  options: Pick<ConnectOptions, 'applicationName'>,
  socket: Socket,
  secure: boolean,
  signal: AbortSignal,
  stages: Stages | undefined,
): Promise<Mysql2Connection> => {
  const client = mysql.createConnection({
    stream: socket,
    host: target.host,
    port: target.port,
    user: target.username,
    password: target.password,
    ...(target.dbName === '' ? {} : { database: target.dbName }),
    charset: 'UTF8MB4_GENERAL_CI',
    connectTimeout: 0,
    flags,
    multipleStatements: false,
    connectAttributes: { program_name: options.applicationName.slice(0, 63) },
    ...(secure ? { ssl: {} } : { authPlugins: plainPlugins(target) }),
  });
  const connection = client as unknown as Mysql2Connection;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let tlsFailure: DriverFault | undefined;
  if (secure) {
    // mysql2 would make its own TLS socket; ours knows the modes, the certificates and the time that is left.
    connection.startTLS = (done) => {
      socket.removeAllListeners('data');
      const tlsStage = () => secureSocket(socket, target.host, target.extraOptions, signal);
      (stages?.run('tls', tlsStage, tlsWords) ?? tlsStage()).then(
        (stream) => {
          stream.on('data', (chunk: Buffer) => {
            connection.packetParser.execute(chunk);
          });
          connection.stream = stream;
          connection.write = (bytes) => {
            stream.write(bytes);
          };
          done();
        },
        (error: unknown) => {
          tlsFailure = error instanceof DriverFault ? error : undefined;
          done(error);
        },
      );
    };
  }
  // What it throws at a packet that makes no sense would end the process.
  const handle = connection.handlePacket.bind(connection);
  connection.handlePacket = (packet) => {
    // Of packets out of order it would only print that they are, whatever else goes wrong then.
    if (packet !== undefined && packet.sequenceId !== connection.sequenceId) {
      reject(new Error('a packet came out of order'));
      return;
    }
    try {
      handle(packet);
    } catch (error) {
      reject(error instanceof Error ? error : new Error('a packet could not be read'));
    }
  };
  connection.on('error', reject);
  connection.once('connect', () => {
    resolve(undefined);
  });
  try {
    await untilAborted(promise, signal, 'Logging in', () => socket.destroy());
  } catch (error) {
    connection.stream.destroy();
    throw tlsFailure ?? loginFault(error, signal);
  }
  // mysql2 has done its part: from here on the packets are ours.
  connection.stream.removeAllListeners('data');
  connection.removeAllListeners('error');
  connection.on('error', () => undefined);
  return connection;
};

const loginFault = (error: unknown, signal: AbortSignal): DriverFault => {
  if (error instanceof DriverFault) {
    // mysql2 writes its own code onto what a plugin threw.
    return new DriverFault(error.kind, error.message, error.native);
  }
  if (signal.aborted) return abortFault(signal, 'Logging in');
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0) {
    const state = 'sqlState' in error && typeof error.sqlState === 'string' ? error.sqlState : '';
    return mysqlFault(error.errno, state.replace('#', ''), error.message);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED') {
    return new DriverFault('login', 'The server asks for the password in clear text, which is not given.');
  }
  if (code === 'AUTH_SWITCH_PLUGIN_ERROR')
    return new DriverFault('login', 'The server asks for a way to log in that is not supported.');
  return new DriverFault('connection-lost', 'The server closed the connection while logging in.', {}, { cause: error });
};

import type { Socket } from 'node:net';
import type { SslMode } from '@orrery/contracts';
import { untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type EgressGuard, type Target } from '../driver.js';
import { openSocket, wayTo } from '../guarded-socket.js';
import { SocketReader } from '../socket-reader.js';
import type { Stages } from '../stages.js';
import { secureSocket, tlsWords } from '../tls-socket.js';
import { Handshake } from './handshake.js';
import { portOfInstance } from './instance.js';
import { Encryption, encryptionOf, logIn, preloginBody } from './login.js';
import { packetsOf, PacketType } from './messages.js';
import { TdsReader } from './tds-reader.js';

/** A connection that has logged in, and what was agreed on. */
export interface Opened {
  readonly reader: TdsReader;
  readonly packetSize: number;
  /** Five bytes: how the server compares and encodes text that says nothing else. */
  readonly collation: Buffer;
}

/** A login has no challenge: without TLS whoever listens reads the password. So that has to be asked for. */
const defaultMode: SslMode = 'require';
/** How often a server may send us on to another: Azure does once. */
const mostRedirects = 3;
/** Larger packets mean fewer of them; TLS takes no more than 16 KiB in one. */
const packetBytes = 16_000;
/** Before anything is agreed on. */
const firstBytes = 4_096;

const option = (target: Target, name: string): string => {
  const value = target.extraOptions.driver?.[name];
  return typeof value === 'string' ? value : '';
};

/** Runs a stage, and notes it where somebody wants to know. */
type Stage = <T>(name: string, work: () => Promise<T>, detail?: (result: T) => string) => Promise<T>;

/** Connects and logs in, at another server where this one sends us on. Throws DriverFault. */
export const openMssql = async (
  target: Target,
  options: Pick<ConnectOptions, 'guard' | 'applicationName'>,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Opened> => {
  if (target.username === '') throw new DriverFault('login', 'A user name is needed.');
  if (target.extraOptions.ssl?.cert !== undefined) {
    throw new DriverFault('tls', 'SQL Server does not log in by client certificate.', {
      hint: 'Take certificate and key out of the options of the connection.',
    });
  }
  let { host, port } = target;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const instance = redirects === 0 ? option(target, 'instanceName') : '';
    const answer = await openAt({ ...target, host, port }, instance, options, signal, stages);
    if ('reader' in answer) return answer;
    ({ host, port } = answer);
  }
  throw new DriverFault('unreachable', 'The server sends on and on to other servers.');
};

const openAt = async (
  target: Target,
  instance: string,
  { guard, applicationName }: Pick<ConnectOptions, 'guard' | 'applicationName'>,
  signal: AbortSignal,
  stages: Stages | undefined,
): Promise<Opened | { readonly host: string; readonly port: number }> => {
  const stage: Stage = (name, work, detail) => stages?.run(name, work, detail) ?? work();
  const find = () => portFor(target, instance, guard, signal);
  const port = instance === '' ? target.port : await stage('instance', find, (found) => `${instance} on port ${String(found)}`);
  const addresses = await wayTo(target, guard, signal, stages, { host: target.host, port });
  const socket = await stage('connect', () => openSocket(addresses, port, signal));
  try {
    const mode = target.extraOptions.ssl?.mode ?? defaultMode;
    const encryption = await stage('greeting', () => greet(socket, mode, signal));
    const offered = encryption === Encryption.on || encryption === Encryption.required;
    const wanted = mode !== 'disable' && mode !== 'prefer';
    const encrypted = offered || wanted;
    const stream = encrypted ? await stage('tls', () => encrypt(socket, target, mode, offered, signal), tlsWords) : socket;
    const reader = new TdsReader(new SocketReader(stream));
    // It was paused when the greeting had been read.
    stream.resume();
    const login = {
      server: target.host,
      database: target.dbName,
      user: target.username,
      password: target.password,
      program: applicationName.slice(0, 63),
      readOnlyIntent: target.extraOptions.readOnly === true || target.extraOptions.driver?.['readOnlyIntent'] === true,
      packetSize: packetBytes,
    };
    const enter = () => untilAborted(logIn(reader, login), signal, 'Logging in', () => socket.destroy());
    const answer = await stage('authenticate', enter, (found) =>
      [
        ...(encrypted ? [] : ['not encrypted']),
        ...('host' in found ? [`sent on to ${found.host}:${String(found.port)}`] : []),
      ].join(', '),
    );
    if ('host' in answer) {
      stream.destroy();
      return answer;
    }
    return { reader, ...answer };
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** Browser is asked by datagrams, which go through no tunnel. */
const portFor = (target: Target, instance: string, guard: EgressGuard, signal: AbortSignal): Promise<number> => {
  if (target.extraOptions.ssh === undefined) return portOfInstance(target.host, instance, guard, signal);
  const hint = 'Take the instance out of the options, and enter its own port instead.';
  throw new DriverFault('unsupported', 'The port of a named instance can’t be asked for through an SSH tunnel.', { hint });
};

/** Says hello, and waits for what the server says of encryption. */
const greet = async (socket: Socket, mode: SslMode, signal: AbortSignal): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let gathered = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    gathered = Buffer.concat([gathered, chunk]);
    const length = gathered.length < 4 ? Number.POSITIVE_INFINITY : gathered.readUInt16BE(2);
    if (gathered[0] !== PacketType.response || gathered.length > firstBytes) {
      reject(new DriverFault('connection-lost', 'What answers on that port is not SQL Server.'));
    } else if (gathered.length >= length) {
      resolve(gathered.subarray(8, length));
    }
  };
  const onClose = () => {
    reject(new DriverFault('connection-lost', 'The server closed the connection before it said anything.'));
  };
  socket.on('data', onData);
  socket.once('close', onClose);
  const encryption = mode === 'disable' ? Encryption.notSupported : Encryption.on;
  socket.write(packetsOf(PacketType.prelogin, preloginBody(encryption), firstBytes));
  const body = await untilAborted(promise, signal, 'Waiting for the server to greet', () => socket.destroy());
  socket.pause();
  socket.off('data', onData);
  socket.off('close', onClose);
  return encryptionOf(body);
};

/** Puts TLS between the packets and the socket, as far as both sides want it. */
const encrypt = async (socket: Socket, target: Target, mode: SslMode, offered: boolean, signal: AbortSignal) => {
  if (mode === 'disable') {
    throw new DriverFault('tls', 'The server takes encrypted connections only.', { hint: 'Choose the TLS mode “require”.' });
  }
  if (!offered)
    throw new DriverFault('tls', 'The server does not speak TLS.', {
      hint: 'Choose the TLS mode “prefer” to do without it; whoever listens on the way can then read the password.',
    });
  const handshake = new Handshake(socket);
  // The handshake of TLS 1.3 goes on after the client takes it for done, when nothing would unwrap it any more.
  const secure = await secureSocket(handshake, target.host, target.extraOptions, signal, { maxVersion: 'TLSv1.2' });
  handshake.unwrap();
  socket.once('close', () => secure.destroy());
  return secure;
};

import type { Socket } from 'node:net';
import {
  MongoClient,
  MongoError,
  MongoRuntimeError,
  MongoServerSelectionError,
  type MongoClientOptions,
  type AuthMechanism,
  type ReadPreferenceMode,
} from 'mongodb';
import { abortFault, untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { openSocket, wayTo } from '../guarded-socket.js';
import type { Stages } from '../stages.js';
import { startRelay, type Relay } from './relay.js';
import { secureSocket, sslModeOf, tlsWords } from '../tls-socket.js';
import { faultOf } from './faults.js';
import type { Document } from './plan.js';

/** A client that has logged in to one server. */
export interface Opened {
  readonly client: MongoClient;
  /** What the server says of itself. */
  readonly hello: Document;
  readonly readPreference: ReadPreferenceMode;
}

/** Questions about collections that one session asks at a time. */
export const readers = 4;

/** Where a server is. */
interface Place {
  readonly host: string;
  readonly port: number;
}
/** The way to a server that has answered. */
interface Reached {
  readonly secure: boolean;
  readonly relay: Relay;
}

const mechanisms: ReadonlySet<string> = new Set(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'MONGODB-X509']);
const preferences: ReadonlySet<string> = new Set([
  'primary',
  'primaryPreferred',
  'secondary',
  'secondaryPreferred',
  'nearest',
] satisfies ReadPreferenceMode[]);
const isMechanism = (text: string): text is AuthMechanism => mechanisms.has(text);
const isPreference = (text: string): text is ReadPreferenceMode => preferences.has(text);

const optionOf = ({ extraOptions }: Target, name: string): string | undefined => {
  const value = extraOptions.driver?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The database that a connection works in. */
export const databaseOf = (target: Target): string => (target.dbName === '' ? 'test' : target.dbName);

/**
 * Connects and logs in. Each session speaks to one server, over sockets whose address was checked here: the client itself looks no name
 * up and follows no name that a server tells. Where a replica set is asked for, the member is chosen here, through the same guard.
 */
export const openMongo = async (
  target: Target,
  options: ConnectOptions,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Opened> => {
  const wanted = optionOf(target, 'readPreference') ?? 'primary';
  if (!isPreference(wanted)) throw new DriverFault('unsupported', `${wanted} is no read preference.`);
  const seed = { host: target.host, port: target.port };
  const opened = await openAt(seed, target, options, wanted, signal, stages);
  const setName = optionOf(target, 'replicaSet');
  if (setName === undefined) return opened;
  try {
    const choose = () => memberFor(opened.hello, setName, wanted);
    const member = await (stages?.run('member', async () => Promise.resolve(choose()), whichMember) ?? choose());
    if (member === undefined) return opened;
    const other = await openAt(member, target, options, wanted, signal);
    await opened.client.close();
    return other;
  } catch (error) {
    void opened.client.close();
    throw error;
  }
};

const openAt = async (
  place: Place,
  target: Target,
  options: ConnectOptions,
  readPreference: ReadPreferenceMode,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Opened> => {
  const auth = authOf(target);
  const reached = await reach(place, target, options, signal, stages);
  const client = clientOf(reached, auth, options, readPreference);
  client.once('topologyClosed', () => void reached.relay.close());
  // The client would try again until its time is over: what fails once after an address has answered, fails.
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const onFailure = ({ failure }: { failure: Error }) => {
    reject(failure);
  };
  client.once('serverHeartbeatFailed', onFailure);
  failed.catch(() => undefined);
  const login = async (): Promise<Document> => {
    await client.connect();
    return client.db('admin').command({ hello: 1 });
  };
  const authenticate = () =>
    untilAborted(Promise.race([login(), failed]), signal, 'Logging in', () => void client.close()).catch((error: unknown) => {
      void client.close();
      void reached.relay.close();
      throw loginFault(reached.relay.failure ?? error, target, signal);
    });
  const hello = await (stages?.run('authenticate', authenticate, () => (reached.secure ? '' : 'not encrypted')) ??
    authenticate());
  return { client, hello, readPreference };
};

/** Finds an address that answers, and whether it speaks TLS as the connection asks for; then opens a relay that leads there. */
const reach = async (
  { host, port }: Place,
  target: Target,
  { guard, connectMs }: ConnectOptions,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Reached> => {
  const addresses = await wayTo(target, guard, signal, stages, { host, port });
  const connect = () => openSocket(addresses, port, signal);
  const socket = await (stages?.run('connect', connect) ?? connect());
  // A handshake that fails takes the socket with it, and its address.
  const answered = socket.remoteAddress;
  const secure = await isSecure(socket, host, target, signal, stages).finally(() => socket.destroy());
  // What is cancelled over one socket runs over another: all of them lead to the same server.
  const same = addresses.filter(({ address }) => address === answered);
  const relay = await startRelay(async () => {
    const limit = AbortSignal.timeout(connectMs);
    const stream = await openSocket(same.length > 0 ? same : addresses, port, limit);
    return secure ? secureSocket(stream, host, target.extraOptions, limit) : stream;
  });
  return { secure, relay };
};

/** Whether the server speaks TLS, as far as the connection asks for it. */
const isSecure = async (socket: Socket, host: string, target: Target, signal: AbortSignal, stages?: Stages): Promise<boolean> => {
  const mode = sslModeOf(target.extraOptions);
  if (mode === 'disable') return false;
  const secured = () => secureSocket(socket, host, target.extraOptions, signal);
  try {
    const stream = await (stages?.run('tls', secured, tlsWords) ?? secured());
    stream.destroy();
    return true;
  } catch (error) {
    // `prefer` takes what it can get.
    if (mode !== 'prefer' || !(error instanceof DriverFault) || error.kind !== 'tls') throw error;
    return false;
  }
};

const clientOf = (
  { relay }: Reached,
  auth: MongoClientOptions,
  options: ConnectOptions,
  readPreference: ReadPreferenceMode,
): MongoClient => {
  const settings: MongoClientOptions = {
    appName: options.applicationName,
    directConnection: true,
    // They are opened as they are needed: a statement takes one. The last one is for cancelling.
    maxPoolSize: readers + 1,
    serverSelectionTimeoutMS: options.connectMs,
    connectTimeoutMS: options.connectMs,
    socketTimeoutMS: 0,
    serverMonitoringMode: 'poll',
    heartbeatFrequencyMS: 60_000,
    retryReads: false,
    retryWrites: false,
    readPreference,
    // The relay sees to it.
    tls: false,
    ...auth,
  };
  try {
    return new MongoClient(`mongodb://${encodeURIComponent(relay.path)}/`, settings);
  } catch {
    void relay.close();
    // Its words can hold the options.
    throw new DriverFault('login', 'These options of the connection are not taken by the client.');
  }
};

const authOf = (target: Target): MongoClientOptions => {
  const mechanism = optionOf(target, 'authMechanism');
  if (mechanism !== undefined && !isMechanism(mechanism))
    throw new DriverFault('unsupported', `Logging in by ${mechanism} is not supported: ${[...mechanisms].join(', ')} are.`);
  if (mechanism === 'MONGODB-X509') return { authMechanism: mechanism, authSource: '$external' };
  if (target.username === '') return {};
  return {
    auth: { username: target.username, password: target.password },
    authSource: authSourceOf(target),
    ...(mechanism === undefined ? {} : { authMechanism: mechanism }),
  };
};

/** The database that knows the user: as the shell does, the one that is entered, where no other is named. */
const authSourceOf = (target: Target): string =>
  optionOf(target, 'authSource') ?? (target.dbName === '' ? 'admin' : target.dbName);

const loginFault = (error: unknown, target: Target, signal: AbortSignal): DriverFault => {
  if (signal.aborted) return abortFault(signal, 'Logging in');
  // What the client itself finds wrong with a login, such as a signature that is not the server's, or stumbles over, such as none.
  const isOfClient = error instanceof MongoRuntimeError && !(error instanceof MongoServerSelectionError);
  if (isOfClient || !(error instanceof DriverFault || error instanceof MongoError))
    return new DriverFault('login', 'The server could not prove that it knows this user.');
  const fault = faultOf(error);
  if (fault.kind !== 'login') return fault;
  const hint = `Check the user name and the password. The user was looked for in the database ${authSourceOf(target)}. Where it is kept in another one, such as admin, name that as authSource in the options.`;
  return new DriverFault('login', fault.message, { ...fault.native, hint });
};

const whichMember = (member: Place | undefined): string =>
  member === undefined ? 'this member' : `on to ${member.host}:${String(member.port)}`;

/** The member of the replica set to speak to; undefined where it is this one. */
const memberFor = (hello: Document, setName: string, wanted: ReadPreferenceMode): Place | undefined => {
  if (hello['setName'] !== setName) {
    const found = typeof hello['setName'] === 'string' ? `it is of ${hello['setName']}` : 'it is of none';
    throw new DriverFault('wrong-role', `This server is not of the replica set ${setName}: ${found}.`, {
      hint: 'Enter the name of its own set as replicaSet in the options, or leave it empty to speak to this server alone.',
    });
  }
  const isPrimary = hello['isWritablePrimary'] === true;
  const isSecondary = hello['secondary'] === true;
  const primary = typeof hello['primary'] === 'string' ? hello['primary'] : undefined;
  if (wanted === 'nearest') return undefined;
  if (wanted === 'primary' || wanted === 'primaryPreferred') {
    if (isPrimary) return undefined;
    if (primary !== undefined) return placeOf(primary);
    if (wanted === 'primaryPreferred' && isSecondary) return undefined;
    throw new DriverFault('wrong-role', `The replica set ${setName} has no primary at the moment.`, {
      hint: 'Wait until it has chosen one, or read from a secondary: choose secondaryPreferred as the read preference.',
    });
  }
  if (isSecondary) return undefined;
  const members = [hello['hosts'], hello['passives']].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const secondary = members.find((member) => typeof member === 'string' && member !== primary && member !== hello['me']);
  if (typeof secondary === 'string') return placeOf(secondary);
  if (wanted === 'secondaryPreferred') return undefined;
  throw new DriverFault('wrong-role', `The replica set ${setName} has no secondary.`, {
    hint: 'Choose secondaryPreferred as the read preference, which reads from the primary meanwhile.',
  });
};

const placeOf = (member: string): Place => {
  const match = /^(\[[0-9a-f:.]+\]|[^:]+):(\d{1,5})$/iu.exec(member);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535)
    throw new DriverFault('unreachable', 'The server named a member of its replica set by an address that is none.');
  return { host: match[1], port };
};

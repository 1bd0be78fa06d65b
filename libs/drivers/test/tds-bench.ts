import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { keepHouse, startTdsServer, tds, type TdsScript, type TdsServer } from '@orrery/testing';
import { DriverFault, type ConnectOptions, type RunEvent, type RunOptions, type Session, type Target } from '../src/driver.js';
import { mssqlDriver } from '../src/mssql/index.js';

/** How tests connect. */
export const options: ConnectOptions = { connectMs: 5_000, applicationName: 'orrery:test', guard: () => true };
const servers: TdsServer[] = [];
const sessions: Session[] = [];

/** Ends what a test has begun. */
export const tidyUp = async (): Promise<void> => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of servers.splice(0)) await server.stop();
};

/** Has a server stopped after the test. */
export const stopLater = (server: TdsServer): TdsServer => {
  servers.push(server);
  return server;
};

/** A server that keeps house by itself and otherwise plays the script. */
export const start = async (answer: TdsScript['answer'], more: Partial<TdsScript> = {}): Promise<TdsServer> => {
  const server: TdsServer = await startTdsServer({
    ...more,
    answer: async (request, reply, peer) => {
      if (!(await keepHouse(request, reply, peer, server.peers))) await answer(request, reply, peer);
    },
  });
  servers.push(server);
  return server;
};

/** The server as a target of somebody who may log in. */
export const targetOf = (server: TdsServer, parts: Partial<Target> = {}): Target => ({
  host: server.host,
  port: server.port,
  dbName: 'shop',
  username: 'sa',
  password: 'sécret¡',
  ...parts,
  extraOptions: { ssl: { mode: 'prefer' }, ...parts.extraOptions },
});

/** A session that is cut after the test at the latest. */
export const connect = async (server: TdsServer, parts: Partial<Target> = {}): Promise<Session> => {
  const session = await mssqlDriver.connect(targetOf(server, parts), options);
  sessions.push(session);
  return session;
};

/** A session with a server that plays the script. */
export const entered = async (answer: TdsScript['answer']): Promise<{ session: Session; server: TdsServer }> => {
  const server = await start(answer);
  return { session: await connect(server), server };
};

/** All events of a run. */
export const collect = async (session: Session, text: string, runOptions: RunOptions = {}): Promise<RunEvent[]> => {
  const events: RunEvent[] = [];
  for await (const event of session.run({ language: 'sql', text }, runOptions)) {
    events.push(event.type === 'rows' ? { ...event, json: Buffer.from(event.json) } : event);
  }
  return events;
};

/** The rows of a run. */
export const rowsOf = (events: readonly RunEvent[]): unknown[][] =>
  events.flatMap((event) => (event.type === 'rows' ? (JSON.parse(`[${event.json.toString()}]`) as unknown[][]) : []));

/** The fault that this ends with. */
export const faultOf = async (work: Promise<unknown>): Promise<DriverFault> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DriverFault) return error;
  throw new Error('It went well, although a fault was expected.', { cause: error });
};

/** Rows of one number, as many as the client takes. */
export const flood: TdsScript['answer'] = async (_request, reply) => {
  reply.columns([tds.int('n'), tds.nvarchar(200)('filler')]);
  for (let n = 1; !reply.signal.aborted && reply.stream.writable; n += 1) await reply.row(n, 'x'.repeat(200));
};

/** Nothing, until the client wants no more. */
export const sleep: TdsScript['answer'] = async (_request, reply) => {
  if (!reply.signal.aborted) await once(reply.signal, 'abort');
};

/** One row of one number. */
export const oneRow: TdsScript['answer'] = async (_request, reply) => {
  reply.columns([tds.int('one')]);
  await reply.row(1);
  reply.done({ selected: 1 });
};

/** Asks again until the answer is yes. */
export const until = async (question: () => boolean): Promise<void> => {
  while (!question()) await setTimeout(5);
};

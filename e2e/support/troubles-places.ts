import type { Kind } from '@orrery/contracts';
import { mariadbAbsence } from '@orrery/servers';
import {
  aCertificate,
  aPrivateKey,
  type Certificate,
  type FaultProxy,
  type SshTestServer,
  startFaultProxy,
  startScriptedServer,
  startSshServer,
} from '@orrery/testing';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { subjects } from '../../libs/drivers/conformance/kinds.js';
import type { NotRun, Server } from '../../libs/drivers/conformance/subject.js';
import { encrypted } from '../../libs/drivers/conformance/tls.js';
import type { Form } from './troubles.js';
import { insides } from './troubles-servers.js';

/** A server that encrypts, and by which certificate. */
interface Secure {
  readonly port: number;
  readonly certificate: string;
}

/** What is entered to meet a trouble of whoever was let in. */
export interface Inside {
  readonly old: Partial<Form>;
  readonly unreadable: Partial<Form>;
  /** Behind a pooler that keeps settings of sessions to itself. */
  readonly unheld?: Partial<Form>;
  /** With another server that takes changes for a replica. */
  readonly another: Partial<Form>;
  /** With a replica of another server. */
  readonly stranger?: Partial<Form>;
}

/** Where servers of one kind are, good ones and some that are none. */
export interface Places {
  readonly server: Server;
  readonly secure: Secure;
  readonly late: Secure;
  /** Takes connections and says nothing. */
  readonly silent: number;
  /** Nobody listens there. */
  readonly closed: number;
  /** A web server. */
  readonly web: number;
  readonly ssh: SshTestServer;
  /** A private key that the SSH server does not know. */
  readonly strangeKey: string;
  readonly inside: Inside;
  /** The way to the server on which a result breaks off. */
  readonly proxy: FaultProxy;
  stop(): Promise<void>;
}

/** Who may go through the tunnel. */
export const sshUser = { username: 'tunnel', password: 'let me through' } as const;

const certificates = { good: aCertificate('localhost'), late: aCertificate('localhost', -1) };

/** Why servers of a kind can't be had here; undefined where they can. */
export const absenceOf = (kind: Kind): string | undefined => {
  if (certificates.good === undefined) return 'openssl, which makes certificates, is not installed';
  return kind === 'mysql' ? mariadbAbsence() : undefined;
};

/** What is stopped in the end, the last one first. */
export type Stops = (() => Promise<void>)[];

/** Starts servers of a kind, each with a trouble of its own. Throws where one does not start. */
export async function startPlaces(kind: Kind): Promise<Places> {
  const stops: Stops = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.toReversed()) await one();
  };
  const kept = <T extends { stop(): Promise<void> }>(started: T): T => {
    stops.push(() => started.stop());
    return started;
  };
  try {
    const engine = encrypted[kind][0];
    const secured = async (certificate: Certificate | undefined): Promise<Secure> => {
      if (engine === undefined || certificate === undefined) throw new Error(`no ${kind} encrypts here`);
      return { port: kept(running(await engine.start(certificate))).target.port, certificate: certificate.cert };
    };
    const server = kept(running(await subjects[kind].engines[0].start()));
    const [secure, late] = [await secured(certificates.good), await secured(certificates.late)];
    const silent = kept(await startScriptedServer(() => undefined)).port;
    const none = await startScriptedServer(() => undefined);
    await none.stop();
    const ssh = kept(await startSshServer(sshUser));
    const inside = await insides[kind](server, stops);
    const proxy = kept(await startFaultProxy(server.target.port));
    const ways = { silent, closed: none.port, web: await startWebServer(stops), ssh, strangeKey: aPrivateKey() };
    return { server, secure, late, ...ways, inside, proxy, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const running = (server: Server | NotRun): Server => {
  if (typeof server === 'string') throw new Error(server);
  return server;
};

async function startWebServer(stops: Stops): Promise<number> {
  const web = createServer((_request, response) => response.end('a web page')).listen(0, '127.0.0.1');
  await once(web, 'listening');
  stops.push(async () => {
    web.close();
    web.closeAllConnections();
    await once(web, 'close');
  });
  const address = web.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

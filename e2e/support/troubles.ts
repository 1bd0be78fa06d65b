import type { Kind } from '@orrery/contracts';
import { aCertificate, type Certificate, type FaultProxy, startFaultProxy, startScriptedServer } from '@orrery/testing';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { subjects } from '../../libs/drivers/conformance/kinds.js';
import type { Server } from '../../libs/drivers/conformance/subject.js';
import { encrypted } from '../../libs/drivers/conformance/tls.js';

/** What can go wrong on the way to a server of any kind. */
export const troubleNames = [
  'a host that nobody knows',
  'a port where nobody listens',
  'a host that never answers',
  'a server of something else',
  'no TLS where it is required',
  'a certificate that nobody known has signed',
  'a certificate that has expired',
  'a certificate of another name',
  'a wrong password',
  'a database that is not there',
] as const;
export type TroubleName = (typeof troubleNames)[number];

/** A database of MongoDB is made when it is written to. */
export const troublesOf = (kind: Kind): readonly TroubleName[] =>
  troubleNames.filter((name) => kind !== 'mongodb' || name !== 'a database that is not there');

/** What stands in the form for one attempt. */
export interface Attempt {
  readonly name: TroubleName;
  readonly host: string;
  readonly port: number;
  readonly dbName?: string;
  readonly password?: string;
  readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  readonly ca?: string;
  /** What the failed stage is called, what happened, and what to do. */
  readonly stage: RegExp;
  readonly said: RegExp;
  readonly advice: RegExp;
}

/** Servers of one kind, each with a trouble of its own. */
export interface Troubles {
  readonly server: Server;
  readonly attempts: readonly Attempt[];
  /** The way to the server on which a result breaks off. */
  readonly proxy: FaultProxy;
  stop(): Promise<void>;
}

const certificateOf = (days?: number): Certificate => {
  const made = aCertificate('localhost', days);
  if (made === undefined) throw new Error('openssl, which makes certificates, is not installed');
  return made;
};

/** Starts servers of a kind: a good one, two that encrypt, and some that are none. A sentence where there is none of the kind. */
export async function startTroubles(kind: Kind): Promise<Troubles | string> {
  const certificate = certificateOf();
  const expired = certificateOf(-1);
  const engine = encrypted[kind][0];
  const started = [await subjects[kind].engines[0].start(), await engine?.start(certificate), await engine?.start(expired)];
  const servers = started.filter((one): one is Server => typeof one === 'object');
  const [server, secure, late] = servers;
  const silent = await startScriptedServer(() => undefined);
  const web = createServer((_request, response) => response.end('a web page')).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const closed = await startScriptedServer(() => undefined);
  await closed.stop();
  const stop = async (): Promise<void> => {
    for (const one of [...servers, silent]) await one.stop();
    web.close();
    web.closeAllConnections();
  };
  if (server === undefined || secure === undefined || late === undefined) {
    await stop();
    const absence = started.find((one) => typeof one === 'string');
    if (absence === undefined) throw new Error(`there are no servers of ${kind}`);
    return absence.replace('NOT RUN: ', '');
  }
  const proxy = await startFaultProxy(server.target.port);
  return {
    server,
    attempts: attemptsOf({ server, secure, late, certificate, expired, silent, closed, web: portOf(web.address()) }),
    proxy,
    stop: async () => {
      await proxy.stop();
      await stop();
    },
  };
}

const portOf = (address: unknown): number =>
  typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;

interface Places {
  readonly server: Server;
  readonly secure: Server;
  readonly late: Server;
  readonly certificate: Certificate;
  readonly expired: Certificate;
  readonly silent: { readonly port: number };
  readonly closed: { readonly port: number };
  readonly web: number;
}

/** The first thing that a server of the kind has to say, where it is not there to say it. */
const early = /No greeting|Not signed in|Not encrypted/;

const attemptsOf = (places: Places): readonly Attempt[] => {
  const { port, host } = places.server.target;
  const [secure, late] = [places.secure.target.port, places.late.target.port];
  const tls = { host: 'localhost', port: secure, stage: /Not encrypted/ } as const;
  return [
    {
      ...{ name: 'a host that nobody knows', host: 'nowhere.invalid', port, mode: 'disable' },
      ...{ stage: /Name not resolved/, said: /nowhere\.invalid could not be found/, advice: /host/ },
    },
    {
      ...{ name: 'a port where nobody listens', host, port: places.closed.port, mode: 'disable' },
      ...{ stage: /Not connected/, said: /it was refused/, advice: /server is running/ },
    },
    {
      ...{ name: 'a host that never answers', host, port: places.silent.port, mode: 'disable' },
      ...{ stage: early, said: /took too long/, advice: /firewall/ },
    },
    {
      ...{ name: 'a server of something else', host, port: places.web, mode: 'disable' },
      ...{ stage: early, said: /./, advice: /listens/ },
    },
    {
      ...{ name: 'no TLS where it is required', host, port, mode: 'require' },
      ...{ stage: /Not encrypted|No greeting/, said: /does not speak TLS|encrypted connection/, advice: /TLS|disable/ },
    },
    {
      ...{ name: 'a certificate that nobody known has signed', ...tls, mode: 'verify-full' },
      ...{ said: /signed by nobody who is known/, advice: /CA certificate/ },
    },
    {
      ...{ name: 'a certificate that has expired', ...tls, port: late, mode: 'verify-full', ca: places.expired.cert },
      ...{ said: /has expired/, advice: /renewed/ },
    },
    {
      ...{ name: 'a certificate of another name', ...tls, host, mode: 'verify-full', ca: places.certificate.cert },
      ...{ said: /is not for 127\.0\.0\.1/, advice: /Server name/ },
    },
    {
      ...{ name: 'a wrong password', host, port, password: 'wrong', mode: 'disable' },
      ...{ stage: /Not signed in/, said: /./, advice: /password/ },
    },
    {
      ...{ name: 'a database that is not there', host, port, dbName: 'nosuch', mode: 'disable' },
      ...{ stage: /Database not opened/, said: /nosuch/, advice: /name of the database/ },
    },
  ];
};

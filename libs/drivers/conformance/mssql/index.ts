import { startPostgres } from '@orrery/servers';
import { type Certificate, startSqlServer, type TdsPeer } from '@orrery/testing';
import type { BackendRef } from '../../src/index.js';
import type { Server, Subject } from '../subject.js';
import { startedInContainer } from './container.js';
import { startScriptedSqlServer } from './engine.js';
import { kept, keptByStandIn } from './kept.js';
import { language } from './language.js';

const password = 'a scripted secret';

/** A scripted server, with TLS where it has a certificate. */
export const started = async (certificate?: Certificate): Promise<Server> => {
  const server = await startScriptedSqlServer(password, certificate);
  return entered(server, () => server.stop());
};

interface Reached {
  readonly host: string;
  readonly port: number;
  readonly peers: readonly TdsPeer[];
}

const entered = ({ host, port, peers }: Reached, stop: () => Promise<void>): Server => {
  const peerOf = ({ id, startedAt }: BackendRef) =>
    peers.find((peer) => peer.connected && String(peer.id) === id && peer.loginTime === startedAt);
  return {
    target: { host, port, dbName: 'conformance', username: 'sa', password, extraOptions: { ssl: { mode: 'disable' } } },
    version: /^16\./,
    watch: {
      exists: (backend) => Promise.resolve(peerOf(backend) !== undefined),
      isBusy: (backend) => Promise.resolve(peerOf(backend)?.current !== undefined),
      isHeld: (backend) => Promise.resolve(peerOf(backend)?.current?.held === true),
    },
    stop,
  };
};

/** A stand-in that carries out the T-SQL that it knows by a PostgreSQL. */
const startedStandIn = async (): Promise<Server> => {
  const postgres = await startPostgres({ fsync: false });
  const server = await startSqlServer({ postgres, database: 'conformance', user: 'sa', password });
  return entered(server, async () => {
    await server.stop();
    await postgres.stop();
  });
};

/** SQL Server, and servers that speak its protocol and language. */
export const mssql: Subject = {
  kind: 'mssql',
  language,
  engines: [
    { name: 'TDS 7.4, scripted', verifiedBy: 'scripted server', start: () => started() },
    {
      name: 'T-SQL carried out by PostgreSQL',
      verifiedBy: 'stand-in that executes',
      readsBackOnly: true,
      language: { ...language, kept: keptByStandIn },
      start: startedStandIn,
    },
    {
      name: 'SQL Server 2022',
      verifiedBy: 'real server',
      contained: true,
      language: { ...language, kept },
      start: startedInContainer,
    },
  ],
};

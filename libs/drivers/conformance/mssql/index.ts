import type { Certificate } from '@orrery/testing';
import type { BackendRef } from '../../src/index.js';
import type { Server, Subject } from '../subject.js';
import { startedInContainer } from './container.js';
import { startScriptedSqlServer } from './engine.js';
import { language } from './language.js';

const password = 'a scripted secret';

/** A scripted server, with TLS where it has a certificate. */
export const started = async (certificate?: Certificate): Promise<Server> => {
  const server = await startScriptedSqlServer(password, certificate);
  const peerOf = ({ id, startedAt }: BackendRef) =>
    server.peers.find((peer) => peer.connected && String(peer.id) === id && peer.loginTime === startedAt);
  return {
    target: {
      host: server.host,
      port: server.port,
      dbName: 'conformance',
      username: 'sa',
      password,
      extraOptions: { ssl: { mode: 'disable' } },
    },
    version: /^16\./,
    watch: {
      exists: (backend) => Promise.resolve(peerOf(backend) !== undefined),
      isBusy: (backend) => Promise.resolve(peerOf(backend)?.current !== undefined),
      isHeld: (backend) => Promise.resolve(peerOf(backend)?.current?.held === true),
    },
    stop: () => server.stop(),
  };
};

/** SQL Server, and servers that speak its protocol and language. */
export const mssql: Subject = {
  kind: 'mssql',
  language,
  engines: [
    { name: 'TDS 7.4, scripted', verifiedBy: 'scripted server', start: () => started() },
    { name: 'SQL Server 2022', verifiedBy: 'real server', contained: true, start: startedInContainer },
  ],
};

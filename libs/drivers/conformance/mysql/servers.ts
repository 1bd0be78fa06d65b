import { mariadbAbsence, mysqlAbsence, type MysqlServer, startMariadb, startMysql } from '@orrery/servers';
import type { Certificate } from '@orrery/testing';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendRef } from '../../src/index.js';
import { madeOf, startContainer } from '../containers.js';
import { notRun, type NotRun, type Server } from '../subject.js';

/** A product in a release. */
export interface Release {
  readonly product: 'MariaDB' | 'MySQL';
  /** As its version begins. */
  readonly release: string;
}

// A cell of 50 MB has to find room in one row.
const common = ['--max-allowed-packet=256M', '--local-infile=1'];

/** The image that a release comes in, where no package of it is wanted. */
const images: Readonly<Partial<Record<string, string>>> = { '8.4': 'mysql:8.4' };

/** The server of a release with an empty database, with TLS where it gets a certificate; or why there is none. */
export const started = async (of: Release, certificate?: Certificate): Promise<Server | NotRun> => {
  const { product, release } = of;
  const material = certificate === undefined ? undefined : kept(certificate);
  const isMysql = product === 'MySQL';
  // MySQL, and MariaDB from 11.4 on, make certificates of their own where they are not told to speak no TLS.
  const args = [...common, ...(material?.args ?? [isMysql ? '--tls-version=' : '--skip-ssl'])];
  const image = isMysql ? images[release] : undefined;
  const server =
    image === undefined
      ? await (isMysql ? startMysql({ release, args }) : startMariadb({ release, args }))
      : await startedInContainer(image, args);
  if (typeof server === 'string') return server;
  if (server === undefined)
    return notRun((isMysql ? mysqlAbsence(release) : mariadbAbsence(release)) ?? `${product} did not start`);
  return madeOf(server, (running) => entered(running, of, () => material?.remove()));
};

const entered = async (server: Reached, of: Release, afterwards: () => void): Promise<Server> => {
  const outside = await createConnection({ host: server.host, port: server.port, user: server.user, password: server.password });
  await outside.query('CREATE DATABASE conformance');
  const holds = async (backend: BackendRef, condition: string): Promise<boolean> => {
    const [rows] = await outside.query<RowDataPacket[]>(
      `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND ${condition}`,
      [Number(backend.id)],
    );
    return rows.length === 1;
  };
  return {
    target: targetOf(server, of),
    version: new RegExp(of.product === 'MySQL' ? `^${of.release}\\.` : `^${of.release}\\.\\d+-MariaDB`, 'u'),
    watch: {
      exists: (backend) => holds(backend, 'TRUE'),
      isBusy: (backend) => holds(backend, "COMMAND <> 'Sleep'"),
      isHeld: (backend) => holds(backend, "COMMAND <> 'Sleep' AND STATE IN ('Writing to net', 'Sending to client')"),
    },
    stop: async () => {
      await outside.end();
      await server.stop();
      afterwards();
    },
  };
};

/** Where a server is and who may enter it, wherever it runs. */
type Reached = Omit<MysqlServer, 'pid' | 'host'> & { readonly host: string };

/** A MySQL in a container. */
const startedInContainer = async (image: string, args: readonly string[]): Promise<Reached | NotRun> => {
  const password = randomUUID();
  const container = await startContainer('MySQL', {
    image,
    port: 3306,
    environment: { MYSQL_ROOT_PASSWORD: password, MYSQL_ROOT_HOST: '%' },
    // As where we start it ourselves: a binary log forbids functions that don't say what they do.
    command: [...args, '--skip-log-bin'],
    // The server that makes the users says it too, and the X plugin of both: with port 0, or 33060.
    ready: /ready for connections\. Version: .* port: 3306 /,
  });
  return typeof container === 'string' ? container : { ...container, user: 'root', password };
};

const targetOf = (server: Reached, { product }: Release): Server['target'] => ({
  host: server.host,
  port: server.port,
  dbName: 'conformance',
  username: server.user,
  password: server.password,
  extraOptions: {
    ssl: { mode: 'disable' },
    // Whoever logs in to MySQL without TLS has to take the key of the server.
    ...(product === 'MySQL' ? { driver: { allowPublicKeyRetrieval: true } } : {}),
  },
});

const kept = ({ cert, key }: Certificate): { readonly args: readonly string[]; remove(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-tls-'));
  // The server's account is another one than ours; the key is good for this test only.
  chmodSync(folder, 0o755);
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return {
    args: [`--ssl-cert=${certFile}`, `--ssl-key=${keyFile}`],
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

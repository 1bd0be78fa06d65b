import { afterEach, describe, expect, it } from '@jest/globals';
import type { ExtraOptions } from '@orrery/contracts';
import { aCertificate, type MongoServerOptions } from '@orrery/testing';
import { fault, MongoBench, rows } from '../../test/mongo-bench.js';

let bench: MongoBench | undefined;
afterEach(async () => {
  bench?.dropSessions();
  await bench?.stop();
  bench = undefined;
});
const start = async (options: MongoServerOptions): Promise<MongoBench> => (bench = await MongoBench.start(undefined, options));

const server = aCertificate('mongo.example');
const ada = aCertificate('ada');
const eve = aCertificate('eve');
const why = 'NOT RUN: a certificate as the identity: there is no openssl';
if (server === undefined || ada === undefined || eve === undefined) {
  process.stderr.write(`${why}\n`);
  it(why, () => {
    expect(server).toBeUndefined();
  });
} else {
  describe('a certificate as the identity', () => {
    const takesCertificates = (rejectUnauthorized = false): MongoServerOptions => ({
      users: [{ name: 'CN=ada', password: '', db: '$external', role: 'readWrite' }],
      tls: { ...server, requestCert: true, rejectUnauthorized, ca: [ada.cert, eve.cert] },
    });
    const shown = (certificate: Partial<typeof ada>): { username: string; password: string; extraOptions: ExtraOptions } => ({
      username: '',
      password: '',
      extraOptions: {
        ssl: { mode: 'verify-full', ca: server.cert, serverName: 'mongo.example', ...certificate },
        driver: { authMechanism: 'MONGODB-X509' },
      },
    });

    it('lets in who is named by it, without a password', async () => {
      const session = await (await start(takesCertificates())).connect(shown(ada));
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });

    it('lets nobody in by the certificate of another, or by none', async () => {
      const started = await start(takesCertificates());
      expect(await fault(started.connect(shown(eve)))).toMatchObject({ kind: 'login', native: { nativeCode: '18' } });
      expect(await fault(started.connect(shown({})))).toMatchObject({ kind: 'login', native: { nativeCode: '18' } });
    });

    it('is asked for by a server that takes nobody without', async () => {
      const started = await start(takesCertificates(true));
      expect(['tls', 'connection-lost', 'unreachable']).toContain((await fault(started.connect(shown({})))).kind);
      await expect(rows(await started.connect(shown(ada)), 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });

    it('is not shown to a server that is not the one that was meant', async () => {
      const started = await start(takesCertificates());
      const { extraOptions, ...who } = shown(ada);
      const other = {
        ...who,
        extraOptions: { ...extraOptions, ssl: { ...extraOptions.ssl, mode: 'verify-full' as const, ca: eve.cert } },
      };
      expect((await fault(started.connect(other))).kind).toBe('tls');
    });
  });
}

describe('a server of the days of 4.4', () => {
  const old: MongoServerOptions = { mechanisms: ['SCRAM-SHA-1'], hello: { maxWireVersion: 9 } };

  it('is logged in to by SCRAM-SHA-1, as it proposes', async () => {
    const session = await (await start(old)).connect();
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
  });

  it('and by name, and not with a wrong password', async () => {
    const started = await start(old);
    const extraOptions: ExtraOptions = {
      ssl: { mode: 'disable' },
      driver: { authSource: 'admin', authMechanism: 'SCRAM-SHA-1' },
    };
    await started.connect({ extraOptions });
    expect(await fault(started.connect({ extraOptions, password: 'pen' }))).toMatchObject({ kind: 'login' });
  });

  it('is told apart from one that is too old', async () => {
    const started = await start({ hello: { maxWireVersion: 7 } });
    expect(await fault(started.connect())).toMatchObject({ kind: 'too-old' });
  });
});

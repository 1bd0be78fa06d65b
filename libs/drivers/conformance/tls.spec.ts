/** @jest-environment ./libs/drivers/conformance/environment.mjs */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExtraOptions, kinds } from '@orrery/contracts';
import { aCertificate } from '@orrery/testing';
import { driverOf } from '../src/index.js';
import { Bench, faultOf, rowsOf, tell, until } from './bench.js';
import { subjects } from './kinds.js';
import { notRun, type Server } from './subject.js';
import { encrypted } from './tls.js';
import { untilTheEnd } from './until-the-end.js';

const certificate = aCertificate('localhost');
const stranger = aCertificate('localhost');
const expired = aCertificate('localhost', -1);

const engines = kinds.flatMap((kind) => encrypted[kind].map((engine) => ({ kind, ...engine })));
for (const { kind, name, start, ...engine } of engines) {
  const driver = driverOf(kind);
  const language = engine.language ?? subjects[kind].language;
  const server: Server | string =
    certificate === undefined
      ? notRun('openssl, which makes certificates, is not installed')
      : untilTheEnd(await start(certificate));
  if (typeof server === 'string' || typeof language === 'string' || driver === undefined) {
    const why = typeof server === 'string' ? server : `NOT RUN: there is no driver for ${kind}`;
    process.stderr.write(`TLS of ${name}: ${why}\n`);
    it.skip(`TLS of ${name}: ${why}`, () => undefined);
    continue;
  }

  describe(`TLS of ${name}`, () => {
    const bench = new Bench(driver, server);
    const ca = certificate?.cert ?? '';
    const ssl = (options: NonNullable<ExtraOptions['ssl']>) => ({ extraOptions: { ssl: options } });
    beforeAll(() => {
      expect(certificate).not.toEqual(stranger);
    });
    afterEach(() => {
      bench.dropSessions();
    });
    afterAll(() => server.stop());

    it.each([
      ['prefer, whoever signed', '127.0.0.1', ssl({ mode: 'prefer' })],
      ['require, whoever signed', '127.0.0.1', ssl({ mode: 'require' })],
      ['verify-ca, whatever the name', '127.0.0.1', ssl({ mode: 'verify-ca', ca })],
      ['verify-full, with the name', 'localhost', ssl({ mode: 'verify-full', ca })],
      ['verify-full, with a name that is given', '127.0.0.1', ssl({ mode: 'verify-full', ca, serverName: 'localhost' })],
    ])('lets in: %s', async (_name, host, options) => {
      const session = await bench.connect({ host, ...options });
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
      const result = await bench.driver.test(bench.target({ host, ...options }), bench.options());
      expect(result.isValid).toBe(true);
      expect(result.stages.find(({ name }) => name === 'tls')).toMatchObject({
        ok: true,
        // Inside of SQL Server's packets there is nothing newer.
        detail: expect.stringMatching(
          kind === 'mssql'
            ? /^TLSv1\.2, certificate of localhost by itself until \d{4}-/
            : /^TLSv1\.3, certificate of localhost by itself until \d{4}-/,
        ),
      });
    });

    it.each([
      ['verify-ca, signed by nobody who is known', 'localhost', ssl({ mode: 'verify-ca' })],
      ['verify-ca, signed by a stranger', 'localhost', ssl({ mode: 'verify-ca', ca: stranger?.cert ?? '' })],
      ['verify-full, of another name', '127.0.0.1', ssl({ mode: 'verify-full', ca })],
      ['verify-full, of another name that is given', 'localhost', ssl({ mode: 'verify-full', ca, serverName: 'elsewhere' })],
      ['a certificate authority that is none', 'localhost', ssl({ mode: 'verify-full', ca: 'no PEM' })],
    ])('lets nobody in: %s', async (_name, host, options) => {
      expect((await faultOf(bench.connect({ host, ...options }))).kind).toBe('tls');
      const result = await bench.driver.test(bench.target({ host, ...options }), bench.options());
      expect(result).toMatchObject({ isValid: false, error: { code: 'tls_failed' } });
      expect(result.stages.find(({ name }) => name === 'tls')).toMatchObject({ ok: false });
    });

    it.each([
      ['nobody who is known here signed', 'localhost', ssl({ mode: 'verify-full' }), /signed by nobody who is known/],
      ['another name', '127.0.0.1', ssl({ mode: 'verify-full', ca }), /is not for 127\.0\.0\.1/],
    ])('says what is wrong and what to do: %s', async (_name, host, options, words) => {
      const { error } = await bench.driver.test(bench.target({ host, ...options }), bench.options());
      expect(error?.message).toMatch(words);
      expect(error?.hint).toMatch(/CA certificate|Server name/);
    });

    it('says that a certificate has expired, and goes on without verifying where that is asked for', async () => {
      const late = expired === undefined ? notRun('openssl') : await start(expired);
      if (typeof late === 'string') throw new Error(late);
      try {
        const to = (options: NonNullable<ExtraOptions['ssl']>) => ({ ...late.target, host: 'localhost', ...ssl(options) });
        const { error } = await bench.driver.test(to({ mode: 'verify-full', ca: expired?.cert ?? '' }), bench.options());
        expect(error).toMatchObject({ code: 'tls_failed', message: 'The certificate of the server has expired.' });
        expect(error?.hint).toContain('renewed');
        await expect(bench.driver.test(to({ mode: 'require' }), bench.options())).resolves.toMatchObject({ isValid: true });
      } finally {
        await late.stop();
      }
    });

    it('carries long results and cancels as any other connection', async () => {
      const session = await bench.connect(ssl({ mode: 'require' }));
      await expect(rowsOf(session, language.rows(20_000))).resolves.toHaveLength(20_000);
      const giveUp = new AbortController();
      const fault = faultOf(tell(session, language.sleep, { signal: giveUp.signal }));
      await until(() => server.watch.isBusy(session.backend));
      giveUp.abort();
      expect((await fault).kind).toBe('cancelled');
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });
  });
}

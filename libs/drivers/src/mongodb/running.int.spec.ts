import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { backEnds } from '@orrery/testing';
import { connectOptions, fault, MongoBench, rows, told, until } from '../../test/mongo-bench.js';
import { statementOf } from '../index.js';
import { mongodbDriver } from './index.js';

describe.each(backEnds())('MongoDB $name', ({ start }) => {
  let bench: MongoBench;
  beforeAll(async () => {
    bench = await MongoBench.start(await start());
    await bench.fill();
  });
  afterEach(() => {
    bench.dropSessions();
  });
  afterAll(() => bench.stop());

  describe('a long result', () => {
    it('comes batch by batch, all of it', async () => {
      const answer = await told(await bench.connect(), 'db.many.find({}, { _id: 0, n: 1 })');
      expect(answer.rows).toHaveLength(5_000);
      expect(answer.rows.every(([n], at) => n === at)).toBe(true);
      expect(bench.server.cursors.size).toBe(0);
    });

    it('ends at the most rows that are wanted, and says so', async () => {
      const session = await bench.connect();
      for (const maxRows of [1, 100, 101, 102, 1_000]) {
        const { end, rows: got } = await told(session, 'db.many.find()', { maxRows });
        expect([got.length, end.rowCount, end.truncated]).toEqual([maxRows, maxRows, true]);
      }
      expect((await told(session, 'db.many.find()', { maxRows: 5_000 })).end.truncated).toBe(false);
      expect((await told(session, 'db.many.find().limit(7)', { maxRows: 7 })).end.truncated).toBe(false);
      expect(bench.server.cursors.size).toBe(0);
    });

    it('is not read ahead of its reader', async () => {
      const session = await bench.connect();
      const run = session.run(statementOf('mongodb', 'db.flood.find()'));
      for (let pulled = 0; pulled < 5; pulled += 1) await run.next();
      const sent = bench.server.cursors.size;
      expect(sent).toBe(1);
      await run.return();
      expect(bench.server.cursors.size).toBe(0);
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });

    it('can be cancelled between two batches', async () => {
      const session = await bench.connect();
      const abort = new AbortController();
      const run = session.run(statementOf('mongodb', 'db.flood.find()'), { signal: abort.signal });
      await run.next();
      await run.next();
      abort.abort();
      const rest = async (): Promise<void> => {
        while ((await run.next()).done !== true);
      };
      expect((await fault(rest())).kind).toBe('cancelled');
      expect(bench.server.cursors.size).toBe(0);
      expect(session.alive).toBe(true);
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });
  });

  describe('a statement that runs', () => {
    it('is killed on the server when it is cancelled', async () => {
      const session = await bench.connect();
      const abort = new AbortController();
      const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" })', { signal: abort.signal }));
      await until(() => bench.isBusy(session));
      abort.abort();
      expect((await slow).kind).toBe('cancelled');
      expect(bench.isBusy(session)).toBe(false);
      expect(session.alive).toBe(true);
      await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    });

    it('is killed from elsewhere by what was noted of it', async () => {
      const session = await bench.connect();
      const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" }).comment("mine")'));
      await until(() => bench.isBusy(session));
      await expect(mongodbDriver.killBackend(bench.target(), connectOptions, session.backend, 'orrery test')).resolves.toBe(true);
      expect((await slow).kind).toBe('cancelled');
      await expect(mongodbDriver.killBackend(bench.target(), connectOptions, session.backend, 'orrery test')).resolves.toBe(
        false,
      );
      await expect(mongodbDriver.killBackend(bench.target(), connectOptions, { id: 'other' }, 'orrery test')).resolves.toBe(
        false,
      );
    });

    it('ends as lost when its connection is', async () => {
      const session = await bench.connect();
      const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" })'));
      await until(() => bench.isBusy(session));
      for (const { socket } of bench.server.connections) socket.destroy();
      expect((await slow).kind).toBe('connection-lost');
      expect(session.alive).toBe(false);
    });

    it('is one at a time', async () => {
      const session = await bench.connect();
      const run = session.run(statementOf('mongodb', 'db.flood.find()'));
      await run.next();
      expect((await fault(told(session, 'db.one.find()'))).kind).toBe('unsupported');
      await run.return();
    });
  });
});

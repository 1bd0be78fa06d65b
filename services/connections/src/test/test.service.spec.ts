import { describe, expect, it } from '@jest/globals';
import type { Operation, TestResult } from '@orrery/contracts';
import type { OpenStream } from '@orrery/runtime';
import { Readable } from 'node:stream';
import { aConnection, FakeConnectionStore } from '../connection/fake-connection.store.js';
import type { StoredConnection } from '../connection/connection.js';
import { FakeDriverTypes } from '../type/fake-driver-types.js';
import { resultOf } from './lines-in.js';
import { TestService } from './test.service.js';

const userId = aConnection().userId;
const fine: TestResult = { isValid: true, latencyMs: 3, serverVersion: '18', stages: [] };

class FakeRunner {
  readonly asked: unknown[] = [];
  result: TestResult = fine;
  cut = false;
  meanwhile: () => void = () => undefined;

  stream(op: Operation, request: unknown): Promise<OpenStream> {
    // The runner would refuse what its contract does not allow.
    this.asked.push(op.request.parse(request));
    this.meanwhile();
    const lines = [{ type: 'begin', name: 'resolve' }, ...(this.cut ? [] : [{ type: 'done', result: this.result }])];
    const bytes = lines.map((line) => Buffer.from(`${JSON.stringify(op.response.parse(line))}\n`));
    return Promise.resolve({ chunks: Readable.from(bytes), close: () => undefined });
  }
}

function scene(...rows: StoredConnection[]) {
  const store = new FakeConnectionStore(...rows);
  const runner = new FakeRunner();
  return { store, runner, service: new TestService(store, new FakeDriverTypes(), runner) };
}

describe('the test of a saved connection', () => {
  it('asks query-runner with what is stored and the sealed secrets, and notes the outcome', async () => {
    const before = aConnection({
      isValid: null,
      lastTestedAt: null,
      optionsEnc: { 'ssl.key': 'sealed key' },
      extraOptions: { ssl: { mode: 'require' } },
    });
    const { service, runner, store } = scene(before);
    expect(await resultOf(await service.saved(userId, before.id))).toEqual(fine);
    expect(runner.asked).toEqual([
      {
        draft: {
          type: 'postgres',
          host: 'db.example.org',
          port: 5432,
          dbName: 'shop',
          username: 'app',
          password: '',
          extraOptions: { ssl: { mode: 'require' } },
        },
        sealed: {
          connectionId: before.id,
          userId,
          sealedPassword: 'sealed password',
          sealedOptions: { 'ssl.key': 'sealed key' },
        },
      },
    ]);
    expect(store.rows.get(before.id)).toMatchObject({ isValid: true, version: 1, updatedAt: before.updatedAt });
    expect(store.rows.get(before.id)?.lastTestedAt).not.toBeNull();
  });

  it('notes a failure as well', async () => {
    const { service, runner, store } = scene(aConnection());
    runner.result = { ...fine, isValid: false, error: { code: 'unreachable', message: 'No.', hint: 'Look.' } };
    expect((await resultOf(await service.saved(userId, aConnection().id))).error?.code).toBe('unreachable');
    expect(store.rows.get(aConnection().id)?.isValid).toBe(false);
  });

  it('says nothing about a connection that was changed while it ran', async () => {
    const { service, runner, store } = scene(aConnection());
    const changed = aConnection({ version: 2, isValid: null, host: 'elsewhere' });
    runner.meanwhile = () => store.rows.set(changed.id, changed);
    await resultOf(await service.saved(userId, changed.id));
    expect(store.rows.get(changed.id)).toEqual(changed);
  });

  it('is not made of somebody else’s', async () => {
    const { service, runner } = scene(aConnection());
    await expect(service.saved('01890a5d-ac96-774b-bcce-b302099a8058', aConnection().id)).rejects.toMatchObject({
      code: 'connection_not_found',
    });
    expect(runner.asked).toEqual([]);
  });

  it('tells each stage as it comes', async () => {
    const before = aConnection();
    const { service } = scene(before);
    const types: string[] = [];
    for await (const line of await service.saved(userId, before.id)) types.push(line.type);
    expect(types).toEqual(['begin', 'done']);
  });

  it('notes nothing when it is cut off, and says so', async () => {
    const before = aConnection({ isValid: true });
    const { service, runner, store } = scene(before);
    runner.cut = true;
    await expect(resultOf(await service.saved(userId, before.id))).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(store.rows.get(before.id)).toEqual(before);
  });
});

describe('the test of a draft', () => {
  const draft = { type: 'mysql', host: 'db', dbName: '', username: 'app', password: 'p', extraOptions: {} };

  it('asks with what was typed, and keeps nothing', async () => {
    const { service, runner, store } = scene();
    await service.draft({ ...draft, name: 'Not yet', port: undefined });
    expect(runner.asked).toEqual([{ draft: { ...draft, port: 3306 } }]);
    expect(store.rows.size).toBe(0);
  });

  it('brings the secrets among its options along', async () => {
    const { service, runner } = scene();
    const key = '-----BEGIN PRIVATE KEY-----';
    await service.draft({ ...draft, port: 1, extraOptions: { ssl: { mode: 'require', key } } });
    expect(runner.asked).toEqual([{ draft: { ...draft, port: 1, extraOptions: { ssl: { mode: 'require', key } } } }]);
  });

  it('is refused for a type that there is not', async () => {
    const { service } = scene();
    await expect(service.draft({ ...draft, port: 1, type: 'oracle' })).rejects.toMatchObject({ code: 'unknown_type' });
  });
});

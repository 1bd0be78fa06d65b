import { setTimeout as later } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogPart, type CatalogPart } from '@orrery/contracts';
import { splitStatements } from '@orrery/dialects';
import { aPrivateKey, startMongo, startSshServer, type MongoServer } from '@orrery/testing';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import {
  DriverFault,
  statementOf,
  type ConnectOptions,
  type RunEvent,
  type RunOptions,
  type Session,
  type Target,
} from '../index.js';
import { mongodbDriver } from './index.js';

let server: MongoServer;
const open: Session[] = [];

const options: ConnectOptions = { connectMs: 5_000, applicationName: 'orrery test', guard: () => true };
const target = (more: Partial<Target> = {}): Target => ({
  host: '127.0.0.1',
  port: server.port,
  dbName: 'shop',
  username: 'ada',
  password: 'pencil',
  extraOptions: { ssl: { mode: 'disable' }, driver: { authSource: 'admin' } },
  ...more,
});
const connect = async (more: Partial<Target> = {}, how: Partial<ConnectOptions> = {}): Promise<Session> => {
  const session = await mongodbDriver.connect(target(more), { ...options, ...how });
  open.push(session);
  return session;
};

interface Told {
  columns: string[];
  types: string[];
  rows: unknown[][];
  json: string;
  cut: number;
  notices: string[];
  end: Extract<RunEvent, { type: 'end' }>;
}
const told = async (session: Session, text: string, how: RunOptions = {}): Promise<Told> => {
  const all: Omit<Told, 'end'> = { columns: [], types: [], rows: [], json: '', cut: 0, notices: [] };
  for await (const event of session.run(statementOf('mongodb', text), how)) {
    if (event.type === 'columns') {
      all.columns = event.columns.map(({ name }) => name);
      all.types = event.columns.map(({ dataType, kind }) => `${dataType} as ${kind}`);
    } else if (event.type === 'rows') {
      all.json += event.json.toString();
      all.rows.push(...(JSON.parse(`[${event.json.toString()}]`) as unknown[][]));
      all.cut += event.cutCells;
    } else if (event.type === 'notice') {
      all.notices.push(event.message);
    } else {
      return { ...all, end: event };
    }
  }
  throw new Error('The run had no end.');
};
const rows = async (session: Session, text: string): Promise<unknown[][]> => (await told(session, text)).rows;
const fault = async (work: Promise<unknown>): Promise<DriverFault> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DriverFault) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
};

beforeAll(async () => {
  server = await startMongo({
    users: [
      { name: 'ada', password: 'pencil', db: 'admin', role: 'readWrite' },
      { name: 'rea', password: 'only', db: 'shop', role: 'read' },
    ],
  });
  server.data.seed(
    'shop',
    'many',
    Array.from({ length: 5_000 }, (_none, n) => ({ _id: new Int32(n), n: new Int32(n), text: 'x'.repeat(500) })),
  );
  server.data.collection('shop', 'flood').generated = function* () {
    for (let n = 1; ; n += 1) yield { _id: n, n, text: 'x'.repeat(1_000) };
  };
  server.data.seed('shop', 'one', [{ _id: new Int32(1) }]);
});
afterEach(() => {
  for (const session of open.splice(0)) session.destroy();
});
afterAll(async () => {
  await server.stop();
});

describe('documents as a table', () => {
  it('has a column for each field, for those of documents inside, and one for the whole', async () => {
    server.data.seed('shop', 'people', [
      { _id: new Int32(1), name: 'Ada', address: { city: 'Paris', geo: { lat: new Double(1) } }, tags: ['a'], mixed: 'x' },
      { _id: new Int32(2), address: { city: null }, age: Long.fromString('9007199254740993'), mixed: new Int32(5), empty: {} },
    ]);
    const session = await connect();
    const answer = await told(session, 'db.people.find()');
    expect(answer.columns).toEqual([
      ...['_id', 'name', 'address.city', 'address.geo.lat', 'tags', 'mixed', 'age', 'empty', 'document'],
    ]);
    expect(answer.types).toEqual([
      ...['int as number', 'string as string', 'string as string', 'double as number', 'array as json', 'string | int as other'],
      ...['long as number', 'object as json', 'document as json'],
    ]);
    expect(answer.rows.map((row) => row.slice(0, -1))).toEqual([
      [1, 'Ada', 'Paris', 1, ['a'], 'x', null, null],
      [2, null, null, null, null, 5, '9007199254740993', {}],
    ]);
    expect(answer.rows[1]?.at(-1)).toEqual({
      _id: 2,
      address: { city: null },
      age: { $numberLong: '9007199254740993' },
      mixed: 5,
      empty: {},
    });
    expect(answer.end).toEqual({ type: 'end', command: 'find', rowCount: 2, affectedRows: null, truncated: false });
  });

  it('has only the fields that a statement names', async () => {
    const session = await connect();
    const project = await told(session, 'db.many.find({ n: { $lt: 2 } }, { _id: 0, n: 1 })');
    expect([project.columns, project.rows]).toEqual([['n'], [[0], [1]]]);
    const group = await told(session, 'db.many.aggregate([{ $group: { _id: null, most: { $max: "$n" } } }])');
    expect([group.columns, group.rows]).toEqual([['_id', 'most'], [[null, 4_999]]]);
    const none = await told(session, 'db.nothing.find({}, { a: 1 })');
    expect([none.columns, none.rows]).toEqual([['_id', 'a'], []]);
  });

  it('keeps a field in the whole document that only later documents have', async () => {
    server.data.seed('shop', 'later', [
      ...Array.from({ length: 150 }, (_none, n) => ({ _id: new Int32(n) })),
      { _id: new Int32(150), late: new Int32(7) },
    ]);
    const answer = await told(await connect(), 'db.later.find()');
    expect(answer.columns).toEqual(['_id', 'document']);
    expect(answer.rows).toHaveLength(151);
    expect(answer.rows[150]).toEqual([150, { _id: 150, late: 7 }]);
  });
});

describe('values', () => {
  const id = new ObjectId('65f1a2b3c4d5e6f708192a3b');
  it.each<[unknown, cell: string, type: string]>([
    [new Int32(-5), '-5', 'int as number'],
    [Long.fromString('9007199254740991'), '9007199254740991', 'long as number'],
    [Long.fromString('9223372036854775807'), '"9223372036854775807"', 'long as number'],
    [new Double(1), '1', 'double as number'],
    [new Double(0.1), '0.1', 'double as number'],
    [new Double(Number.NaN), '"NaN"', 'double as number'],
    [new Double(-Infinity), '"-Infinity"', 'double as number'],
    [new Double(-0), '"-0"', 'double as number'],
    [Decimal128.fromString('12345678901234567890123456789.01234'), '"12345678901234567890123456789.01234"', 'decimal as number'],
    [Decimal128.fromString('0.10'), '"0.10"', 'decimal as number'],
    ['é"\\\n\u0001😀', '"é\\"\\\\\\n\\u0001😀"', 'string as string'],
    [true, 'true', 'bool as boolean'],
    [null, 'null', 'null as other'],
    [new Date('1850-01-02T03:04:05.006Z'), '"1850-01-02T03:04:05.006Z"', 'date as datetime'],
    [new Date(253_402_300_800_000), '"+010000-01-01T00:00:00.000Z"', 'date as datetime'],
    [id, '"65f1a2b3c4d5e6f708192a3b"', 'objectId as other'],
    [new UUID('00112233-4455-6677-8899-aabbccddeeff'), '"00112233-4455-6677-8899-aabbccddeeff"', 'binData as uuid'],
    [new Binary(Buffer.from([0, 255]), 0), '"\\\\x00ff"', 'binData as binary'],
    [new Binary(Buffer.from([1, 2, 3]), 2), '"\\\\x010203"', 'binData as binary'],
    [new BSONRegExp('a"b', 'i'), '"/a\\"b/i"', 'regex as other'],
    [new Timestamp({ t: 5, i: 6 }), '"Timestamp(5, 6)"', 'timestamp as other'],
    [new MinKey(), '"MinKey"', 'minKey as other'],
    [new MaxKey(), '"MaxKey"', 'maxKey as other'],
    [new Code('f()'), '"f()"', 'javascript as other'],
    [[new Int32(1), new Double(1), id], '[1,1.0,{"$oid":"65f1a2b3c4d5e6f708192a3b"}]', 'array as json'],
  ])('%p is %s', async (value, cell, type) => {
    server.data.drop('shop', 'values');
    server.data.seed('shop', 'values', [{ _id: new Int32(1), v: value }]);
    const answer = await told(await connect(), 'db.values.find({}, { _id: 0, v: 1 })');
    expect([answer.json, answer.types]).toEqual([`[${cell}]`, [type]]);
  });

  it('keep their types in the whole document', async () => {
    const document = {
      _id: new Int32(1),
      double: new Double(2),
      odd: [new Double(Number.NaN), new Double(-0), new Double(1e300)],
      long: Long.fromString('3'),
      decimal: Decimal128.fromString('1E+3'),
      date: new Date('2026-01-01T00:00:00.001Z'),
      far: new Date(-1e15),
      binary: new Binary(Buffer.from('abc'), 128),
      uuid: new UUID(),
      regex: new BSONRegExp('^a', 'im'),
      time: new Timestamp({ t: 1, i: 2 }),
      keys: [new MinKey(), new MaxKey(), null],
      code: new Code('f', { a: new Int32(1) }),
      'odd "name"': { '': new Int32(1), $x: id },
    };
    server.data.drop('shop', 'values');
    server.data.seed('shop', 'values', [document]);
    const { json } = await told(await connect(), 'db.values.find()');
    const whole = json.slice(json.indexOf('{"_id"'), -1);
    // JSON alone can't tell 2.0 from 2: what is compared is what Extended JSON tells.
    expect(EJSON.parse(whole, { relaxed: true })).toEqual(EJSON.parse(EJSON.stringify(document, { relaxed: false })));
    expect(whole).toContain('"double":2.0');
    expect(whole).toContain('"long":{"$numberLong":"3"}');
  });

  it('are cut where they are too long, and said to be', async () => {
    server.data.drop('shop', 'values');
    server.data.seed('shop', 'values', [{ _id: new Int32(1), text: 'x'.repeat(5_000), list: [new Binary(Buffer.alloc(5_000))] }]);
    const answer = await told(await connect(), 'db.values.find()', { maxCellBytes: 1_000 });
    expect(answer.cut).toBe(3);
    expect(String(answer.rows[0]?.[1])).toBe(`${'x'.repeat(1_000)}…`);
    expect(String(answer.rows[0]?.[2])).toMatch(/^\[\{"\$binary".*…$/u);
  });
});

describe('statements', () => {
  it('write, and tell how much', async () => {
    const session = await connect();
    const ends = async (text: string): Promise<unknown> => {
      const { rows: answer, end } = await told(session, text);
      return [answer, end.affectedRows];
    };
    expect(await ends('db.w.insertOne({ _id: 1, n: NumberLong("1") })')).toEqual([[[1]], 1]);
    expect(await ends('db.w.insertMany([{ _id: 2, n: 2 }, { _id: 3, n: 3 }])')).toEqual([[[2, [2, 3]]], 2]);
    expect(await ends('db.w.updateMany({ n: { $gte: 2 } }, { $inc: { n: 10 } })')).toEqual([[[2, 2, null]], 2]);
    expect(await ends('db.w.updateOne({ _id: 9 }, { $set: { n: 1 } }, { upsert: true })')).toEqual([[[0, 0, 9]], 1]);
    expect(await ends('db.w.replaceOne({ _id: 9 }, { n: 2 })')).toEqual([[[1, 1, null]], 1]);
    expect(await ends('db.w.findOneAndUpdate({ _id: 1 }, { $set: { n: 5 } }, { returnDocument: "after" })')).toEqual([
      [[1, 5, { _id: 1, n: 5 }]],
      1,
    ]);
    expect(await ends('db.w.countDocuments({ n: { $gt: 4 } })')).toEqual([[[3]], null]);
    expect(await ends('db.w.countDocuments({ n: 1000 })')).toEqual([[[0]], null]);
    expect(await ends('db.w.find({ n: 5 }).count()')).toEqual([[[1]], null]);
    expect(await ends('db.w.distinct("n")')).toEqual([[[2], [5], [12], [13]], null]);
    expect(await ends('db.w.deleteOne({ _id: 1 })')).toEqual([[[1]], 1]);
    expect(await ends('db.w.deleteMany({})')).toEqual([[[3]], 3]);
    expect(await ends('db.w.createIndex({ a: 1, b: -1 })')).toEqual([[['a_1_b_-1']], null]);
    expect((await rows(session, 'db.w.getIndexes()')).length).toBe(2);
    expect(await ends('db.w.renameCollection("w2")')).toMatchObject([expect.anything(), null]);
    expect(await ends('db.w2.drop()')).toMatchObject([expect.anything(), null]);
  });

  it('list, explain and ask the server', async () => {
    const session = await connect();
    expect(await rows(session, 'show collections')).toContainEqual(['many', 'collection']);
    expect((await rows(session, 'show dbs')).map(([name]) => name)).toEqual(['shop']);
    expect(await rows(session, 'db.version()')).toEqual([['7.0.99']]);
    expect((await told(session, 'db.many.find({ n: 1 }).explain()')).json).toContain('"stage":"COLLSCAN"');
    expect((await told(session, 'db.runCommand({ ping: 1 })')).json).toContain('"ok":1');
    expect((await told(session, 'db.getSiblingDB("other").many.countDocuments()')).rows).toEqual([[0]]);
    const cursor = await told(session, 'db.runCommand({ find: "many", batchSize: 2 })');
    expect(cursor.rows).toHaveLength(2);
    expect(cursor.notices).toHaveLength(1);
    expect(server.cursors.size).toBe(0);
  });

  it.each<[string, DriverFault['kind'], code: string | undefined]>([
    ['db.one.insertOne({ _id: 1 })', 'constraint', '11000'],
    ['db.one.find({}, {}, { what: 1 })', 'syntax', undefined],
    ['db.one.updateOne({}, { a: 1 })', 'syntax', undefined],
    ['db.one.replaceOne({}, { $set: { a: 1 } })', 'syntax', undefined],
    ['db.one.dropIndex("none")', 'no-such-object', '27'],
    ['db.runCommand({ noSuchCommand: 1 })', 'unsupported', '59'],
    ['db.one.aggregate([{ $nope: {} }])', 'syntax', '40324'],
  ])('%s fails as %s', async (text, kind, code) => {
    const session = await connect();
    const failed = await fault(told(session, text));
    expect([failed.kind, failed.native.nativeCode]).toEqual([kind, code]);
    expect(session.alive).toBe(true);
    await expect(rows(session, 'db.one.find({}, { _id: 1 })')).resolves.toBeTruthy();
  });

  it('say where they go wrong', () => {
    expect(() => statementOf('mongodb', 'db.one.find({ é: process })')).toThrow(
      expect.objectContaining({ kind: 'syntax', native: { position: 18 } }),
    );
    expect(() => statementOf('mongodb', 'db.one.find()', [1])).toThrow(expect.objectContaining({ kind: 'syntax' }));
  });

  it('are told a time limit, and a person may set a lower one', async () => {
    const session = await connect();
    const late = await fault(told(session, 'db.one.find({ $where: "sleep(60000)" }).maxTimeMS(5)'));
    expect([late.kind, late.native.nativeCode]).toEqual(['timeout', '50']);
  });
});

describe('a read-only connection', () => {
  it.each([
    'db.one.insertOne({ a: 1 })',
    'db.one.aggregate([{ $out: "two" }])',
    'db.one.aggregate([{ $merge: "two" }])',
    'db.one.find({ $where: "sleep(1)" })',
    'db.one.find({ $expr: { $function: { body: "f", args: [], lang: "js" } } })',
    'db.runCommand({ drop: "one" })',
    'db.runCommand({ mapReduce: "one" })',
    'db.dropDatabase()',
  ])('refuses %s before it is sent', async (text) => {
    const { extraOptions } = target();
    const session = await connect({ extraOptions: { ...extraOptions, readOnly: true } });
    const before = server.operations.size;
    expect((await fault(told(session, text))).kind).toBe('read-only');
    expect(server.operations.size).toBe(before);
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    await expect(rows(session, 'db.runCommand({ ping: 1 })')).resolves.toBeTruthy();
  });

  it('or a single run is one', async () => {
    const session = await connect();
    expect((await fault(told(session, 'db.one.drop()', { readOnly: true }))).kind).toBe('read-only');
  });

  it('is denied by the server too, where the user may only read', async () => {
    const reader = { username: 'rea', password: 'only', extraOptions: { ssl: { mode: 'disable' as const } } };
    const session = await connect(reader);
    expect((await fault(told(session, 'db.one.insertOne({})'))).kind).toBe('denied');
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
  });
});

describe('a long result', () => {
  it('comes batch by batch, all of it', async () => {
    const answer = await told(await connect(), 'db.many.find({}, { _id: 0, n: 1 })');
    expect(answer.rows).toHaveLength(5_000);
    expect(answer.rows.every(([n], at) => n === at)).toBe(true);
    expect(server.cursors.size).toBe(0);
  });

  it('ends at the most rows that are wanted, and says so', async () => {
    const session = await connect();
    for (const maxRows of [1, 100, 101, 102, 1_000]) {
      const { end, rows: got } = await told(session, 'db.many.find()', { maxRows });
      expect([got.length, end.rowCount, end.truncated]).toEqual([maxRows, maxRows, true]);
    }
    expect((await told(session, 'db.many.find()', { maxRows: 5_000 })).end.truncated).toBe(false);
    expect((await told(session, 'db.many.find().limit(7)', { maxRows: 7 })).end.truncated).toBe(false);
    expect(server.cursors.size).toBe(0);
  });

  it('is not read ahead of its reader', async () => {
    const session = await connect();
    const run = session.run(statementOf('mongodb', 'db.flood.find()'));
    for (let pulled = 0; pulled < 5; pulled += 1) await run.next();
    const sent = server.cursors.size;
    expect(sent).toBe(1);
    await run.return();
    expect(server.cursors.size).toBe(0);
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
  });

  it('can be cancelled between two batches', async () => {
    const session = await connect();
    const abort = new AbortController();
    const run = session.run(statementOf('mongodb', 'db.flood.find()'), { signal: abort.signal });
    await run.next();
    await run.next();
    abort.abort();
    const rest = async (): Promise<void> => {
      while ((await run.next()).done !== true);
    };
    expect((await fault(rest())).kind).toBe('cancelled');
    expect(server.cursors.size).toBe(0);
    expect(session.alive).toBe(true);
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
  });
});

const isBusy = (session: Session): boolean =>
  [...server.operations.values()].some(
    ({ command }) => String((command['lsid'] as { id?: unknown } | undefined)?.id) === session.backend.id,
  );
/** Waits for what the server sees. It gives up, so that a failure does not run on for ever. */
const until = async (is: () => boolean): Promise<void> => {
  for (let looked = 0; !is(); looked += 1) {
    if (looked > 2_000) throw new Error('What was waited for did not come.');
    await later(2);
  }
};

describe('a statement that runs', () => {
  it('is killed on the server when it is cancelled', async () => {
    const session = await connect();
    const abort = new AbortController();
    const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" })', { signal: abort.signal }));
    await until(() => isBusy(session));
    abort.abort();
    expect((await slow).kind).toBe('cancelled');
    expect(isBusy(session)).toBe(false);
    expect(session.alive).toBe(true);
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
  });

  it('is killed from elsewhere by what was noted of it', async () => {
    const session = await connect();
    const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" }).comment("mine")'));
    await until(() => isBusy(session));
    await expect(mongodbDriver.killBackend(target(), options, session.backend, 'orrery test')).resolves.toBe(true);
    expect((await slow).kind).toBe('cancelled');
    await expect(mongodbDriver.killBackend(target(), options, session.backend, 'orrery test')).resolves.toBe(false);
    await expect(mongodbDriver.killBackend(target(), options, { id: 'other' }, 'orrery test')).resolves.toBe(false);
  });

  it('ends as lost when its connection is', async () => {
    const session = await connect();
    const slow = fault(told(session, 'db.one.find({ $where: "sleep(60000)" })'));
    await until(() => isBusy(session));
    for (const { socket } of server.connections) socket.destroy();
    expect((await slow).kind).toBe('connection-lost');
    expect(session.alive).toBe(false);
  });

  it('is one at a time', async () => {
    const session = await connect();
    const run = session.run(statementOf('mongodb', 'db.flood.find()'));
    await run.next();
    expect((await fault(told(session, 'db.one.find()'))).kind).toBe('unsupported');
    await run.return();
  });
});

describe('connecting', () => {
  const canary = 'C4n4ry-7d1c';

  it('tells a wrong password, and where it looked for the user', async () => {
    const failed = await fault(connect({ password: canary }));
    expect([failed.kind, failed.native.nativeCode]).toEqual(['login', '18']);
    expect(failed.native.hint).toMatch(/in the database admin/);
    expect(JSON.stringify([failed, failed.message, failed.stack, failed.cause])).not.toContain(canary);
  });

  it('takes the database as that of the user, where no other is named', async () => {
    const failed = await fault(connect({ extraOptions: { ssl: { mode: 'disable' } } }));
    expect(failed.native.hint).toMatch(/in the database shop/);
  });

  it('tells a refused port', async () => {
    const gone = await startMongo();
    const { port } = gone;
    await gone.stop();
    expect((await fault(connect({ port }))).kind).toBe('unreachable');
  });

  it('opens no socket to an address that is not allowed', async () => {
    const before = server.accepted;
    const failed = await fault(connect({}, { guard: () => false }));
    expect(failed.kind).toBe('not-allowed');
    expect(server.accepted).toBe(before);
  });

  it('gives up in time on a server that says nothing', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await fault(connect({ port }, { connectMs: 200 }))).kind).toBe('timeout');
    silent.close();
  });

  it('follows no host that a server names, unless it is allowed', async () => {
    const named = await startMongo();
    const rogue = await startMongo({
      hello: {
        setName: 'rs0',
        isWritablePrimary: false,
        secondary: true,
        hosts: [`127.0.0.1:${String(named.port)}`],
        primary: `127.0.0.1:${String(named.port)}`,
        me: 'other:1',
      },
    });
    const plain = { port: rogue.port, username: '', password: '', extraOptions: { ssl: { mode: 'disable' as const } } };
    const session = await connect(plain);
    await rows(session, 'db.x.countDocuments()');
    expect(named.accepted).toBe(0);
    const set = { ...plain, extraOptions: { ...plain.extraOptions, driver: { replicaSet: 'rs0' } } };
    const guard = (_address: string, port: number): boolean => port !== named.port;
    expect((await fault(connect(set, { guard }))).kind).toBe('not-allowed');
    expect(named.accepted).toBe(0);
    // Where it is allowed, the primary is where the session is.
    await connect(set);
    expect(named.accepted).toBeGreaterThan(0);
    const other = { ...plain, extraOptions: { ...plain.extraOptions, driver: { replicaSet: 'rs1' } } };
    expect((await fault(connect(other))).message).toMatch(/not of the replica set rs1/);
    await named.stop();
    await rogue.stop();
  });

  it('is tested stage by stage', async () => {
    const result = await mongodbDriver.test(target(), options);
    expect(result).toMatchObject({ isValid: true, serverVersion: 'MongoDB 7.0.99', readOnly: false, replica: false });
    expect(result.stages.map(({ name, ok }) => [name, ok])).toEqual(
      ['resolve', 'connect', 'authenticate', 'database', 'version', 'catalog', 'role', 'latency'].map((name) => [name, true]),
    );
    const wrong = await mongodbDriver.test(target({ password: canary }), options);
    expect(wrong).toMatchObject({ isValid: false, error: { code: 'auth_failed' } });
    expect(wrong.stages.at(-1)).toMatchObject({ name: 'authenticate', ok: false });
    expect(JSON.stringify(wrong)).not.toContain(canary);
  });

  it('goes through an SSH tunnel, with all its sockets', async () => {
    const ssh = await startSshServer({ username: 'tunnel', password: 'let me through', privateKey: aPrivateKey() });
    const way = { host: ssh.host, port: ssh.port, username: 'tunnel', password: 'let me through', hostKey: ssh.fingerprint };
    const asked: number[] = [];
    const guard = (_address: string, port: number): boolean => asked.push(port) > 0;
    const session = await connect({ extraOptions: { ...target().extraOptions, ssh: way } }, { guard });
    await expect(rows(session, 'db.one.countDocuments()')).resolves.toEqual([[1]]);
    // From here only the SSH server is connected to.
    expect(new Set(asked)).toEqual(new Set([ssh.port]));
    expect(ssh.open()).toBe(1);
    await session.close();
    await until(() => ssh.open() === 0);
    await ssh.stop();
  });

  it('leaves no connection behind', async () => {
    const session = await connect();
    await session.close();
    await until(() => server.connections.size === 0);
    expect(session.alive).toBe(false);
  });
});

describe('the catalog', () => {
  it('tells collections, sampled paths, indexes, validators and views', async () => {
    const session = await connect({ dbName: 'books' });
    for (const text of [
      'db.createCollection("authors", { validator: { name: { $exists: true } } })',
      'db.authors.insertMany([{ _id: 1, name: "a", tags: ["x", 1] }, { _id: 2, name: null, address: { city: "p" } }])',
      'db.authors.createIndex({ name: 1 }, { unique: true })',
      'db.books.insertMany([{ author: 1, pages: [{ n: 1 }] }, { author: 2 }, { author: 9 }])',
      'db.createView("seen", "books", [{ $match: { author: 1 } }])',
    ])
      await told(session, text);
    const parts: CatalogPart[] = [];
    for await (const part of session.catalog()) parts.push(catalogPart.parse(part));
    expect(parts.map(({ type }) => type)).toEqual(['database', 'progress', 'tables', 'end']);
    const tables = parts.flatMap((part) => (part.type === 'tables' ? part.tables : []));
    expect(tables.map(({ name, kind, sampled }) => [name, kind, sampled])).toEqual([
      ['authors', 'collection', 2],
      ['books', 'collection', 3],
      ['seen', 'view', 1],
    ]);
    const [authors, books, seen] = tables;
    expect(authors?.columns.map(({ name, dataType, nullable, presence }) => [name, dataType, nullable, presence])).toEqual([
      ['_id', 'int', false, 1],
      ['name', 'string', true, 1],
      ['tags', 'array', true, 0.5],
      ['tags[]', 'string', true, 0.5],
      ['address', 'object', true, 0.5],
      ['address.city', 'string', true, 0.5],
    ]);
    expect(authors?.columns[3]?.types).toEqual([
      { name: 'string', share: 0.5 },
      { name: 'int', share: 0.5 },
    ]);
    expect(authors).toMatchObject({
      uniques: [{ name: 'name_1', columns: ['name'] }],
      indexes: [
        { name: '_id_', primary: true },
        { name: 'name_1', unique: true, method: 'btree' },
      ],
      checks: [{ name: 'validator', expression: '{"name":{"$exists":true}}' }],
      statistics: { rowEstimate: 2 },
    });
    expect(books?.columns.map(({ name }) => name)).toContain('pages[].n');
    // What is told to make it anew is understood.
    for (const { ddl } of tables) for (const { text } of splitStatements('mongodb', ddl ?? '')) statementOf('mongodb', text);
    expect(seen?.ddl).toBe('db.createView("seen", "books", [{"$match":{"author":1}}]);');
    await session.close();
  });

  it('measures whether values stand in another collection', async () => {
    const session = await connect({ dbName: 'books' });
    const place = (name: string, ...columns: string[]) => ({ schema: 'books', name, columns });
    const pairs = [
      { from: place('books', 'author'), to: place('authors', '_id') },
      { from: place('books', 'pages[].n'), to: place('authors', '_id') },
      { from: place('books', 'a', 'b'), to: place('authors', 'a', 'b') },
    ];
    const answers: unknown[] = [];
    for await (const answer of session.measure(pairs, { sample: 100, budgetMs: 5_000 })) answers.push(answer);
    expect(answers).toEqual([
      { index: 0, sampled: 3, found: 2 },
      { index: 1, sampled: 1, found: 1 },
      { index: 2, sampled: 0, found: 0, skipped: expect.any(String) },
    ]);
  });
});

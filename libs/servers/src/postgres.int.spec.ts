import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isRoot } from './account.js';
import { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.js';

const folders: string[] = [];
const started: PostgresServer[] = [];

function aFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'orrery-spec-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

async function start(options: PostgresOptions = {}): Promise<PostgresServer> {
  const server = await startPostgres({ fsync: false, ...options });
  started.push(server);
  return server;
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(question);
    return Object.values(answer.rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('a PostgreSQL of ours', () => {
  it('answers in UTF-8 on 127.0.0.1 and takes no one without the password', async () => {
    const server = await start();
    expect(await ask(server.url(), 'SHOW server_encoding')).toBe('UTF8');
    expect(await ask(server.url(), 'SHOW listen_addresses')).toBe('127.0.0.1');
    await expect(ask(server.url().replace(encodeURIComponent(server.password), 'wrong'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('leaves no temporary folder behind', async () => {
    const server = await start();
    const folder = await ask(server.url(), 'SHOW data_directory');
    await server.stop();
    expect(existsSync(dirname(String(folder)))).toBe(false);
  });

  it('keeps its data from one start to the next', async () => {
    const dataDir = join(aFolder(), 'data');
    const first = await start({ dataDir, password: 'the same' });
    await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start({ dataDir, password: 'the same' });
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toBe(42);
  });

  it('takes over from a server that an earlier run left behind', async () => {
    const dataDir = join(aFolder(), 'data');
    const left = await start({ dataDir, password: 'x' });
    const next = await start({ dataDir, password: 'x' });
    await left.ended;
    expect(await ask(next.url(), 'SELECT 1')).toBe(1);
  });

  it('starts over the note of a dead server whose process id has gone to another program', async () => {
    const dataDir = join(aFolder(), 'data');
    const server = await start({ dataDir, password: 'x' });
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    writeFileSync(join(dataDir, 'postmaster.pid'), `1\n${dataDir}\n`);
    const again = await start({ dataDir, password: 'x' });
    expect(await ask(again.url(), 'SELECT 1')).toBe(1);
  });

  it('makes a data folder anew whose making was cut off', async () => {
    const dataDir = join(aFolder(), 'data');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    mkdirSync(`${dataDir}.making`);
    const server = await start({ dataDir });
    expect(await ask(server.url(), 'SELECT 1')).toBe(1);
    expect(existsSync(`${dataDir}.making`)).toBe(false);
  });

  it('does not touch a folder that holds something else', async () => {
    const dataDir = join(aFolder(), 'data');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'thesis.txt'), 'three years of work');
    await expect(start({ dataDir })).rejects.toThrow('is not a whole PostgreSQL data folder');
    expect(readdirSync(dataDir)).toEqual(['thesis.txt']);
  });

  it('says which version made a data folder that it can not read', async () => {
    const dataDir = join(aFolder(), 'data');
    const server = await start({ dataDir });
    await server.stop();
    writeFileSync(join(dataDir, 'PG_VERSION'), '12\n');
    await expect(start({ dataDir })).rejects.toThrow('was made by PostgreSQL 12, and this is PostgreSQL 18');
  });

  it('tells what its log says when the port is taken', async () => {
    const first = await start();
    await expect(start({ port: first.port })).rejects.toThrow('in use');
  });

  it('works in the closed home of root', async () => {
    if (!isRoot()) return;
    const dataDir = join(aFolder(homedir()), 'data');
    const first = await start({ dataDir, password: 'x' });
    await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start({ dataDir, password: 'x' });
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toBe(42);
  });
});

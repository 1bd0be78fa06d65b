import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '@orrery/contracts';
import { ask, Person } from './support/person.js';
import { homeFolder } from './support/running.js';

/** Words that stand nowhere but where this story puts them. */
const canary = {
  password: `pw-${randomUUID()}`,
  sshPassword: `ssh-${randomUUID()}`,
  passphrase: `phrase-${randomUUID()}`,
  row: `row-${randomUUID()}`,
  mistake: `mistake-${randomUUID()}`,
  email: `${randomUUID()}@canary.example.org`,
};

let ada: Person;
let token: string;

beforeAll(async () => {
  ada = await Person.register();
  const sample = await ada.sample();
  await ask('POST', '/auth/login', { email: canary.email, password: canary.password });
  await ada.ask('POST', '/connections/test', {
    type: 'postgres',
    host: sample.host,
    port: sample.port,
    dbName: sample.dbName,
    username: sample.username,
    password: canary.password,
    extraOptions: { ssl: { mode: 'disable' } },
  });
  const { body } = await ada.ask<Connection>('POST', '/connections', {
    name: 'Kept',
    type: 'postgres',
    host: '127.0.0.1',
    port: 1,
    dbName: 'x',
    username: 'x',
    password: canary.password,
    extraOptions: {
      ssh: { host: '127.0.0.1', port: 1, username: 'x', password: canary.sshPassword, passphrase: canary.passphrase },
    },
  });
  expect(JSON.stringify(body)).not.toMatch(new RegExp([canary.password, canary.sshPassword, canary.passphrase].join('|')));
  await ada.ask('POST', `/connections/${body.id}/test`);
  await ada.run(body.id, 'select 1');
  await ada.run(sample.id, `select '${canary.row}'`);
  await ada.run(sample.id, `select '${canary.mistake}' from nowhere_at_all; select '${canary.mistake}'::int`);
  token = (await ada.ask<{ token: string }>('POST', '/auth/tokens', { name: 'script', scopes: ['read'] })).body.token;
  await ask('GET', '/auth/me', undefined, token);
  await ask('GET', `/nowhere?token=${token}`);
});

/** Everything that the processes said, by file. */
function logs(): [file: string, text: string][] {
  const folder = join(homeFolder(), 'logs');
  return readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}

describe('what the processes write down', () => {
  it('is something', () => {
    const all = logs();
    expect(all.map(([file]) => file)).toEqual(expect.arrayContaining(['gateway.log', 'query-runner.log']));
    expect(all.reduce((sum, [, text]) => sum + text.length, 0)).toBeGreaterThan(1_000);
  });

  it.each<[string, () => string]>([
    ['a database password', () => canary.password],
    ['a tunnel’s password', () => canary.sshPassword],
    ['a passphrase', () => canary.passphrase],
    ['a row', () => canary.row],
    ['a statement that failed', () => canary.mistake],
    ['an e-mail address', () => canary.email],
    ['a person’s password', () => ada.password],
    ['an access token', () => ada.token],
    ['a personal access token', () => token],
  ])('never holds %s', (_what, secret) => {
    expect(
      logs()
        .filter(([, text]) => text.includes(secret()))
        .map(([file]) => file),
    ).toEqual([]);
  });
});

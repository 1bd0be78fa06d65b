import { describe, expect, it } from '@jest/globals';
import { extraOptions } from '@orrery/contracts';
import * as z from 'zod';
import { optionGroups, optionValues, optionsOf, shown } from './option-fields';

const groups = optionGroups(z.toJSONSchema(extraOptions, { unrepresentable: 'any', io: 'input' }));
const field = (path: string) => {
  const group = groups.find((candidate) => candidate.fields.some((inner) => inner.path === path));
  const found = group?.fields.find((inner) => inner.path === path);
  if (!group || !found) throw new Error(`no field ${path}`);
  return { group, found };
};

describe('the form drawn from a JSON Schema', () => {
  it('draws every option of the contract but those with a place of their own', () => {
    expect(
      groups.flatMap((group) => group.fields.map((inner) => `${inner.path.replace('extraOptions.', '')}:${inner.control}`)),
    ).toEqual([
      'ssl.mode:choice',
      'ssl.ca:long',
      'ssl.cert:long',
      'ssl.key:long',
      'ssl.serverName:text',
      'ssh.host:text',
      'ssh.port:number',
      'ssh.username:text',
      'ssh.password:secret',
      'ssh.privateKey:long',
      'ssh.passphrase:secret',
      'ssh.hostKey:text',
      'readReplica.host:text',
      'readReplica.port:number',
      'timeouts.connectMs:number',
      'timeouts.statementMs:number',
      'timeouts.idleMs:number',
      'poolSize:number',
      'applicationName:text',
      'driver:pairs',
    ]);
  });

  it('keeps a stored secret until it is dropped or replaced', () => {
    const stored = { ssh: { host: 'jump.example.org', port: 22, username: 'ada', hasPassword: true } };
    const values = optionValues(groups, stored);
    expect(values['extraOptions.ssh.password']).toBe('');
    expect(optionsOf(groups, values, stored)).toEqual(stored);
    expect(optionsOf(groups, { ...values, 'extraOptions.ssh.hasPassword': false }, stored)).toEqual({
      ssh: { host: 'jump.example.org', port: 22, username: 'ada', hasPassword: false },
    });
    expect(optionsOf(groups, { ...values, 'extraOptions.ssh.password': 'new' }, stored)).toMatchObject({
      ssh: { password: 'new' },
    });
  });

  it('shows a group’s other fields once the required ones are set', () => {
    const { group, found } = field('extraOptions.ssl.ca');
    expect(shown(found, group, { 'extraOptions.ssl.mode': '' })).toBe(false);
    expect(shown(found, group, { 'extraOptions.ssl.mode': 'verify-ca' })).toBe(true);
  });

  it('brings stored options back as they were', () => {
    const stored = {
      ssl: { mode: 'verify-full', serverName: 'db' },
      timeouts: { connectMs: 5000 },
      readOnly: true,
      driver: { keepAlive: true, search_path: 'app' },
    };
    expect(optionsOf(groups, optionValues(groups, stored), stored)).toEqual(stored);
  });

  it('leaves out a group that was emptied', () => {
    const stored = { ssl: { mode: 'require' }, poolSize: 4 };
    const values = { ...optionValues(groups, stored), 'extraOptions.ssl.mode': '', 'extraOptions.poolSize': '' };
    expect(optionsOf(groups, values, stored)).toEqual({});
  });

  it('sends what is no number as it was typed, for the contract to name', () => {
    expect(optionsOf(groups, { 'extraOptions.poolSize': 'many' }, {})).toEqual({ poolSize: 'many' });
  });
});

import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { isOfRelease } from './mysql-protocol.js';
import { mysqlAbsence, startMysql } from './mysql.js';

describe('a MySQL of ours', () => {
  it('greets on 127.0.0.1 and leaves nothing behind, or says how to get one', async () => {
    const server = await startMysql();
    if (server === undefined) {
      expect(mysqlAbsence()).toContain('ORRERY_MYSQLD');
      process.stdout.write(`NOT RUN: a MySQL of ours: ${mysqlAbsence() ?? ''}\n`);
      return;
    }
    expect(mysqlAbsence()).toBeUndefined();
    const greeting = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(server.port, server.host);
      socket.once('data', (data) => {
        socket.destroy();
        resolve(Buffer.from(data));
      });
      socket.once('error', reject);
    });
    expect(greeting.toString('latin1')).toContain('caching_sha2_password');
    expect(greeting.toString('latin1')).not.toContain('MariaDB');
    await server.stop();
    expect(existsSync(`/proc/${String(server.pid)}`)).toBe(false);
  }, 60_000);

  it('is not started in place of another release', async () => {
    await expect(startMysql({ release: '3.23' })).resolves.toBeUndefined();
    expect(mysqlAbsence('3.23')).toBe('There is no MySQL 3.23 here. Name its mysqld in ORRERY_MYSQLD.');
  });

  it.each([
    ['10.11.6', '10.11', true],
    ['10.11.6', '10.1', false],
    ['9.7.1', '9', true],
    ['9.7.1', undefined, true],
    ['9', '9', true],
  ])('takes %s for release %s: %s', (version, release, is) => {
    expect(isOfRelease(version, release)).toBe(is);
  });
});

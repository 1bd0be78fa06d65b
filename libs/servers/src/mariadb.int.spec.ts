import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { mariadbAbsence, startMariadb } from './mariadb.js';

describe('a MariaDB of ours', () => {
  it('greets on 127.0.0.1 and leaves nothing behind, or says how to get one', async () => {
    const server = await startMariadb();
    if (server === undefined) {
      expect(mariadbAbsence()).toContain('apt-get install mariadb-server');
      process.stdout.write(`NOT RUN: a MariaDB of ours: ${mariadbAbsence() ?? ''}\n`);
      return;
    }
    const greeting = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(server.port, server.host);
      socket.once('data', (data) => {
        socket.destroy();
        resolve(Buffer.from(data));
      });
      socket.once('error', reject);
    });
    expect(greeting.toString('latin1')).toContain('MariaDB');
    await server.stop();
    expect(existsSync(`/proc/${String(server.pid)}`)).toBe(false);
  });

  it('is not started in place of another release', async () => {
    await expect(startMariadb({ release: '5.1' })).resolves.toBeUndefined();
    expect(mariadbAbsence('5.1')).toBe('There is no MariaDB 5.1 here. Name its mariadbd in ORRERY_MARIADBD.');
  });
});

import { describe, expect, it } from '@jest/globals';
import { DriverFault } from './driver.js';
import { Stages } from './stages.js';

const outcomes = ({ list }: Stages): string[] => list.map(({ name, ok }) => `${name}: ${ok ? 'ok' : 'failed'}`);
const failing = (kind: DriverFault['kind']) => (): Promise<never> => Promise.reject(new DriverFault(kind, 'It failed.'));

describe('stages', () => {
  it('tell a failure inside of another stage once, where it happened', async () => {
    const stages = new Stages();
    await expect(stages.run('authenticate', () => stages.run('tls', failing('tls')))).rejects.toThrow('It failed.');
    expect(outcomes(stages)).toEqual(['tls: failed']);
  });

  it('tell each failure of an attempt that is made again', async () => {
    const stages = new Stages();
    await expect(stages.run('connect', failing('unreachable'))).rejects.toThrow('It failed.');
    await expect(stages.run('connect', failing('unreachable'))).rejects.toThrow('It failed.');
    expect(outcomes(stages)).toEqual(['connect: failed', 'connect: failed']);
  });

  it('count whoever asks for a database that is not there as let in', async () => {
    const stages = new Stages();
    await expect(stages.run('authenticate', failing('no-such-database'))).rejects.toThrow('It failed.');
    expect(outcomes(stages)).toEqual(['authenticate: ok', 'database: failed']);
  });
});

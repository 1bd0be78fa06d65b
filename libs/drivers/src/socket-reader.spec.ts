import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { DriverFault } from './driver.js';
import { SocketReader } from './socket-reader.js';

let stream: PassThrough;
let reader: SocketReader;
beforeEach(() => {
  stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  reader = new SocketReader(stream);
});

/** Reads what has come so far. */
const taken = (): string => {
  let text = '';
  while (reader.take()) text += reader.chunk.toString('latin1', reader.at);
  return text;
};

describe('SocketReader', () => {
  it('hands over what has come, in order', async () => {
    stream.write('ab');
    stream.write('cd');
    expect(await reader.more()).toBe(true);
    await new Promise(setImmediate);
    expect(taken()).toBe('abcd');
    expect(reader.take()).toBe(false);
  });

  it('pauses the socket while its reader is busy, and goes on when it asks', async () => {
    for (let part = 0; part < 20; part += 1) stream.write(Buffer.alloc(32 * 1024, 97));
    await reader.more();
    await new Promise(setImmediate);
    expect(stream.isPaused()).toBe(true);
    let read = 0;
    while (read < 20 * 32 * 1024) {
      await reader.more();
      read += taken().length;
    }
    expect(read).toBe(20 * 32 * 1024);
  });

  it('says that nothing came in time', async () => {
    await expect(reader.more(1)).resolves.toBe(false);
    expect(reader.alive).toBe(true);
  });

  it('reads what came before the end, and fails after it', async () => {
    stream.end('last');
    await reader.more();
    expect(taken()).toBe('last');
    await expect((async () => reader.more())()).rejects.toMatchObject({ kind: 'connection-lost' });
    expect(reader.alive).toBe(false);
  });

  it('keeps the first reason', async () => {
    const first = new DriverFault('cancelled', 'first');
    const waiting = (async () => reader.more())();
    reader.destroy(first);
    reader.fail(new DriverFault('timeout', 'second'));
    await expect(waiting).rejects.toBe(first);
    expect(stream.destroyed).toBe(true);
  });

  it('cuts the socket at what makes no sense, and leaves faults as they are', () => {
    const fault = new DriverFault('syntax', 'told by the server');
    expect(reader.broken(fault, 'PostgreSQL')).toBe(fault);
    expect(stream.destroyed).toBe(false);
    expect(reader.broken(new RangeError('out of range'), 'PostgreSQL')).toMatchObject({
      kind: 'connection-lost',
      message: 'The server sent something that is not PostgreSQL.',
    });
    expect(stream.destroyed).toBe(true);
    expect(() => reader.refuse(fault)).toThrow(fault);
  });

  it('reads nothing more of a socket that it cut', async () => {
    stream.write('left over');
    await reader.more();
    const fault = new DriverFault('cancelled', 'gone');
    reader.destroy(fault);
    expect(taken()).toBe('');
    await expect((async () => reader.more())()).rejects.toBe(fault);
  });

  it('writes nothing to a socket that is gone', () => {
    reader.destroy(new DriverFault('cancelled', 'gone'));
    expect(() => {
      reader.write(Buffer.from('x'));
    }).not.toThrow();
  });
});

describe('a statement that was cancelled and does not end', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const comes = (): void => {
    stream.emit('data', Buffer.from('row'));
  };

  it('has its socket cut when nothing more of it comes', () => {
    reader.cutUnlessEnded();
    jest.advanceTimersByTime(1_900);
    comes();
    jest.advanceTimersByTime(1_900);
    expect(reader.alive).toBe(true);
    jest.advanceTimersByTime(200);
    expect(reader.failure).toMatchObject({ kind: 'cancelled' });
    expect(stream.destroyed).toBe(true);
  });

  it('has it cut in the end, however much comes', () => {
    reader.cutUnlessEnded();
    for (let second = 0; second < 10; second += 1) {
      comes();
      jest.advanceTimersByTime(1_000);
    }
    expect(reader.alive).toBe(false);
  });

  it('leaves it alone once it has ended', () => {
    reader.cutUnlessEnded()();
    comes();
    jest.advanceTimersByTime(60_000);
    expect(reader.alive).toBe(true);
    expect(stream.listenerCount('data')).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import { RemoteSource } from './remote';

describe('a remote thing', () => {
  it('keeps the last good value when the next load fails', async () => {
    const source = new RemoteSource<string>();
    await source.load(() => Promise.resolve('good'));
    await source.load(() => Promise.reject(new Fault('timeout', 'Too slow.')));
    expect(source.now().state).toBe('failed');
    expect(source.value()).toBe('good');
    expect(source.fault()?.code).toBe('timeout');
  });
  it('lets the later of two loads win, whichever ends first', async () => {
    const source = new RemoteSource<string>();
    const slow = Promise.withResolvers<string>();
    const first = source.load(() => slow.promise);
    await source.load(() => Promise.resolve('second'));
    slow.resolve('first');
    await first;
    expect(source.value()).toBe('second');
  });
});

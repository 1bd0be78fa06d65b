import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Fault, type Operation, type ResponseOf } from '@orrery/contracts';
import { DriverTypes } from './driver-types.js';
import { postgresType } from './fake-driver-types.js';

class FakeRunner {
  asked = 0;
  away = false;
  items: unknown[] = [postgresType, { ...postgresType, type: 'something newer' }];

  call<O extends Operation>(op: O): Promise<ResponseOf<O>> {
    this.asked++;
    if (this.away) return Promise.reject(new Fault('service_unavailable', 'Nobody there.'));
    return Promise.resolve(op.response.parse({ items: this.items }) as ResponseOf<O>);
  }
}
const silent = { warn: () => undefined };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the types of database', () => {
  it('are what the drivers say, as far as it is understood here', async () => {
    expect(await new DriverTypes(new FakeRunner(), silent).list()).toEqual([postgresType]);
  });

  it('are asked for once in a while', async () => {
    const runner = new FakeRunner();
    const types = new DriverTypes(runner, silent);
    await types.list();
    await types.get('postgres');
    expect(runner.asked).toBe(1);
    jest.advanceTimersByTime(60_000);
    await types.list();
    expect(runner.asked).toBe(2);
  });

  it('stay known while query-runner is away', async () => {
    const runner = new FakeRunner();
    const types = new DriverTypes(runner, silent);
    await types.list();
    runner.away = true;
    jest.advanceTimersByTime(60_000);
    expect(await types.list()).toEqual([postgresType]);
  });

  it('are not made up where query-runner was never there', async () => {
    const runner = new FakeRunner();
    runner.away = true;
    await expect(new DriverTypes(runner, silent).list()).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it.each(['oracle', '', '__proto__', 'POSTGRES'])('don’t include “%s”', async (type) => {
    await expect(new DriverTypes(new FakeRunner(), silent).get(type)).rejects.toMatchObject({
      code: 'unknown_type',
      errors: [{ path: 'type' }],
    });
  });
});

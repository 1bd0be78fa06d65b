import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import { withCall } from '@orrery/runtime';
import { FakeThrottleStore } from './fake-throttle.store.js';
import { LoginThrottle } from './login-throttle.js';

const ada = 'ada@example.org';

class Scene {
  readonly store = new FakeThrottleStore();
  readonly throttle = new LoginThrottle(this.store);

  /** Tries once; answers `failed`, `in`, or the seconds to wait. */
  try(email: string, address: string, right = false, userId?: string): Promise<'failed' | 'in' | number> {
    return withCall({ requestId: 'r', client: { address, agent: '' } }, async () => {
      try {
        const attempt = await this.throttle.begin(email, userId);
        await (right ? attempt.succeeded() : attempt.failed());
        return right ? 'in' : 'failed';
      } catch (error) {
        if (error instanceof Fault && error.code === 'rate_limited') return Number(error.details?.['retryAfter']);
        throw error;
      }
    });
  }

  async outcomes(count: number, email: (n: number) => string, address: (n: number) => string): Promise<unknown[]> {
    const outcomes: unknown[] = [];
    for (let n = 0; n < count; n++) outcomes.push(await this.try(email(n), address(n)));
    return outcomes;
  }
}

describe('guessing passwords', () => {
  it('of one account from one place is slowed, and slowed more by going on', async () => {
    const scene = new Scene();
    expect(
      await scene.outcomes(
        7,
        () => ada,
        () => '192.0.2.1',
      ),
    ).toEqual([...Array<string>(6).fill('failed'), 1]);
    const pauses: unknown[] = [];
    for (let time = 0; time < 5; time++) {
      const pause = await scene.try(ada, '192.0.2.1');
      pauses.push(pause);
      scene.store.now += Number(pause) * 1_000;
      expect(await scene.try(ada, '192.0.2.1')).toBe('failed');
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16]);
  });

  it('of one account from many places is slowed', async () => {
    const scene = new Scene();
    const outcomes = await scene.outcomes(
      20,
      () => ada,
      (n) => `192.0.2.${String(n)}`,
    );
    expect(outcomes.slice(0, 11)).toEqual(Array(11).fill('failed'));
    expect(outcomes.slice(11)).toEqual(Array(9).fill(1));
  });

  it('of many accounts from one place is slowed', async () => {
    const scene = new Scene();
    const outcomes = await scene.outcomes(
      30,
      (n) => `user${String(n)}@example.org`,
      () => '192.0.2.1',
    );
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(21);
    expect(outcomes.at(-1)).toBe(1);
  });

  it('of an account that is not there is slowed just the same', async () => {
    const there = new Scene();
    const missing = new Scene();
    const run = async (scene: Scene, userId?: string): Promise<unknown[]> => {
      const outcomes: unknown[] = [];
      for (let n = 0; n < 9; n++) outcomes.push(await scene.try(ada, '192.0.2.1', false, userId));
      return outcomes;
    };
    expect(await run(there, 'the-user')).toEqual(await run(missing));
  });

  it('does not keep the owner out, from where they have signed in before', async () => {
    const scene = new Scene();
    scene.store.known.add('the-user 198.51.100.1');
    await scene.outcomes(
      40,
      () => ada,
      (n) => `192.0.2.${String(n)}`,
    );
    expect(await scene.try(ada, '203.0.113.1', true, 'the-user')).toBe(1);
    expect(await scene.try(ada, '198.51.100.1', true, 'the-user')).toBe('in');
  });

  it('is not free for who asks a hundred times at the same moment', async () => {
    const { throttle } = new Scene();
    const begun = await withCall({ requestId: 'r', client: { address: '192.0.2.1', agent: '' } }, () =>
      Promise.allSettled(Array.from({ length: 100 }, () => throttle.begin(ada, undefined))),
    );
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  });

  it('is forgotten once the right one was given', async () => {
    const scene = new Scene();
    await scene.outcomes(
      5,
      () => ada,
      () => '192.0.2.1',
    );
    expect(await scene.try(ada, '192.0.2.1', true)).toBe('in');
    expect(
      await scene.outcomes(
        6,
        () => ada,
        () => '192.0.2.1',
      ),
    ).toEqual(Array(6).fill('failed'));
  });

  it('is no matter of an office where everybody signs in at nine', async () => {
    const scene = new Scene();
    for (let n = 0; n < 60; n++) expect(await scene.try(`user${String(n)}@example.org`, '192.0.2.1', true)).toBe('in');
  });
});

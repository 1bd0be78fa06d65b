import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, json, openHouse, problemIn } from '../../test/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse({ RATE_LIMIT_SCALE: 0.1 });
});
afterAll(() => house.close());

describe('limits', () => {
  it('refuse what comes too often from one address, with the time to wait, and nothing else', async () => {
    const statuses: number[] = [];
    let last = await house.fetch('/api/auth/login', json('POST', {}));
    for (; last.status !== 429 && statuses.length < 10; last = await house.fetch('/api/auth/login', json('POST', {})))
      statuses.push(last.status);
    expect(statuses).toEqual([400, 400, 400]);
    expect((await problemIn(last)).code).toBe('rate_limited');
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    // Another route has a count of its own, and so has another person.
    expect((await house.fetch('/api/version')).status).toBe(200);
  });

  it('count each person for themselves', async () => {
    const ada = await house.signedIn();
    const bob = await house.signedIn();
    const ask = (headers: { authorization: string }): Promise<Response> => house.fetch('/api/connections/types', { headers });
    for (let i = 0; i < 60; i++) expect((await ask(ada)).status).toBe(503);
    expect((await ask(ada)).status).toBe(429);
    expect((await ask(bob)).status).toBe(503);
  });

  it('stop who guesses tokens', async () => {
    const guess = (): Promise<Response> => house.fetch('/api/auth/me', { headers: { authorization: 'Bearer guess' } });
    let tries = 0;
    while ((await guess()).status === 401 && tries < 500) tries++;
    expect(tries).toBe(121);
    expect((await house.fetch('/api/version')).status).toBe(200);
  });
});

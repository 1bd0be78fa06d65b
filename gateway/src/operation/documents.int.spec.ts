import { explorerChange, explorerRows, Fault } from '@orrery/contracts';
import { ByteStream } from '@orrery/runtime';
import { answering } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, json, openHouse, problemIn } from '../../test/house.js';

const path = '/api/connections/0190b0a0-0000-7000-8000-000000000001/tables/public.orders';
/** A number that no double holds, and more bytes than one message of the bus takes. */
const large = `{"big":12345678901234567890,"text":"${'x'.repeat(1_500_000)}"}`;

let house: House;
let signedIn: { authorization: string };
let asked: unknown;
beforeAll(async () => {
  house = await openHouse();
  signedIn = await house.signedIn();
  const pieces = async function* (text: string): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 200_000) yield await Promise.resolve(bytes.subarray(at, at + 200_000));
  };
  await house.service(
    'query-runner',
    answering(explorerRows, () => new ByteStream(pieces(large))),
    answering(explorerChange, (request) => {
      asked = request;
      if (request.idempotencyKey === 'used') throw new Fault('idempotency_key_reused', 'This key was used for another request.');
      return new ByteStream(pieces('{}'));
    }),
  );
});
afterAll(() => house.close());

describe('an answer that is one document', () => {
  it('arrives as its service made it, however large', async () => {
    const response = await house.fetch(`${path}/rows`, json('POST', {}, signedIn));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await response.text()).toBe(large);
  });
});

describe('an Idempotency-Key', () => {
  const body = { changes: [{ op: 'delete', key: { id: 1 } }] };

  it('comes in its header', async () => {
    const response = await house.fetch(`${path}/changes`, json('POST', body, { ...signedIn, 'idempotency-key': 'once' }));
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(asked).toMatchObject({ idempotencyKey: 'once', table: 'public.orders' });
    await house.fetch(`${path}/changes`, json('POST', body, signedIn));
    expect(asked).not.toHaveProperty('idempotencyKey');
  });

  it('comes in no other way', async () => {
    const problem = await problemIn(
      await house.fetch(`${path}/changes`, json('POST', { ...body, idempotencyKey: 'x' }, signedIn)),
    );
    expect(problem.errors).toEqual([{ path: 'idempotencyKey', message: 'is not expected there' }]);
  });

  it('of another request is refused', async () => {
    const response = await house.fetch(`${path}/changes`, json('POST', body, { ...signedIn, 'idempotency-key': 'used' }));
    expect([response.status, (await problemIn(response)).code]).toEqual([422, 'idempotency_key_reused']);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { kinds } from '@orrery/contracts';
import { type ScriptedServer, startScriptedServer } from '@orrery/testing';
import { driverOf, type Session } from '../src/index.js';
import { faultOf, tell } from './bench.js';
import { type Rogue, rogues } from './rogues.js';
import { secret } from './secret.js';

/** Long enough for anything honest, short enough to wait for. */
const connectMs = 1_500;

describe.each(kinds)('a rogue server: %s', (kind) => {
  let server: ScriptedServer | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    session?.destroy();
    session = undefined;
    await server?.stop();
  });

  const cases = rogues[kind];
  const driver = driverOf(kind);
  if (typeof cases === 'string' || driver === undefined) {
    const why = typeof cases === 'string' ? cases : `NOT RUN: there is no driver for ${kind}`;
    process.stderr.write(`${why}\n`);
    it.skip(why, () => undefined);
    return;
  }

  it.each<Rogue>(cases)('$name: $kind', async ({ script, extraOptions, run, givenUpAfter, kind: expected, survives }) => {
    server = await startScriptedServer(script);
    const { host, port } = server;
    const target = {
      host,
      port,
      dbName: 'shop',
      username: 'ada',
      password: secret,
      extraOptions: { ssl: { mode: 'disable' as const }, ...extraOptions },
    };
    const options = { connectMs, applicationName: 'orrery', guard: () => true };
    const connected = driver.connect(target, options);
    const work = async () => {
      session = await connected;
      if (run !== undefined)
        await tell(session, run, givenUpAfter === undefined ? {} : { signal: AbortSignal.timeout(givenUpAfter) });
    };
    const fault = await faultOf(work());
    expect(fault.kind).toBe(expected);
    if (run !== undefined) expect(session).toMatchObject({ alive: survives === true });
    expect(server.received.toString('latin1')).not.toContain(secret);
    expect(`${fault.message} ${fault.stack ?? ''} ${JSON.stringify(fault)}`).not.toContain(secret);
    if (run === undefined) {
      const result = await driver.test(target, options);
      expect(result).toMatchObject({ isValid: false });
      expect(server.received.toString('latin1')).not.toContain(secret);
    }
  });
});

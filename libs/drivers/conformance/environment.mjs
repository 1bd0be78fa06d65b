import { TestEnvironment } from 'jest-environment-node';

/** Stops what a file has started to know its tests, also where `-t` chooses none of them: no `afterAll` runs then. */
export default class ServersEnvironment extends TestEnvironment {
  async teardown() {
    for (const stop of this.global.stopsOfServers ?? []) await stop();
    await super.teardown();
  }
}

import { TestEnvironment } from 'jest-environment-jsdom';

// What browsers have, Node has, and jsdom lacks.
const borrowed = [
  'ReadableStream',
  'TextEncoder',
  'TextDecoder',
  'Uint8Array',
  'ArrayBuffer',
  'structuredClone',
  'fetch',
  'Request',
  'Response',
  'Headers',
];

/** jsdom with the platform parts that it leaves out. */
export default class Browser extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of borrowed) this.global[name] = globalThis[name];
  }
}

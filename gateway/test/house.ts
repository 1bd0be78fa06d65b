import type { ServiceName } from '@orrery/contracts';
import { type NatsServer, startNats } from '@orrery/servers';
import {
  aKeyPair,
  anAccessToken,
  type AccessTokenParts,
  type FakeAnswer,
  type FakeService,
  startFakeService,
} from '@orrery/testing';
import type { GatewayConfig } from '../src/config.js';
import type { RunningGateway } from '../src/start.js';

/** A gateway under test with a real bus behind it, and services that answer what the test says. */
export interface House {
  readonly gateway: RunningGateway;
  readonly nats: NatsServer;
  readonly keys: { readonly access: ReturnType<typeof aKeyPair>; readonly actor: ReturnType<typeof aKeyPair> };
  service(name: ServiceName, ...answers: FakeAnswer[]): Promise<FakeService>;
  /** An Authorization header of somebody who is signed in. */
  signedIn(parts?: AccessTokenParts): Promise<{ authorization: string }>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Opens a house; by default when its gateway has reached the bus. */
export async function openHouse(settings: Partial<GatewayConfig> = {}, connected = true): Promise<House> {
  // Later than Nest itself: in Jest, CommonJS (the throttler) can require an ES module only once it has been evaluated.
  const { startGateway } = await import('../src/start.js');
  const nats = await startNats();
  const keys = { access: aKeyPair(), actor: aKeyPair() };
  const gateway = await startGateway({
    ORRERY_MODE: 'local',
    ORRERY_VERSION: '1.2.3',
    LOG_LEVEL: 'silent',
    NATS_URL: nats.url,
    NATS_USER: 'gateway',
    HEALTH_HOST: '127.0.0.1',
    HOST: '127.0.0.1',
    PORT: 0,
    WEB_ROOT: '/nowhere',
    RATE_LIMIT_SCALE: 1_000,
    ACTOR_PRIVATE_KEY: keys.actor.privateKey,
    ACCESS_PUBLIC_KEY: keys.access.publicKey,
    ...settings,
  });
  if (connected) await gateway.connected;
  const services: FakeService[] = [];
  return {
    gateway,
    nats,
    keys,
    service: async (service, ...answers) => {
      const fake = await startFakeService({ url: nats.url, service, actorPublicKey: keys.actor.publicKey, answers });
      services.push(fake);
      return fake;
    },
    signedIn: async (parts) => ({ authorization: `Bearer ${await anAccessToken(keys.access.privateKey, parts)}` }),
    fetch: (path, init) => fetch(`${gateway.url}${path}`, init),
    close: async () => {
      await gateway.stop(0);
      for (const service of services) await service.die();
      await nats.stop();
    },
  };
}

/** A request with a JSON body. */
export const json = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** What a problem's body says. */
export interface ToldProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The body of a problem. */
export const problemIn = async (response: Response): Promise<ToldProblem> => (await response.json()) as ToldProblem;

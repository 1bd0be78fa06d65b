import { ActorSigner, type Logger } from '@orrery/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, Reflector } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { AccessGuard } from './access/access.guard.js';
import { AccessTokens } from './access/access-token.js';
import type { EndedSessions } from './access/ended-sessions.js';
import { JwtStrategy } from './access/jwt.strategy.js';
import type { PersonalTokens } from './access/personal-tokens.js';
import { RefreshCookie } from './access/refresh-cookie.js';
import type { BusDoor } from './bus-door.js';
import type { GatewayConfig } from './config.js';
import { ProblemFilter } from './http/problem.filter.js';
import { bySpecificity, RouteTable } from './http/route-table.js';
import { LimitGuard, limits } from './limit/limit.guard.js';
import { Windows } from './limit/windows.js';
import { mounted } from './operation/mounted.js';
import { controllerOf } from './operation/operation.controller.js';
import { OperationService } from './operation/operation.service.js';
import type { Streams } from './operation/streams.js';
import { HealthRound } from './system/health.js';
import { openapiOf } from './system/openapi.js';
import { OPENAPI, SystemController, systemRoutes, VERSION } from './system/system.controller.js';

/** What the gateway is made of before Nest is. */
export interface Parts {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly door: BusDoor;
  readonly ended: EndedSessions;
  readonly personal: PersonalTokens;
  readonly health: HealthRound;
  readonly streams: Streams;
}

/** Every address that the API answers. */
export const routes = new RouteTable([...mounted.map(({ http }) => http), ...systemRoutes]);

@Module({})
export class GatewayModule {
  static async of({ config, log, door, ended, personal, health, streams }: Parts): Promise<DynamicModule> {
    const tokens = await AccessTokens.of(config.ACCESS_PUBLIC_KEY);
    const signer = await ActorSigner.of(config.ACTOR_PRIVATE_KEY);
    const windows = new Windows();
    const cookie = new RefreshCookie(config.PUBLIC_URL);
    return {
      module: GatewayModule,
      imports: [ThrottlerModule.forRoot(limits(windows, config.RATE_LIMIT_SCALE))],
      controllers: [SystemController, ...mounted.toSorted((a, b) => bySpecificity(a.http, b.http)).map(controllerOf)],
      providers: [
        { provide: JwtStrategy, useFactory: () => new JwtStrategy(tokens, config.ACCESS_PUBLIC_KEY) },
        { provide: OperationService, useFactory: () => new OperationService(door, signer, cookie, streams) },
        { provide: HealthRound, useValue: health },
        { provide: VERSION, useValue: config.ORRERY_VERSION },
        { provide: OPENAPI, useFactory: () => JSON.stringify(openapiOf(mounted, config.ORRERY_VERSION)) },
        // Guards run in this order: who it is decides what is counted.
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new AccessGuard(reflector, ended, personal, windows),
        },
        { provide: APP_GUARD, useClass: LimitGuard },
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(routes, log) },
      ],
    };
  }
}

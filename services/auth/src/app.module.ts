import { Module, type Type } from '@nestjs/common';
import { type AuthConfig, CONFIG } from './config.js';
import { Passwords } from './password/passwords.js';
import { AccessJwt } from './session/access-jwt.js';
import { LoginService } from './session/login.service.js';
import { SessionController } from './session/session.controller.js';
import { RefreshToken, SessionRow } from './session/session.entity.js';
import { SessionService } from './session/session.service.js';
import { SessionSignal } from './session/session-signal.js';
import { SessionStore } from './session/session.store.js';
import { Sweep } from './sweep.js';
import { LoginThrottle } from './throttle/login-throttle.js';
import { ThrottleStore } from './throttle/throttle.store.js';
import { TokenController } from './token/token.controller.js';
import { AccessToken } from './token/token.entity.js';
import { TokenService } from './token/token.service.js';
import { TokenStore } from './token/token.store.js';
import { UserController } from './user/user.controller.js';
import { UserRow } from './user/user.entity.js';
import { UserService } from './user/user.service.js';
import { UserStore } from './user/user.store.js';

/** The tables of this service. */
export const entities = [UserRow, SessionRow, RefreshToken, AccessToken];

/** Wires the slices of this service. */
export function appModule(config: AuthConfig): Type {
  @Module({
    controllers: [UserController, SessionController, TokenController],
    providers: [
      { provide: CONFIG, useValue: config },
      Passwords,
      AccessJwt,
      SessionSignal,
      SessionStore,
      SessionService,
      LoginService,
      ThrottleStore,
      LoginThrottle,
      UserStore,
      UserService,
      TokenStore,
      TokenService,
      Sweep,
    ],
  })
  class AppModule {}
  return AppModule;
}

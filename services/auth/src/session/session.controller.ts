import { type RequestOf, type ResponseOf, sessionCreate, sessionEnd, sessionRefresh } from '@orrery/contracts';
import { Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { LoginService } from './login.service.js';
import { SessionService } from './session.service.js';

@Controller()
export class SessionController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionService,
  ) {}

  @Handles(sessionCreate)
  create(ask: RequestOf<typeof sessionCreate>): Promise<ResponseOf<typeof sessionCreate>> {
    return this.logins.signIn(ask);
  }

  @Handles(sessionRefresh)
  refresh(ask: RequestOf<typeof sessionRefresh>): Promise<ResponseOf<typeof sessionRefresh>> {
    return this.sessions.refresh(ask.refreshToken);
  }

  @Handles(sessionEnd)
  async end(ask: RequestOf<typeof sessionEnd>): Promise<ResponseOf<typeof sessionEnd>> {
    await this.sessions.end(ask.refreshToken);
    return {};
  }
}

import { type RequestOf, type ResponseOf, tokenCreate, tokenDelete, tokenList, tokenVerify } from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { TokenService } from './token.service.js';

@Controller()
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Handles(tokenList)
  list(): Promise<ResponseOf<typeof tokenList>> {
    return this.tokens.list(currentUserId());
  }

  @Handles(tokenCreate)
  create(ask: RequestOf<typeof tokenCreate>): Promise<ResponseOf<typeof tokenCreate>> {
    return this.tokens.create(currentUserId(), ask);
  }

  @Handles(tokenDelete)
  async delete(ask: RequestOf<typeof tokenDelete>): Promise<ResponseOf<typeof tokenDelete>> {
    await this.tokens.delete(currentUserId(), ask.id);
    return {};
  }

  @Handles(tokenVerify)
  verify(ask: RequestOf<typeof tokenVerify>): Promise<ResponseOf<typeof tokenVerify>> {
    return this.tokens.verify(ask.token);
  }
}

import {
  passwordChange,
  type RequestOf,
  type ResponseOf,
  userDelete,
  userGet,
  userRegister,
  userUpdate,
} from '@orrery/contracts';
import { currentActor, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { UserService } from './user.service.js';

@Controller()
export class UserController {
  constructor(private readonly users: UserService) {}

  @Handles(userRegister)
  register(ask: RequestOf<typeof userRegister>): Promise<ResponseOf<typeof userRegister>> {
    return this.users.register(ask);
  }

  @Handles(userGet)
  get(): Promise<ResponseOf<typeof userGet>> {
    return this.users.get(currentUserId());
  }

  @Handles(userUpdate)
  update(ask: RequestOf<typeof userUpdate>): Promise<ResponseOf<typeof userUpdate>> {
    return this.users.update(currentUserId(), ask);
  }

  @Handles(passwordChange)
  async changePassword(ask: RequestOf<typeof passwordChange>): Promise<ResponseOf<typeof passwordChange>> {
    const { userId, sessionId } = currentActor();
    await this.users.changePassword(userId, sessionId, ask.currentPassword, ask.newPassword);
    return {};
  }

  @Handles(userDelete)
  async delete(ask: RequestOf<typeof userDelete>): Promise<ResponseOf<typeof userDelete>> {
    await this.users.delete(currentUserId(), ask.password);
    return {};
  }
}

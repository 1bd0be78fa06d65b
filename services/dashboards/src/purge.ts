import { connectionsConnectionDeleted, userDeleted } from '@orrery/contracts';
import { Inbox } from '@orrery/runtime';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Removes what belongs to users and connections that are gone. */
@Injectable()
export class Purge implements OnModuleInit {
  constructor(private readonly inbox: Inbox) {}

  onModuleInit(): void {
    this.inbox.on(connectionsConnectionDeleted, async (em, { connectionId }) => {
      await em.execute('delete from data_explorer_states where connection_id = ?', [connectionId]);
    });
    this.inbox.on(userDeleted, async (em, { userId }) => {
      await em.execute('delete from data_explorer_states where user_id = ?', [userId]);
    });
  }
}

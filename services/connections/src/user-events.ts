import { userDeleted, userRegistered } from '@orrery/contracts';
import { Inbox } from '@orrery/runtime';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConnectionStore } from './connection/connection.store.js';
import { SampleOffer } from './sample/sample-offer.js';

/** What this service does when users come and go. */
@Injectable()
export class UserEvents implements OnModuleInit {
  constructor(
    private readonly inbox: Inbox,
    private readonly connections: ConnectionStore,
    private readonly sample: SampleOffer,
  ) {}

  onModuleInit(): void {
    this.inbox.on(userDeleted, (em, { userId }) => this.connections.removeUser(em, userId));
    this.inbox.on(userRegistered, (_em, { userId }) => this.sample.offerTo(userId));
  }
}

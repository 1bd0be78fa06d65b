import {
  connectionsSecretGet,
  connectionsSecretSweep,
  connectionStale,
  connectionStaleSignal,
  type Kind,
  kinds,
  type SealedConnection,
} from '@orrery/contracts';
import type { Target } from '@orrery/drivers';
import { Bus, currentUserId, KeyRing } from '@orrery/runtime';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { unseal } from './unseal.js';

/** A connection as this service works with it: never leaves it. */
export interface OpenedConnection {
  readonly id: string;
  readonly userId: string;
  readonly kind: Kind;
  readonly name: string;
  /** Changes whenever the connection does. */
  readonly version: number;
  readonly target: Target;
}

/** Which of a connection's servers. */
export type ServerRole = 'primary' | 'replica';

/** A connection's server: its read replica is the same but for host and port. */
export function targetOf({ target }: OpenedConnection, role: ServerRole): Target {
  const { readReplica } = target.extraOptions;
  return role === 'replica' && readReplica ? { ...target, ...readReplica } : target;
}

/** ms that a connection is remembered, besides being forgotten as soon as it changes. */
const rememberFor = 60_000;
const rememberAtMost = 5_000;

/** Finds connections and opens their passwords, in memory and only here. */
@Injectable()
export class Targets implements OnModuleInit {
  private readonly known = new Map<string, { opened: OpenedConnection; until: number }>();
  private readonly onStale: ((connectionId: string) => void)[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly keys: KeyRing,
  ) {}

  onModuleInit(): void {
    this.bus.nc.subscribe(connectionStaleSignal, {
      callback: (error, message) => {
        if (error) return;
        const stale = connectionStale.safeParse(message.json());
        if (stale.success) this.forget(stale.data.connectionId);
      },
    });
  }

  /** Runs `act` whenever what is known of a connection is no longer true. */
  whenStale(act: (connectionId: string) => void): void {
    this.onStale.push(act);
  }

  forget(connectionId: string): void {
    for (const key of this.known.keys()) if (key.startsWith(connectionId)) this.known.delete(key);
    for (const act of this.onStale) act(connectionId);
  }

  /** The connection, for the user behind the present call. Throws `connection_not_found`, `credential_unreadable`. */
  async open(connectionId: string): Promise<OpenedConnection> {
    const key = `${connectionId} ${currentUserId()}`;
    const now = Date.now();
    const remembered = this.known.get(key);
    if (remembered && remembered.until > now) return remembered.opened;
    const opened = this.unseal(await this.bus.call(connectionsSecretGet, { id: connectionId }));
    if (this.known.size >= rememberAtMost) this.known.clear();
    this.known.set(key, { opened, until: now + rememberFor });
    return opened;
  }

  /** The connection of a run whose runner died. */
  async openForSweep(connectionId: string, userId: string): Promise<OpenedConnection> {
    return this.unseal(await this.bus.call(connectionsSecretSweep, { id: connectionId, userId }));
  }

  private unseal(sealed: SealedConnection): OpenedConnection {
    const kind = kinds.find((known) => known === sealed.type);
    if (!kind) throw new Error(`a connection of the unknown type ${sealed.type} was stored`);
    return {
      id: sealed.id,
      userId: sealed.userId,
      kind,
      name: sealed.name,
      version: sealed.version,
      target: unseal(sealed, this.keys),
    };
  }
}

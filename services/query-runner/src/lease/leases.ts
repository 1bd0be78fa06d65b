import { driverOf, type EgressGuard } from '@orrery/drivers';
import { connectionsConnectionDeleted, userDeleted } from '@orrery/contracts';
import { counter, Database, errorFields, Inbox, INSTANCE, LOGGER, type Logger } from '@orrery/runtime';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { QueryService } from '../query/query.service.js';
import type { RunBackend } from '../query/query.store.js';
import { EGRESS } from '../target/egress.js';
import { SessionPools } from '../target/session-pools.js';
import { targetOf, Targets } from '../target/targets.js';

const renewEvery = 2_000;
/** Seconds that an instance counts as alive after its last word. Time is PostgreSQL's, so that no clock of ours matters. */
const leaseSeconds = 7;

interface Orphan {
  readonly id: string;
  readonly user_id: string;
  readonly connection_id: string;
  readonly runner_instance: string;
  readonly backend_ref: RunBackend | null;
}

/**
 * Cleans up after runners that died: each instance renews a lease; the runs of one whose lease has ended are killed on their servers
 * and closed in the history by whoever finds them first. Also purges what belongs to deleted users and connections.
 */
@Injectable()
export class Leases implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private readonly killed = counter(
    'orrery_orphans_killed_total',
    'Statements of dead runners that were killed on their servers',
  );

  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly queries: QueryService,
    private readonly targets: Targets,
    private readonly pools: SessionPools,
    @Inject(EGRESS) private readonly guard: EgressGuard,
    @Inject(INSTANCE) private readonly instance: string,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.inbox.on(connectionsConnectionDeleted, async (em, { connectionId }) => {
      this.targets.forget(connectionId);
      this.queries.stopAll({ connectionId });
      await em.execute('delete from queries where connection_id = ?', [connectionId]);
      await em.execute('delete from change_sets where connection_id = ?', [connectionId]);
    });
    this.inbox.on(userDeleted, async (em, { userId }) => {
      this.queries.stopAll({ userId });
      await em.execute('delete from queries where user_id = ?', [userId]);
      await em.execute('delete from change_sets where user_id = ?', [userId]);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.tick();
    this.timer = setInterval(() => {
      void this.tick();
    }, renewEvery);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.queries.idle();
    await this.working;
    await this.database
      .asSystem((em) => em.execute('delete from runner_leases where instance = ?', [this.instance]))
      .catch(() => undefined);
  }

  private tick(): Promise<void> {
    this.working ??= this.renewAndSweep()
      .catch((error: unknown) => {
        this.log.warn({ error: errorFields(error) }, 'The lease could not be renewed');
      })
      .finally(() => {
        this.working = undefined;
      });
    return this.working;
  }

  private async renewAndSweep(): Promise<void> {
    const orphans = await this.database.asSystem(async (em) => {
      // Who could not renew does not know whether others could: after an outage of the database all get a round to come back.
      const mine = await em.execute<{ valid: boolean }[]>(
        'select lease_until > now() as valid from runner_leases where instance = ?',
        [this.instance],
      );
      await em.execute(
        `insert into runner_leases (instance, lease_until) values (?, now() + interval '${String(leaseSeconds)} seconds')
         on conflict (instance) do update set lease_until = excluded.lease_until`,
        [this.instance],
      );
      await em.execute(`delete from runner_leases where lease_until < now() - interval '1 hour'`);
      if (mine[0]?.valid !== true) return [];
      // Claimed by closing them: another instance that looks at the same time skips them.
      return em.execute<Orphan[]>(
        `with dead as (
           select id, backend_ref from queries q
           where status = 'running' and not exists (select 1 from runner_leases l where l.instance = q.runner_instance and l.lease_until > now())
           order by id limit 50 for update skip locked
         )
         update queries q set status = 'error', backend_ref = null,
           error_message = 'The process that ran this query stopped before it ended. Run it again.'
         from dead where q.id = dead.id
         returning q.id, q.user_id, q.connection_id, q.runner_instance, dead.backend_ref`,
      );
    });
    await Promise.all(orphans.map((orphan) => this.kill(orphan)));
  }

  private async kill(orphan: Orphan): Promise<void> {
    if (!orphan.backend_ref) return;
    try {
      const connection = await this.targets.openForSweep(orphan.connection_id, orphan.user_id);
      const name = this.pools.nameOf(connection, orphan.runner_instance);
      const found = await driverOf(connection.kind)?.killBackend(
        targetOf(connection, orphan.backend_ref.role ?? 'primary'),
        { connectMs: 3_000, applicationName: this.pools.nameOf(connection), guard: this.guard },
        orphan.backend_ref,
        name,
      );
      if (found) this.killed.inc();
    } catch (error) {
      this.log.warn({ error: errorFields(error), queryId: orphan.id }, 'A statement of a dead runner could not be looked for');
    }
  }
}

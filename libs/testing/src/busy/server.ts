import type { ExtraOptions, Kind } from '@orrery/contracts';

/** A server of one kind with a statement that takes long, and its own list of what runs on it. */
export interface BusyServer {
  /** The product, and whether it is one: `SQL Server, scripted`. */
  readonly name: string;
  /** How a connection to it is made: the request, without its name. */
  readonly connection: {
    readonly type: Kind;
    readonly host: string;
    readonly port: number;
    readonly dbName: string;
    readonly username: string;
    readonly password: string;
    readonly extraOptions: ExtraOptions;
  };
  /** A statement that runs for minutes unless it is ended. `mark`: a word that tells it from others in the server's list. */
  slow(mark: string): string;
  /** How many statements with this mark the server itself lists as running. Asked from outside, not through a driver of ours. */
  running(mark: string): Promise<number>;
  stop(): Promise<void>;
}

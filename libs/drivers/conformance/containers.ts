import { notRun, type NotRun } from './subject.js';

/** What a container is made of, and when it is ready. */
export interface Contained {
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** The line of its log that says that it takes logins, and how often it has said it then. */
  readonly ready: RegExp;
  readonly times?: number;
}

export interface Container {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** ms that a server may take to be ready. How long its image takes to come is up to the engine that fetches it. */
const readyMs = 180_000;

/** Starts a container where containers run; or says why there is none. `what` is the server that is in it. */
export async function startContainer(what: string, of: Contained): Promise<Container | NotRun> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return notRun(`${what}: it comes in a container (${of.image}), and no engine for containers answers here`);
  }
  let lastLine = '';
  try {
    const container = await new GenericContainer(of.image)
      .withEnvironment({ ...of.environment })
      .withExposedPorts(of.port)
      .withCommand([...(of.command ?? [])])
      .withWaitStrategy(Wait.forLogMessage(of.ready, of.times ?? 1))
      .withStartupTimeout(readyMs)
      .withLogConsumer((log) => {
        log.on('data', (line) => {
          lastLine = String(line).trim() || lastLine;
        });
      })
      .start();
    return {
      host: container.getHost(),
      port: container.getMappedPort(of.port),
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const log = lastLine === '' ? '' : `. Its log ends: ${lastLine}`;
    return notRun(`${what}: ${of.image} could not be fetched or did not get ready: ${why.trim()}${log}`);
  }
}

/** What is made of a server that runs. One that nothing can be made of is stopped: nobody else would do it. */
export async function madeOf<Running extends { stop(): Promise<void> }, Made>(
  server: Running,
  make: (server: Running) => Promise<Made>,
): Promise<Made> {
  try {
    return await make(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

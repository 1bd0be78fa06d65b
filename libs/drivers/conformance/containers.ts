import { notRun, type NotRun } from './subject.js';

/** What a container is made of, and when it is ready. */
export interface Contained {
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** What its log says when it is ready, and how often it has said it then. */
  readonly ready: RegExp;
  readonly times?: number;
}

export interface Container {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** ms that an image may take to come, and its server to be ready. */
const startMs = 300_000;

/** Starts a container where containers run; or says why there is none. `what` is the server that is in it. */
export async function startContainer(what: string, of: Contained): Promise<Container | NotRun> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return notRun(`${what}: it comes in a container (${of.image}), and no engine for containers answers here`);
  }
  try {
    const container = await new GenericContainer(of.image)
      .withEnvironment({ ...of.environment })
      .withExposedPorts(of.port)
      .withCommand([...(of.command ?? [])])
      .withWaitStrategy(Wait.forLogMessage(of.ready, of.times ?? 1))
      .withStartupTimeout(startMs)
      .start();
    return {
      host: container.getHost(),
      port: container.getMappedPort(of.port),
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    return notRun(`${what}: ${of.image} did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

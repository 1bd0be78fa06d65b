import type { Supervisor } from './supervisor.ts';
import { Sentence } from './sentence.ts';

/** Waits until the gateway says that every part is ready. Throws a Sentence that names what is not. */
export async function untilReady(url: string, supervisor: Supervisor, logs: string, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last = 'the gateway does not answer';
  while (Date.now() < deadline) {
    const failure = supervisor.failure();
    if (failure) throw failure;
    try {
      const answer = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
      last = notReady(await answer.json());
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Sentence(`Orrery did not become ready within ${String(timeoutMs / 1000)} s: ${last}. The logs are in ${logs}.`);
}

/** Waits for the work, unless a process fails meanwhile. */
export async function waitOrFail(work: Promise<unknown>, supervisor: Supervisor): Promise<void> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  const failing = async (): Promise<void> => {
    while (!done) {
      const failure = supervisor.failure();
      if (failure) throw failure;
      await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
  };
  await Promise.all([finished, failing()]);
}

function notReady(body: unknown): string {
  const { dependencies } = body as { dependencies?: { name: string; ok: boolean; detail?: string }[] };
  const failing = (dependencies ?? []).filter(({ ok }) => !ok).map(({ name, detail }) => (detail ? `${name} (${detail})` : name));
  return failing.length > 0 ? `not ready: ${failing.join(', ')}` : 'the gateway says that it is not ready';
}

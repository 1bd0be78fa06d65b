/** What has to be undone, last done first, once, whatever ends us. */
export class Stops {
  stopping = false;
  private readonly steps: { readonly what: string; readonly undo: () => Promise<void> }[] = [];
  private readonly say: (line: string) => void;
  private forced: () => void = () => undefined;

  constructor(say: (line: string) => void) {
    this.say = say;
    let began = 0;
    const onSignal = (): void => {
      if (!this.stopping) {
        began = Date.now();
        say('\nStopping …');
        void this.stop().then(() => {
          say('Stopped.');
          process.exit(0);
        });
      } else if (Date.now() - began > 1000) {
        // The first signal may reach us twice, from the terminal and from npm. A second one is from a person in a hurry.
        this.forced();
        process.exit(130);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    // The process that started us under another Node is gone.
    process.on('disconnect', onSignal);
  }

  /** What a person in a hurry gets. */
  onForce(kill: () => void): void {
    this.forced = kill;
  }

  /** Remembers how to undo a step. When everything is being undone already, undoes it at once. */
  add(what: string, undo: () => Promise<void>): void {
    if (this.stopping) void this.undo({ what, undo });
    else this.steps.push({ what, undo });
  }

  /** Undoes everything, last done first. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    for (let step = this.steps.pop(); step; step = this.steps.pop()) await this.undo(step);
  }

  private async undo({ what, undo }: { readonly what: string; readonly undo: () => Promise<void> }): Promise<void> {
    try {
      await undo();
    } catch (error) {
      this.say(`  ${what} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

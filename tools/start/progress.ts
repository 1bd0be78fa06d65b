import { createInterface } from 'node:readline/promises';

/**
 * Tells what is being done. On a terminal the last line shows what is under way with its time; elsewhere each step is told when it
 * begins (if it takes long) and when it ends.
 */
export class Progress {
  private readonly active = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private readonly terminal = process.stdout.isTTY;

  /** Runs a step and tells how long it took. `done` are the words after the check mark. */
  async step<T>(doing: string, done: string | ((answer: T) => string), work: () => Promise<T>): Promise<T> {
    const began = Date.now();
    this.active.set(doing, began);
    const announced = this.terminal ? undefined : setTimeout(() => process.stdout.write(`… ${doing}\n`), 1500);
    this.draw();
    try {
      const answer = await work();
      this.end(doing, `✓ ${typeof done === 'string' ? done : done(answer)} ${seconds(began)}`);
      return answer;
    } catch (error) {
      this.end(doing, `✗ ${doing} failed ${seconds(began)}`);
      throw error;
    } finally {
      clearTimeout(announced);
    }
  }

  /** Writes whole lines above the line that changes. */
  say(text: string): void {
    this.clear();
    process.stdout.write(`${text}\n`);
    this.draw();
  }

  /** Asks a question that is answered by yes or no; yes is the default. */
  async confirm(question: string): Promise<boolean> {
    this.clear();
    const reader = createInterface({ input: process.stdin, output: process.stdout });
    try {
      const answer = (await reader.question(`${question} [Y/n] `)).trim().toLowerCase();
      return answer === '' || answer === 'y' || answer === 'yes';
    } finally {
      reader.close();
    }
  }

  private end(doing: string, line: string): void {
    this.active.delete(doing);
    this.say(line);
  }

  private draw(): void {
    if (!this.terminal) return;
    const texts = [...this.active].map(([doing, began]) => `${doing} ${seconds(began)}`);
    if (texts.length === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    const line = `… ${texts.join(' · ')}`;
    process.stdout.write(`\r\x1b[2K${line.slice(0, Math.max(20, process.stdout.columns - 1))}`);
    this.timer ??= setInterval(() => {
      this.draw();
    }, 500).unref();
  }

  private clear(): void {
    if (this.terminal) process.stdout.write('\r\x1b[2K');
  }
}

const seconds = (began: number): string => `(${((Date.now() - began) / 1000).toFixed(1)} s)`;

import type { Containment, ContainmentPair } from '@orrery/contracts';
import { Worker } from 'node:worker_threads';
import { type Answers, type Ask, type FromThread, pageSize, type ToThread } from './finding-ask.js';
import type { Finding, Known, TypeColumn } from './finding.js';
import type { FoundRelation } from './relation.js';

/** A thread of thought is short of nothing but young objects: a small nursery copies them over and over. */
const youngMb = 64;

/** Finds relations in a thread of its own, so that whoever else asks the service is answered meanwhile. */
export class FindingApart implements Finding {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, PromiseWithResolvers<Answers[keyof Answers]>>();
  private asked = 0;
  /** Why nothing is answered any more. */
  private failure: Error | undefined;

  constructor(thread = new URL('./finding-thread.js', import.meta.url)) {
    this.worker = new Worker(thread, { resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
    this.worker.on('message', (message: FromThread) => {
      const waiting = this.waiting.get(message.number);
      this.waiting.delete(message.number);
      if ('answer' in message) waiting?.resolve(message.answer);
      else waiting?.reject(message.failure);
    });
    this.worker.on('error', (error) => {
      this.fail(new Error('the thread of relations failed', { cause: error }));
    });
    this.worker.on('exit', () => {
      this.fail(new Error('the thread of relations has ended'));
    });
    // A crawl in the middle of its thoughts does not keep a process that should stop.
    this.worker.unref();
  }

  add(texts: readonly string[]): void {
    this.post({ texts });
  }

  typeColumns(): Promise<TypeColumn[]> {
    return this.ask({ name: 'typeColumns' });
  }

  pairs(known: Known): Promise<ContainmentPair[]> {
    return this.ask({ name: 'pairs', known });
  }

  async relations(measured: readonly (Containment | undefined)[]): Promise<FoundRelation[]> {
    const count = await this.ask({ name: 'relations', measured });
    const found: FoundRelation[] = [];
    for (let at = 0; at < count; at += pageSize) found.push(...(await this.ask({ name: 'page', at })));
    return found;
  }

  end(): void {
    void this.worker.terminate();
  }

  private ask<Name extends keyof Answers>(ask: Ask & { readonly name: Name }): Promise<Answers[Name]> {
    if (this.failure) return Promise.reject(this.failure);
    const waiting = Promise.withResolvers<Answers[keyof Answers]>();
    this.asked += 1;
    this.waiting.set(this.asked, waiting);
    this.post({ number: this.asked, ask });
    return waiting.promise as Promise<Answers[Name]>;
  }

  private post(message: ToThread): void {
    this.worker.postMessage(message);
  }

  private fail(why: Error): void {
    this.failure ??= why;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }
}

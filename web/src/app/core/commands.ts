import { Injectable, type Signal, computed, inject, signal } from '@angular/core';
import type { Mark } from './connection-mark';
import { Keys } from './keys';
import type { IconName } from '../ui/icons';

/** One thing a person can do, found in the palette and, where it has keys, done by them. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** The heading it stands under: `Query`, `Connections`, `View`. */
  readonly group: string;
  readonly icon?: IconName;
  /** A connection's mark, drawn in the icon's place. */
  readonly mark?: Mark;
  /** As in `KeyBinding.keys`. */
  readonly keys?: string;
  /** More words by which it is found. */
  readonly words?: string;
  /** Small text at its right end. */
  readonly detail?: string;
  /** When it can be done; elsewhere it is neither listed nor run. */
  readonly when?: () => boolean;
  readonly run: () => void;
}

/** Things to go to that come and go, as connections or saved queries: read whenever the palette is open. */
export interface CommandSource {
  readonly id: string;
  readonly commands: Signal<readonly Command[]>;
  /** Told when the palette opens, to fetch what is new. */
  readonly opened?: () => void;
}

/** Every command of the app. A feature adds its own and takes them away when it goes. */
@Injectable({ providedIn: 'root' })
export class Commands {
  readonly #keys = inject(Keys);
  readonly #own = signal<readonly Command[]>([]);
  readonly #sources = signal<readonly CommandSource[]>([]);
  readonly sources = this.#sources.asReadonly();
  readonly all: Signal<readonly Command[]> = computed(() =>
    [...this.#own(), ...this.#sources().flatMap((source) => source.commands())].filter((command) => command.when?.() ?? true),
  );

  /** Answers how to take them away again. */
  add(...commands: readonly Command[]): () => void {
    this.#own.update((all) => [...all.filter((old) => !commands.some((command) => command.id === old.id)), ...commands]);
    const unbind = this.#keys.bind(
      ...commands.flatMap(({ keys, title, group, run, when }) =>
        keys === undefined ? [] : [{ keys, title, group, run, ...(when ? { when } : {}) }],
      ),
    );
    return () => {
      unbind();
      this.#own.update((all) => all.filter((command) => !commands.includes(command)));
    };
  }

  /** Answers how to take it away again. */
  addSource(source: CommandSource): () => void {
    this.#sources.update((all) => [...all, source]);
    return () => {
      this.#sources.update((all) => all.filter((other) => other !== source));
    };
  }

  run(id: string): void {
    this.all()
      .find((command) => command.id === id)
      ?.run();
  }
}

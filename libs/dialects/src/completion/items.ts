import type { ScopeRelation } from './place.js';
import type { Token } from './tokens.js';

/** Whether two names are one, as far as their letters tell. */
export const isSame = (a = '', b = ''): boolean => a.toLowerCase() === b.toLowerCase();

/** Gathers what the list of a SELECT calls its columns. */
export class Items {
  #item: Token[] = [];
  readonly #all: Token[][] = [];
  #open = true;

  constructor(private readonly relations: readonly ScopeRelation[]) {}

  take(token: Token): void {
    if (!this.#open) return;
    if (token.word === ',') {
      this.#all.push(this.#item);
      this.#item = [];
    } else if (token.kind === 'word' && /^(?:FROM|INTO|UNION|EXCEPT|INTERSECT)$/.test(token.word)) this.#open = false;
    else this.#item.push(token);
  }

  columns(): (string | ScopeRelation)[] {
    return [...this.#all, this.#item].flatMap((item): (string | ScopeRelation)[] => {
      const [last, dot, owner] = [item.at(-1), item.at(-2), item.at(-3)];
      if (last?.word !== '*') return last && (last.kind === 'word' || last.kind === 'name') ? [last.text] : [];
      if (dot?.word !== '.') return [...this.relations];
      return this.relations.filter(({ alias, path }) => isSame(alias ?? path.at(-1), owner?.text));
    });
  }
}

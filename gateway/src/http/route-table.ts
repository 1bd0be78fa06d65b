/** One address that is answered, with its method. */
export interface Route {
  readonly method: string;
  /** Below `/api`, with `:name` for parameters. */
  readonly path: string;
}

/** Which addresses there are, for telling a wrong method from a wrong address. */
export class RouteTable {
  private readonly rows: readonly { method: string; pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.rows = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  }

  /** The methods that the address answers, sorted; none where there is no such address. `path` begins with `/api/`. */
  methodsOf(path: string): string[] {
    const methods = new Set(this.rows.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].sort();
  }
}

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^/api${path
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  );

/** Orders routes so that an address with fixed words comes before one with parameters in their place. */
export function bySpecificity(a: Route, b: Route): number {
  const left = a.path.split('/');
  const right = b.path.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = Number(left[i]?.startsWith(':') ?? false) - Number(right[i]?.startsWith(':') ?? false);
    if (difference !== 0) return difference;
  }
  return right.length - left.length;
}

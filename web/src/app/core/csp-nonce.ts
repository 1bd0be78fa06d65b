/**
 * Gives this page's nonce to every style element that a script makes. Angular does so by itself; libraries that know no nonce (the
 * code editor, the grid) would otherwise be refused by the Content-Security-Policy.
 */
export function giveNonceToStyles(document: Document): void {
  const nonce = document.querySelector('[ngCspNonce]')?.getAttribute('ngCspNonce');
  if (!nonce || nonce === '__CSP_NONCE__') return;
  const create: unknown = Reflect.get(document, 'createElement');
  if (typeof create !== 'function') return;
  const createWithNonce = (...what: unknown[]): unknown => {
    const element: unknown = Reflect.apply(create, document, what);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Reflect.defineProperty(document, 'createElement', { value: createWithNonce, configurable: true, writable: true });
}

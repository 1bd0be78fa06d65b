/**
 * Gives this page's nonce to every style element that a script makes. Angular does so by itself; libraries that know no nonce (the
 * code editor, the grid) would otherwise be refused by the Content-Security-Policy.
 */
export function giveNonceToStyles(document: Document): void {
  const nonce = document.querySelector('[ngCspNonce]')?.getAttribute('ngCspNonce');
  if (!nonce || nonce === '__CSP_NONCE__') return;
  const create: (name: string, options?: ElementCreationOptions) => HTMLElement = document.createElement.bind(document);
  const createWithNonce = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Reflect.defineProperty(document, 'createElement', { value: createWithNonce, configurable: true, writable: true });
}

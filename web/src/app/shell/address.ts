import type { TabKind } from '../core/workspace';
import { tabKinds } from './tab-kinds';

const isKind = (text: string): text is TabKind => Object.hasOwn(tabKinds, text);

/** The tab that an address of the app means; null where it means none. */
export function tabOfUrl(url: string): { readonly kind: TabKind; readonly ref: string } | null {
  const [kind = '', ref = ''] = url
    .replace(/[?#].*$/, '')
    .split('/')
    .filter((part) => part !== '');
  if (!isKind(kind)) return null;
  try {
    return { kind, ref: decodeURIComponent(ref) };
  } catch {
    return null;
  }
}

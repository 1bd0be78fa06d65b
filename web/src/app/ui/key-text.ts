/** Keys as a person reads them on their own keyboard: `mod+shift+k` is `⇧⌘K` on a Mac, `Ctrl Shift K` elsewhere. */
export function keyText(keys: string, mac: boolean): readonly string[] {
  return keys
    .split('+')
    .map((part) => (mac ? macNames : otherNames)[part] ?? (part.length === 1 ? part.toUpperCase() : titled(part)));
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const both = { up: '↑', down: '↓', left: '←', right: '→', space: 'Space', esc: 'Esc', tab: 'Tab' };
const macNames: Readonly<Record<string, string>> = {
  ...both,
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  ctrl: '⌃',
  enter: '↩',
  backspace: '⌫',
};
const otherNames: Readonly<Record<string, string>> = { ...both, mod: 'Ctrl', enter: 'Enter' };

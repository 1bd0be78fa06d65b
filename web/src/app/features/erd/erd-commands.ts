import type { Signal } from '@angular/core';
import type { Command } from '../../core/commands';

interface Diagram {
  find(): void;
  fit(): void;
  undo(): void;
  redo(): void;
  save(): void;
  arrange(): void;
  showPath(): void;
  toggleAlone(): void;
}

/** What can be done with the diagram on screen. */
export function erdCommands(when: Signal<boolean>, diagram: Diagram): readonly Command[] {
  const group = 'Diagram';
  const one = (id: string, title: string, icon: NonNullable<Command['icon']>, run: () => void, keys?: string): Command => ({
    id: `erd.${id}`,
    title,
    group,
    icon,
    when,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  return [
    one(
      'find',
      'Find in the diagram',
      'search',
      () => {
        diagram.find();
      },
      'mod+f',
    ),
    one(
      'undo',
      'Undo in the diagram',
      'undo',
      () => {
        diagram.undo();
      },
      'mod+z',
    ),
    one(
      'redo',
      'Redo in the diagram',
      'step-forward',
      () => {
        diagram.redo();
      },
      'mod+shift+z',
    ),
    one(
      'save',
      'Save the layout',
      'save',
      () => {
        diagram.save();
      },
      'mod+s',
    ),
    one('arrange', 'Arrange the diagram anew', 'wand', () => {
      diagram.arrange();
    }),
    one('path', 'Find a path in the diagram', 'route', () => {
      diagram.showPath();
    }),
    one('fit', 'Fit the diagram into view', 'fit', () => {
      diagram.fit();
    }),
    one(
      'alone',
      'Full screen',
      'maximize',
      () => {
        diagram.toggleAlone();
      },
      'f11',
    ),
  ];
}

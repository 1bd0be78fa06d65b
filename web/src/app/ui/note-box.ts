import { Directive, ElementRef, afterNextRender, inject } from '@angular/core';

/** A box that opens and closes as a menu does and only says something: to a screen reader it is a dialog, which lies no way. */
@Directive({ selector: '[oNoteBox]' })
export class NoteBox {
  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // After the menu has said what it is.
    afterNextRender(() => {
      host.setAttribute('role', 'dialog');
      host.removeAttribute('aria-orientation');
    });
  }
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { TableSummary } from '@orrery/contracts';
import { StartScreen } from './start-screen';

const summary = (name: string): TableSummary => ({
  name,
  table: `public.${name}`,
  schema: 'public',
  kind: 'table',
  columnCount: 1,
  rowEstimate: 0,
  sizeBytes: 0,
  comment: null,
});

describe('where a diagram of many tables begins', () => {
  let screen: ComponentFixture<StartScreen>;
  const button = (): HTMLButtonElement | null => (screen.nativeElement as HTMLElement).querySelector('.all button');

  beforeEach(() => {
    screen = TestBed.createComponent(StartScreen);
    screen.componentRef.setInput(
      'tables',
      Array.from({ length: 1_300 }, (_, n) => summary(`t${n.toString()}`)),
    );
    screen.componentRef.setInput('clusters', []);
  });

  it('offers all of them', async () => {
    await screen.whenStable();
    expect(button()?.textContent.trim()).toBe('Show all 1,300');
  });

  it('offers the first where not all fit, and shows them', async () => {
    let asked = 0;
    screen.componentInstance.everything.subscribe(() => (asked += 1));
    screen.componentRef.setInput('cut', true);
    screen.componentRef.setInput('first', 1_000);
    await screen.whenStable();
    expect(button()?.textContent.trim()).toBe('Show the first 1,000');
    expect((screen.nativeElement as HTMLElement).textContent).toContain('There are more than fit into one diagram.');
    button()?.click();
    expect(asked).toBe(1);
  });
});

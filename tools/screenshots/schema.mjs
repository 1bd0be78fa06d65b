/** The page of a table, and the diagram with what the orders are related to, light and dark. */
export async function takeSchema(begin, connectionId) {
  for (const [scheme, ending] of [
    ['light', ''],
    ['dark', '-dark'],
  ]) {
    const one = await begin(scheme);
    const { page } = one;
    await one.signIn();
    await page.goto(`/erd/${connectionId}`);
    const orders = page.locator('o-erd-canvas .joint-element[model-id="public.orders"]');
    await orders.waitFor();
    await one.button('Layout').waitFor();
    await orders.click({ position: { x: 40, y: 8 } });
    await page.locator('o-table-card').getByRole('heading', { name: 'orders' }).waitFor();
    await page.mouse.move(960, 330);
    await one.take(`erd${ending}`);
    if (scheme === 'light') {
      await page.goto(`/table/${encodeURIComponent(`${connectionId}/public.orders`)}`);
      await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();
      await page.getByRole('rowheader', { name: 'placed_at' }).waitFor();
      await one.take('table');
    }
    await one.end();
  }
}

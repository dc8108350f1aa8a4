// What the first load of the console transfers, and how many frames are drawn while nothing changes.
import { agentPage, conversationItem, entry, framesWhileIdle, openWindow, press, settled } from '../journeys/harness/browser.mjs';
import { startWorld } from '../journeys/harness/world.mjs';

export async function measureBrowser(table, use) {
  const world = await startWorld(use);
  await world.sim.write(await world.sim.customer('王小明'), '你好');

  const page = await openWindow(use, 'first-load');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const sizes = new Map();
  let fonts = 0;
  devtools.on('Network.responseReceived', ({ response, type }) => {
    if (type === 'Font' || /\.(woff2?|ttf|otf)$/.test(response.url)) fonts += 1;
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  // The login page belongs to the first load as well.
  await page.goto(`${world.backend.url}/`);
  await page.locator('input[name=username]').fill('lin');
  await page.locator('input[name=password]').fill('kfdesk-journeys');
  await page.locator('input[name=password]').press('Enter');
  await conversationItem(page, '王小明').waitFor({ state: 'attached', timeout: 30_000 });
  await settled(page);
  const kilobytes = [...sizes.values()].reduce((sum, size) => sum + size, 0) / 1024;
  table.add('first load with sign-in and the desk\'s state, brotli', `${kilobytes.toFixed(0)} KB`, '≤ 320 KB', kilobytes <= 320);
  table.add('font files', String(fonts), '0', fonts === 0);
  await page.context().close();

  const idle = await agentPage(use, world);
  await press(conversationItem(idle, '王小明'));
  await entry(idle, '你好').first().waitFor({ state: 'attached' });
  await settled(idle, 1500);
  // Long enough for the console to ask whether its connection lives, and to be answered.
  const frames = await framesWhileIdle(idle, 30_000);
  table.add('frames in 30 s while nothing changes', String(frames), '0', frames === 0);
}

// A backend on the stand-in WeCom: what the relay and the console measurements share.
import { Backend } from '../journeys/harness/backend.mjs';
import { freePort } from '../journeys/harness/programs.mjs';
import { corp } from '../journeys/harness/sim.mjs';
import { WecomStandIn } from './wecom_stand_in.mjs';

/** `prepare` runs before the backend starts, when its database is there. */
export async function serveStandIn(use, accounts, prepare = () => {}) {
  const backend = await Backend.prepare(use);
  const wecom = new WecomStandIn(corp, accounts);
  const port = await freePort();
  await wecom.listen(port);
  use.after(async () => wecom.close());
  wecom.callbackUrl = backend.callbackUrl;
  backend.writeConfig(`http://127.0.0.1:${port}`);
  await backend.addUser('lin', '林晓');
  prepare(backend);
  await backend.start();
  return { backend, wecom, cookie: await backend.signIn('lin') };
}

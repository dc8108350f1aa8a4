// A whole small world for one journey: simulated WeCom, backend and its users, everything fresh.
import { Backend, password } from './backend.mjs';
import { Sim } from './sim.mjs';

export { password };

export async function startWorld(use, { users = [['lin', '林晓'], ['mei', '陈梅']], server = {} } = {}) {
  const backend = await Backend.prepare(use);
  const sim = await Sim.start(use, { callbackUrl: backend.callbackUrl });
  backend.writeConfig(sim.url, server);
  await backend.addUsers(users);
  await backend.start();
  return { backend, sim };
}

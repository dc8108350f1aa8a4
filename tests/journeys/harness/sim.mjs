// kfsim, the simulated WeCom, and its control API (documented in backend/sandbox/README.md).
import { freePort, Program } from './programs.mjs';

export const corp = {
  id: 'ww5a6dbox0000kfsim',
  secret: 'kfsim-secret-for-the-sandbox-only-0000000',
  token: 'kfsimCallbackToken',
  aesKey: 'kWxtPXqyzNMpLHDJ0ca4Yo1sBR7uQ9vGe3iTn5ZfA8m',
};

export class Sim {
  constructor(port) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(use, { callbackUrl, logName = `${use.slug}-kfsim`, args = [] }) {
    const sim = new Sim(await freePort());
    sim.program = new Program(
      'kfsim',
      ['--port', String(sim.port), '--corp-id', corp.id, '--secret', corp.secret, '--token', corp.token]
        .concat(['--encoding-aes-key', corp.aesKey, '--callback-url', callbackUrl], args),
      { logName },
    );
    use.after(() => sim.program.stop());
    await sim.program.ready(`${sim.url}/control/state`);
    return sim;
  }

  async control(method, path, body) {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control${path}: ${response.status} ${text.slice(0, 500)}`);
    return text === '' ? {} : JSON.parse(text);
  }

  get(path) {
    return this.control('GET', path);
  }
  post(path, body = {}) {
    return this.control('POST', path, body);
  }
}

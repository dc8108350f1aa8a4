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
        .concat(['--aes-key', corp.aesKey, '--callback-url', callbackUrl], args),
      { logName },
    );
    use.after(() => sim.program.stop());
    await sim.program.ready(`${sim.url}/control/state`);
    sim.accounts = (await sim.get('/accounts')).accounts.map(({ open_kfid: id }) => id);
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

  /** A new customer; what is done with it goes to the first account unless another one is named. */
  async customer(nickname, account = this.accounts[0]) {
    const { external_userid: id } = await this.post('/customers', { nickname });
    return { id, nickname, account };
  }

  /** The customer writes a text (or any other message, given as {msgtype, [msgtype]: …}). Gives back its msgid. */
  async write(customer, text) {
    const body = typeof text === 'string' ? { text } : text;
    return (await this.post('/customers/write', { external_userid: customer.id, open_kfid: customer.account, ...body })).msgid;
  }

  async ledger(customer) {
    const { conversations } = await this.get(
      customer ? `/ledger?open_kfid=${customer.account}&external_userid=${customer.id}` : '/ledger',
    );
    return customer ? (conversations[0] ?? { wrote: [], received: [] }) : conversations;
  }

  /** What arrived on the customer's phone through the API, in order. */
  async received(customer) {
    return (await this.ledger(customer)).received.filter(({ by }) => by === 'api');
  }

  /** From now on the customer refuses messages: they are accepted, then reported as failed. */
  refuseMessages(customer) {
    return this.post('/customers/refuse', { external_userid: customer.id, refuse: true });
  }

  fault(fault) {
    return this.post('/faults', fault);
  }

  phoneAddress({ account, id }) {
    return `${this.url}/phone?customer=${encodeURIComponent(id)}&account=${encodeURIComponent(account)}`;
  }
}

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

  static async start(use, { callbackUrl, logName = `${use.slug}-kfsim`, corpId = corp.id, args = [] }) {
    const sim = new Sim(await freePort());
    sim.program = new Program(
      'kfsim',
      ['--port', String(sim.port), '--corp-id', corpId, '--secret', corp.secret, '--token', corp.token]
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
  /** `avatar`: '' = drawn from the id, 'none', a path of the simulator ('/picture/status/404') or an address. */
  async customer(nickname, account = this.accounts[0], avatar = '') {
    const { external_userid: id } = await this.post('/customers', { nickname, avatar });
    return { id, nickname, account };
  }

  /** The customer writes a text (or any other message, given as {msgtype, [msgtype]: …}). Gives back its msgid. */
  async write(customer, text) {
    const body = typeof text === 'string' ? { text } : text;
    return (await this.post('/customers/write', { external_userid: customer.id, open_kfid: customer.account, ...body })).msgid;
  }

  /**
   * The customer sends a ready sample: any type a customer can send, every known variant of it, hostile files.
   * Names: `await sim.samples()` or backend/sandbox/README.md. Gives back {msgid, msgtype, body}.
   */
  sendSample(customer, sample) {
    return this.post('/customers/write', { ...this.chat(customer), sample });
  }
  samples() {
    return this.get('/samples').then(({ samples }) => samples);
  }

  // One of each type. `body` replaces the sample's members one by one: sendLink(customer, { title: '…' }).
  sendImage(customer, file) {
    return this.sendFileAs(customer, 'image', 'image', file);
  }
  sendGif(customer) {
    return this.sendSample(customer, 'gif');
  }
  sendVoice(customer, file) {
    return this.sendFileAs(customer, 'voice', 'voice', file);
  }
  sendVideo(customer, file) {
    return this.sendFileAs(customer, 'video', 'video', file);
  }
  /** `file` = { name, bytes, contentType, …behaviour }; without it the sample. */
  sendFile(customer, file) {
    return this.sendFileAs(customer, 'file', 'file', file);
  }
  sendLocation(customer, body) {
    return this.sendCard(customer, 'location', body);
  }
  sendLink(customer, body) {
    return this.sendCard(customer, 'link', body);
  }
  sendMiniprogram(customer, body) {
    return this.sendCard(customer, 'miniprogram', body);
  }
  sendBusinessCard(customer, body) {
    return this.sendCard(customer, 'business_card', body);
  }
  /** kind: 'post', 'live' or 'card'. */
  sendChannels(customer, kind = 'post', body = undefined) {
    return this.sendCard(customer, `channels_${kind}`, body);
  }
  sendProduct(customer, body) {
    return this.sendCard(customer, 'product', body);
  }
  sendOrder(customer, body) {
    return this.sendCard(customer, 'order', body);
  }
  sendMerged(customer) {
    return this.sendSample(customer, 'merged_nested');
  }
  /** A msgtype that gives no details: 'meeting', 'calendar', 'schedule', 'note', 'unknown'. */
  sendNoDetails(customer, msgtype) {
    return this.sendSample(customer, msgtype);
  }

  async sendFileAs(customer, sample, type, file) {
    if (!file) return this.sendSample(customer, sample);
    const mediaId = await this.uploadMedia(type, file);
    return this.post('/customers/write', { ...this.chat(customer), msgtype: type, [type]: { media_id: mediaId } });
  }
  sendCard(customer, sample, body) {
    return this.post('/customers/write', { ...this.chat(customer), sample, ...(body ? { body } : {}) });
  }

  /**
   * A file on the customer's phone, to be named in a message. Behaviour of media/get for it (all optional):
   * disposition, errcode, status, times, delay_ms, bytes_per_sec, range_only, encrypted, break_after.
   */
  async uploadMedia(type, { name = 'a.bin', bytes, contentType = '', ...behaviour }) {
    const query = new URLSearchParams({ type, filename: name, ...behaviour });
    const response = await fetch(`${this.url}/control/media?${query}`, {
      method: 'POST',
      headers: { 'content-type': contentType || 'application/octet-stream' },
      body: bytes,
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST /control/media: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text).media_id;
  }
  /** Every media the simulated WeCom holds: [{media_id, type, filename, bytes, from: 'app'|'phone', downloads}]. */
  mediaList() {
    return this.get('/media/list').then(({ media }) => media);
  }
  /** The bytes of a media, whoever brought it: a Buffer. */
  async media(mediaId) {
    const response = await fetch(`${this.url}/control/media?media_id=${encodeURIComponent(mediaId)}`);
    if (!response.ok) throw new Error(`media ${mediaId}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }
  /** Changes how media/get answers for it from now on: {errcode, status, times, delay_ms, …}; {} = well again. */
  setMedia(mediaId, behaviour) {
    return this.post('/media/behaviour', { media_id: mediaId, ...behaviour });
  }
  /** WeCom forgets this media (or every media): 40007 from now on, for download and for sending. */
  forgetMedia(mediaId) {
    return this.post('/media/forget', mediaId ? { media_id: mediaId } : {});
  }

  /** Any event of sync_msg: sim.event(customer, { event_type: 'msg_send_fail', fail_msgid: '…', fail_type: 13 }). */
  event(customer, event) {
    return this.post('/events', { ...this.chat(customer), event });
  }
  /** Any message, exactly as sync_msg shall hand it out (msgid and send_time are added where missing). */
  rawMessage(account, message) {
    return this.post('/raw', { open_kfid: account, message });
  }
  enter(customer, entry = {}) {
    return this.post('/customers/enter', { ...this.chat(customer), ...entry });
  }
  /** The customer clicks a click item of a menu that arrived. */
  click(customer, msgid, id) {
    return this.post('/customers/click', { ...this.chat(customer), msgid, id });
  }
  recall(customer, msgid) {
    return this.post('/customers/recall', { ...this.chat(customer), msgid });
  }
  /** In the WeCom client: pick, answer ({text} or {sample} or {msgtype, …}), transfer {to}, end, recall {msgid}, reject. */
  client(action, customer, more = {}, servicer = 'zhangsan') {
    return this.post(`/client/${action}`, { ...this.chat(customer), servicer_userid: servicer, ...more });
  }
  /** The app gives the chat to a servicer (service state 3), as kfdesk does where servicers answer in the WeCom client. */
  async handToServicer(customer, servicer = 'zhangsan') {
    const call = async (path, query, body) => {
      const address = `${this.url}/cgi-bin/${path}?${new URLSearchParams(query)}`;
      const response = await fetch(address, body && { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
      const answer = await response.json();
      if (answer.errcode) throw new Error(`${path}: ${answer.errcode} ${answer.errmsg}`);
      return answer;
    };
    const { access_token } = await call('gettoken', { corpid: corp.id, corpsecret: corp.secret });
    await call('kf/service_state/trans', { access_token }, { ...this.chat(customer), service_state: 3, servicer_userid: servicer });
  }
  /** A servicer writes a sample in the WeCom client (origin 5), for example 'menu'. */
  servicerSample(customer, sample, servicer) {
    return this.client('answer', customer, { sample }, servicer);
  }
  settings(settings) {
    return this.post('/settings', settings);
  }

  chat(customer) {
    return { external_userid: customer.id, open_kfid: customer.account };
  }

  async ledger(customer) {
    const { conversations } = await this.get(
      customer ? `/ledger?open_kfid=${customer.account}&external_userid=${customer.id}` : '/ledger',
    );
    return customer ? (conversations[0] ?? { wrote: [], received: [] }) : conversations;
  }

  /** What arrived on the customer's phone through the API, in order: {msgid, msgtype, text, body, media, by}. */
  async received(customer) {
    return (await this.ledger(customer)).received.filter(({ by }) => by === 'api');
  }

  /** What arrived by a welcome or ending code. */
  async receivedOnEvent(customer) {
    return (await this.ledger(customer)).received.filter(({ by }) => by === 'event');
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

// The smallest server that speaks enough of the kf API to measure kfdesk alone: it answers at once, forgets nothing, and
// checks nothing. (kfsim is the faithful one; its checks and its coalescing of callbacks would be measured too.)
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

export class WecomStandIn {
  constructor(corp, accounts) {
    this.corp = corp;
    this.key = Buffer.from(`${corp.aesKey}=`, 'base64');
    this.logs = new Map(accounts.map((id) => [id, []]));
    this.accepted = [];
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : {};
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end(JSON.stringify({ errcode: 0, errmsg: 'ok', ...this.answer(new URL(request.url, 'http://x').pathname, body) }));
      });
    });
    this.server.keepAliveTimeout = 60_000;
  }

  async listen(port) {
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }
  close() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  answer(path, body) {
    switch (path) {
      case '/cgi-bin/gettoken':
        return { access_token: 'stand-in', expires_in: 7200 };
      case '/cgi-bin/kf/account/list': {
        const all = [...this.logs.keys()].slice(body.offset ?? 0);
        return { account_list: all.map((id) => ({ open_kfid: id, name: id, avatar: '', manage_privilege: true })) };
      }
      case '/cgi-bin/kf/sync_msg': {
        const log = this.logs.get(body.open_kfid) ?? [];
        const from = Number(body.cursor || 0);
        const page = log.slice(from, from + Math.min(body.limit ?? 1000, 1000));
        return { next_cursor: String(from + page.length), has_more: from + page.length < log.length ? 1 : 0, msg_list: page };
      }
      case '/cgi-bin/kf/service_state/get':
        return { service_state: 1 };
      case '/cgi-bin/kf/customer/batchget':
        return {
          customer_list: body.external_userid_list.map((id) => ({ external_userid: id, nickname: `客户 ${id}`, avatar: '', gender: 0 })),
          invalid_external_userid: [],
        };
      case '/cgi-bin/kf/send_msg':
        this.accepted.push(body);
        return { msgid: body.msgid };
      default:
        return {};
    }
  }

  /** A customer has written; the callback is sent in the same moment. Gives back when that was, in ms of performance.now(). */
  write(account, customer, msgid, text) {
    const now = Math.floor(Date.now() / 1000);
    this.logs.get(account).push({
      msgid, open_kfid: account, external_userid: customer, send_time: now, origin: 3, msgtype: 'text', text: { content: text },
    });
    const sent = performance.now();
    this.callback(account);
    return sent;
  }

  callback(account) {
    const now = Math.floor(Date.now() / 1000);
    const plain = Buffer.from(
      `<xml><ToUserName><![CDATA[${this.corp.id}]]></ToUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[event]]></MsgType>` +
        `<Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[T${now}]]></Token><OpenKfId><![CDATA[${account}]]></OpenKfId></xml>`,
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(plain.length);
    const whole = Buffer.concat([randomBytes(16), length, plain, Buffer.from(this.corp.id)]);
    const pad = 32 - (whole.length % 32);
    const cipher = createCipheriv('aes-256-cbc', this.key, this.key.subarray(0, 16)).setAutoPadding(false);
    const sealed = Buffer.concat([cipher.update(Buffer.concat([whole, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
    const nonce = randomBytes(8).toString('hex');
    const signature = createHash('sha1').update([this.corp.token, String(now), nonce, sealed].sort().join('')).digest('hex');
    const body = `<xml><ToUserName><![CDATA[${this.corp.id}]]></ToUserName><AgentID><![CDATA[1]]></AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
    const request = http.request(
      `${this.callbackUrl}?msg_signature=${signature}&timestamp=${now}&nonce=${nonce}`,
      { method: 'POST', agent, headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) } },
      (response) => {
        if (response.statusCode !== 200) this.refused = (this.refused ?? 0) + 1;
        response.resume();
      },
    );
    request.on('error', () => (this.refused = (this.refused ?? 0) + 1));
    request.end(body);
  }
}

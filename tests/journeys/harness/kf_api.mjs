// The kf API as a desk calls it, by hand: what a journey does to the simulated WeCom without a desk of ours.
import { corp } from './sim.mjs';

export class KfApi {
  static async signIn(sim) {
    const api = new KfApi();
    api.sim = sim;
    const answer = await fetch(`${sim.url}/cgi-bin/gettoken?corpid=${corp.id}&corpsecret=${corp.secret}`);
    api.token = (await answer.json()).access_token;
    return api;
  }
  async call(name, body, query = '') {
    const answer = await fetch(`${this.sim.url}/cgi-bin/${name}?access_token=${this.token}${query}`, { method: 'POST', body });
    const json = await answer.json();
    if (json.errcode !== 0) throw new Error(`${name}: ${JSON.stringify(json)}`);
    return json;
  }
  async upload(type, name, bytes) {
    const form = new FormData();
    form.append('media', new Blob([bytes]), name);
    return (await this.call('media/upload', form, `&type=${type}`)).media_id;
  }
  send(customer, msgtype, body) {
    return this.call('kf/send_msg', JSON.stringify({ touser: customer.id, open_kfid: customer.account, msgtype, [msgtype]: body }));
  }
  /** To 2 (the pool), 3 (a servicer) or 4 (ended). */
  move(customer, state, servicer = '') {
    return this.call('kf/service_state/trans', JSON.stringify({
      open_kfid: customer.account, external_userid: customer.id, service_state: state, servicer_userid: servicer,
    }));
  }
  addServicers(account, lists) {
    return this.call('kf/servicer/add', JSON.stringify({ open_kfid: account, ...lists }));
  }
  /** Everything the account's log still holds, as sync_msg hands it out. */
  async log(account) {
    return (await this.call('kf/sync_msg', JSON.stringify({ open_kfid: account }))).msg_list;
  }
}

// `kfdesk serve` with a configuration of its own, its users, and what an operator asks it.
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, Program, run, site, sleep } from './programs.mjs';
import { corp } from './sim.mjs';

export const password = 'kfdesk-journeys';

/** What the login page posts: where to, its fields, and what a browser says of the page. */
export const signInRequest = (url, username, typed) => ({
  address: `${url}/login`,
  form: { username, password: typed },
  headers: { origin: url, 'sec-fetch-site': 'same-origin' },
});

// Data folders that hold users and nothing else, by who they are: made once, since a password costs time on purpose.
const foldersOfUsers = new Map();
const keptFolders = [];
process.on('exit', () => keptFolders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export class Backend {
  static async prepare(use) {
    const backend = new Backend();
    backend.use = use;
    backend.dir = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-journey-'));
    use.after(() => rmSync(backend.dir, { recursive: true, force: true }));
    backend.port = await freePort();
    backend.url = `http://127.0.0.1:${backend.port}`;
    backend.configFile = path.join(backend.dir, 'kfdesk.toml');
    return backend;
  }

  get callbackUrl() {
    return `${this.url}/callback/${corp.id}`;
  }

  /** `server`: more keys of [server], as TOML values. */
  writeConfig(apiBase, server = {}) {
    writeFileSync(
      this.configFile,
      `[server]
listen = "127.0.0.1:${this.port}"
public_url = "${this.url}"
static_dir = "${site}"
${Object.entries(server).map(([key, value]) => `${key} = ${value}\n`).join('')}
[storage]
path = "${path.join(this.dir, 'data')}"

[media]
allow_private_addresses = true  # kfsim serves the pictures that messages name by address


[[corp]]
name = "演示公司"
corp_id = "${corp.id}"
secret = "${corp.secret}"
token = "${corp.token}"
encoding_aes_key = "${corp.aesKey}"
api_base = "${apiBase}"
`,
    );
  }

  async addUser(login, name, role = 'agent') {
    const { code, out, err } = await run(
      'kfdesk',
      ['user', 'add', login, '--name', name, '--role', role, '--config', this.configFile],
      { input: `${password}\n` },
    );
    if (code !== 0) throw new Error(`kfdesk user add ${login}: ${code}\n${out}${err}`);
  }

  /** `users`: [login, name, role]. Before anything else is in the data folder. */
  async addUsers(users) {
    const data = path.join(this.dir, 'data');
    if (existsSync(data)) throw new Error(`${data} is there already`);
    const key = JSON.stringify(users);
    if (!foldersOfUsers.has(key)) {
      for (const user of users) await this.addUser(...user);
      const kept = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-users-'));
      keptFolders.push(kept);
      if (existsSync(data)) cpSync(data, path.join(kept, 'data'), { recursive: true });
      foldersOfUsers.set(key, kept);
    } else if (existsSync(path.join(foldersOfUsers.get(key), 'data'))) {
      cpSync(path.join(foldersOfUsers.get(key), 'data'), data, { recursive: true });
    }
  }

  async start() {
    this.program = new Program('kfdesk', ['serve', '--config', this.configFile], {
      logName: `${this.use.slug}-kfdesk`,
    });
    if (!this.cleanupNoted) {
      this.cleanupNoted = true;
      this.use.after(() => this.program.stop());
    }
    await this.program.ready(`${this.url}/healthz`);
  }

  /** As a crash: nothing is finished, nothing is closed. */
  async kill() {
    this.program.child.kill('SIGKILL');
    await this.program.ended;
  }

  /** It answers nobody until `act` is done, and then everybody. */
  async pausedWhile(act) {
    this.program.child.kill('SIGSTOP');
    try {
      await act();
    } finally {
      this.program.child.kill('SIGCONT');
    }
  }

  async restart({ downMs = 0 } = {}) {
    await this.program.stop();
    await sleep(downMs);
    await this.start();
  }

  /** A session cookie, by the same form that the login page posts. */
  async signIn(login) {
    const { address, form, headers } = signInRequest(this.url, login, password);
    const response = await fetch(address, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' });
    const cookies = response.headers.getSetCookie?.() ?? [response.headers.get('set-cookie')].filter(Boolean);
    if (cookies.length === 0) throw new Error(`sign-in of ${login}: ${response.status} ${await response.text()}`);
    return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
  }
}

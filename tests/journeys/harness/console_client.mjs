// A console without a screen: speaks the console ↔ backend protocol (shared/protocol/protocol.h) and is strict about it.
// Every number must be the next one; a command is repeated under its own id until it is answered.
import WebSocket from 'ws';
import { sleep, until } from './programs.mjs';

let clients = 0;

export class ConsoleClient {
  constructor(backend, cookie) {
    this.backend = backend;
    this.cookie = cookie;
    this.prefix = `t${process.pid.toString(36)}${(clients += 1).toString(36)}`;
    this.seq = 0;
    this.epoch = '';
    this.reloads = 0;
    this.events = [];
    this.commands = new Map(); // id → {command, answer}
    this.conversations = new Map();
    this.customers = new Map();
    this.problems = [];
    this.onEvent = () => {};
  }

  async api(path) {
    const response = await fetch(`${this.backend.url}${path}`, {
      headers: { cookie: this.cookie },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.json();
  }

  async takeSnapshot() {
    const snapshot = await this.api('/api/snapshot');
    this.epoch = snapshot.epoch;
    this.seq = snapshot.seq;
    this.conversations = new Map(snapshot.conversations.map((one) => [one.id, one]));
    this.customers = new Map(snapshot.customers.map((one) => [one.id, one]));
    return snapshot;
  }

  /** Keeps a connection for as long as `stop` was not called; goes on where it was. */
  run() {
    this.running = true;
    this.loop = (async () => {
      while (this.running) {
        try {
          if (!this.epoch) await this.takeSnapshot();
          await this.connectOnce();
        } catch (error) {
          this.lastError = error;
        }
        if (this.running) await sleep(30);
      }
    })();
  }

  async stop() {
    this.running = false;
    this.socket?.terminate();
    await this.loop;
  }

  connectOnce() {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${this.backend.url.replace('http', 'ws')}/ws`, 'kfdesk.v1', {
        headers: { cookie: this.cookie, origin: this.backend.url },
        perMessageDeflate: false,
        handshakeTimeout: 5000,
      });
      this.socket = socket;
      const over = () => {
        this.live = false;
        resolve();
      };
      socket.on('error', () => {});
      socket.on('close', over);
      socket.on('open', () => this.say({ type: 'hello', version: 1, epoch: this.epoch, seq: this.seq }));
      socket.on('message', (data) => {
        this.frame(JSON.parse(data)).catch((error) => {
          this.problems.push(error.message);
          socket.terminate();
        });
      });
    });
  }

  say(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  async frame(frame) {
    switch (frame.type) {
      case 'welcome':
        this.live = true;
        this.epoch = frame.epoch;
        for (const [id, entry] of this.commands) {
          if (!entry.answer) this.say({ type: 'command', id, command: entry.command });
        }
        return;
      case 'reload':
        this.reloads += 1;
        await this.takeSnapshot();
        this.say({ type: 'hello', version: 1, epoch: this.epoch, seq: this.seq });
        return;
      case 'event':
      case 'skip':
        if (frame.seq !== this.seq + 1) this.problems.push(`got number ${frame.seq} after ${this.seq}`);
        this.seq = frame.seq;
        if (frame.type === 'event') {
          this.events.push(frame.event);
          if (frame.event.conversation?.id) this.conversations.set(frame.event.conversation.id, frame.event.conversation);
          if (frame.event.customer) this.customers.set(frame.event.customer.id, frame.event.customer);
          this.onEvent(frame.event);
        }
        return;
      case 'done':
      case 'failed': {
        const entry = this.commands.get(frame.id);
        if (entry) entry.answer = frame;
        return;
      }
      default:
    }
  }

  /** Hands in a command; the answer may come after any number of reconnects. */
  command(command) {
    const id = `${this.prefix}-${this.commands.size + 1}`;
    const entry = { command };
    this.commands.set(id, entry);
    if (this.live) this.say({ type: 'command', id, command });
    return { id, entry, answer: (timeoutMs = 20_000) => until(`answer to ${command.kind}`, () => entry.answer, { timeoutMs }) };
  }

  async history(conversation) {
    const pages = [];
    let before = '';
    for (;;) {
      const page = await this.api(`/api/conversations/${conversation}/messages?limit=200${before}`);
      pages.unshift(page.messages);
      if (!page.has_older || page.messages.length === 0) return pages.flat();
      before = `&before=${page.messages[0].id}`;
    }
  }
}

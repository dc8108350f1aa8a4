// A desk under traffic without browsers: customers who write, an agent who answers each message once, and the comparison of
// what kfsim's ledger says with what the store says.
import { ConsoleClient } from './console_client.mjs';
import { sleep, until } from './programs.mjs';

const key = (account, customer) => `${account}|${customer}`;

/** Answers every message of a customer once, with "re: <text>", and takes queued conversations first. */
export class AnsweringAgent {
  constructor(backend, cookie) {
    this.client = new ConsoleClient(backend, cookie);
    this.asked = new Set(); // texts that got their answer handed in
    this.taken = new Set();
    this.accepted = new Set(); // answers that WeCom has taken
    this.answers = [];
    this.client.onEvent = (event) => this.see(event);
  }

  start() {
    this.client.run();
    return until('the agent is connected', () => this.client.live);
  }
  stop() {
    return this.client.stop();
  }

  see(event) {
    if (event.message?.delivery === 'accepted') this.accepted.add(event.message.text);
    if (event.kind !== 'message_added' || event.message.sender.kind !== 'customer') return;
    const { message, conversation } = event;
    if (!this.taken.has(conversation.id)) {
      this.taken.add(conversation.id);
      this.client.command({ kind: 'claim_conversation', conversation: conversation.id });
    }
    if (this.asked.has(message.text)) return;
    this.asked.add(message.text);
    const { entry } = this.client.command({ kind: 'send_text', conversation: conversation.id, text: `re: ${message.text}` });
    this.answers.push({ of: message.text, entry });
  }

  /** How many of these messages have no answer yet that WeCom has taken. */
  unanswered(texts) {
    return texts.filter((text) => !this.accepted.has(`re: ${text}`)).length;
  }

  get refusals() {
    return this.answers.filter(({ entry }) => entry.answer?.type === 'failed').map(({ of, entry }) => `${of}: ${entry.answer.code}`);
  }
}

/** A customer who writes numbered messages; never more than three ahead of the answers, so that five always suffice. */
export class Writer {
  constructor(sim, customer, agent) {
    Object.assign(this, { sim, customer, agent, texts: [] });
  }

  async writeOne() {
    const text = `${this.customer.nickname}-${this.texts.length + 1}`;
    await this.sim.write(this.customer, text);
    this.texts.push(text);
  }

  async run(pauseMs = 120) {
    this.running = true;
    while (this.running) {
      if (this.agent.unanswered(this.texts) < 3) await this.writeOne();
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}

const texts = (messages) => messages.filter(({ msgtype }) => msgtype === 'text').map(({ text }) => text);

/** Every difference between what was said and what was kept or delivered, as sentences; empty when all is well. */
export async function differences(world, agent, writers) {
  const found = [];
  const compare = (what, expected, actual) => {
    if (JSON.stringify(expected) === JSON.stringify(actual)) return;
    const count = (list) => list.reduce((map, text) => map.set(text, (map.get(text) ?? 0) + 1), new Map());
    const [wanted, got] = [count(expected), count(actual)];
    const lost = [...wanted.keys()].filter((text) => !got.has(text));
    const doubled = [...got.entries()].filter(([, times]) => times > 1).map(([text]) => text);
    const foreign = [...got.keys()].filter((text) => !wanted.has(text));
    found.push(`${what}: lost [${lost}], doubled [${doubled}], not expected [${foreign}]` +
      (lost.length + doubled.length + foreign.length === 0 ? `, order ${actual.join(' ')}` : ''));
  };
  const reader = new ConsoleClient(world.backend, agent.client.cookie);
  await reader.takeSnapshot();
  const byCustomer = new Map([...reader.conversations.values()].map((one) => [key(one.account, one.customer), one.id]));
  for (const { customer, texts: wrote } of writers) {
    const ledger = await world.sim.ledger(customer);
    compare(`${customer.nickname}: kfsim's ledger of what was written`, wrote, texts(ledger.wrote));
    const conversation = byCustomer.get(key(customer.account, customer.id));
    if (!conversation) {
      found.push(`${customer.nickname}: no conversation in the store`);
      continue;
    }
    const history = await reader.history(conversation);
    compare(`${customer.nickname}: the store's received messages`, wrote,
      texts(history.filter(({ sender }) => sender.kind === 'customer')));
    const answers = wrote.map((text) => `re: ${text}`);
    compare(`${customer.nickname}: answers on the phone`, answers, texts(ledger.received.filter(({ by }) => by === 'api')));
    const ours = history.filter(({ sender }) => sender.kind === 'agent');
    compare(`${customer.nickname}: the store's answers`, answers, texts(ours));
    for (const message of ours.filter(({ delivery }) => delivery !== 'accepted')) {
      found.push(`${customer.nickname}: '${message.text}' is ${message.delivery} ${message.fail_code ?? ''} in the store`);
    }
  }
  found.push(...agent.client.problems.map((problem) => `the agent's stream: ${problem}`));
  found.push(...agent.refusals.map((refusal) => `refused: ${refusal}`));
  if (agent.client.reloads > 0) found.push(`the agent had to reload ${agent.client.reloads} times`);
  return found;
}

/** Writers stop; waits until each of their messages has been answered and the answer has arrived. */
export async function quiet(world, agent, writers, timeoutMs = 60_000) {
  for (const writer of writers) writer.running = false;
  const wanted = () => writers.reduce((sum, { texts: wrote }) => sum + wrote.length, 0);
  await until('every message has its answer', () => writers.every(({ texts: wrote }) => agent.unanswered(wrote) === 0),
    { timeoutMs });
  const arrived = async () => {
    let count = 0;
    for (const { customer } of writers) count += (await world.sim.received(customer)).length;
    return count >= wanted();
  };
  await until('every answer has arrived', arrived, { timeoutMs, everyMs: 200 });
  // What would be doubled arrives now.
  await sleep(1500);
}

export async function deskUnderTraffic(use, world, customersPerAccount = 2) {
  const agent = new AnsweringAgent(world.backend, await world.backend.signIn('lin'));
  use.after(() => agent.stop());
  await agent.start();
  const writers = [];
  for (const account of world.sim.accounts.slice(0, 2)) {
    for (let i = 0; i < customersPerAccount; i += 1) {
      const customer = await world.sim.customer(`客${writers.length + 1}`, account);
      writers.push(new Writer(world.sim, customer, agent));
    }
  }
  return { agent, writers };
}

/** kill -9 at random moments under traffic, `rounds` times. Gives back the differences found and the time it took. */
export async function killRounds(use, world, rounds) {
  const { agent, writers } = await deskUnderTraffic(use, world, 3);
  const begun = Date.now();
  const writing = writers.map((writer) => writer.run());
  for (let round = 0; round < rounds; round += 1) {
    await sleep(50 + Math.random() * 700);
    await world.backend.kill();
    await world.backend.start();
  }
  const roundSecs = (Date.now() - begun) / 1000;
  await quiet(world, agent, writers, 90_000);
  await Promise.all(writing);
  return {
    found: await differences(world, agent, writers),
    messages: writers.reduce((sum, { texts: wrote }) => sum + wrote.length, 0),
    roundSecs,
  };
}

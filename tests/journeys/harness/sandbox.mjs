// `kfdesk sandbox`, as scripts/run starts it: everything in one program, addresses taken from what it prints.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, Program, site } from './programs.mjs';

export async function startSandbox(use) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-sandbox-'));
  use.after(async () => rmSync(data, { recursive: true, force: true }));
  const port = await freePort();
  const program = new Program('kfdesk', ['sandbox', '--port', String(port), '--data', data, '--static', site, '--lang', 'zh'], {
    logName: `${use.slug}-sandbox`,
  });
  use.after(() => program.stop());
  const [, signInLink] = await program.line(/控制台\s+(http:\S+)/);
  const [, phoneLink] = await program.line(/手机\s+(http:\S+)/);
  await program.line(/停止\s+Ctrl\+C/);
  return { program, port, signInLink, phoneLink, url: `http://127.0.0.1:${port}` };
}

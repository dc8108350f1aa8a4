// What each folder and library weighs in the programs of the browser. Names of functions come from the linker's symbol map, the
// folder of a name from the objects it is compiled in; what the compiler makes of a template in many folders counts as `templates`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root as rootDir } from '../journeys/harness/programs.mjs';

const web = path.join(rootDir, 'build', 'web');
const nm = ['llvm-nm', 'llvm-nm-14'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
const run = (command, args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 29, stdio: ['ignore', 'pipe', 'ignore'] });
const brotli = (bytes) => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
}).length;

/** Sections of a module, and the sizes of its functions' bodies in order; imported ones come before them. */
function readModule(bytes) {
  let at = 8;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skipName = () => { const length = leb(); at += length; };
  let imported = 0;
  const bodies = [];
  const sections = new Map();
  while (at < bytes.length) {
    const kind = bytes[at++];
    const length = leb();
    const end = at + length;
    sections.set(kind, bytes.subarray(at, end));
    if (kind === 2) {
      for (let left = leb(); left > 0; left -= 1) {
        skipName();
        skipName();
        const what = bytes[at++];
        if (what === 0) { imported += 1; leb(); } else if (what === 3) { at += 2; } else {
          if (what === 1) at += 1;
          const bounded = bytes[at++] & 1;
          leb();
          if (bounded) leb();
        }
      }
    } else if (kind === 10) {
      for (let left = leb(); left > 0; left -= 1) {
        const size = leb();
        bodies.push(size);
        at += size;
      }
    }
    at = end;
  }
  return { imported, bodies, sections };
}

/** The folder of each function's name; in more than one: templates. */
function foldersOfNames() {
  const folders = new Map();
  for (const archive of ['web/libkf_web.a', 'shared/libkf_shared.a', 'libkf_imgui.a']) {
    let folder = '';
    for (const line of run(nm, ['--demangle', '--defined-only', path.join(web, archive)]).split('\n')) {
      const member = /^(?:.*\()?unity_([a-z_]+?)_\d+_cxx\.cxx\.o\)?:$/.exec(line);
      if (member) folder = member[1];
      else if (/^\S+\.o\)?:$/.test(line)) folder = archive.includes('imgui') ? 'Dear ImGui' : archive;
      const name = /^[-0-9a-f]* [tTwWvV] (.+)$/.exec(line)?.[1];
      if (!name) continue;
      const before = folders.get(name);
      folders.set(name, before === undefined || before === folder ? folder : 'templates');
    }
  }
  return folders;
}

function partOf(name, folders) {
  const folder = folders.get(name);
  if (folder) return folder;
  if (/^main\b/.test(name)) return 'main: all that is called once';
  return /nlohmann/.test(name) ? 'nlohmann/json' : 'standard library and other';
}

export async function measureSize(table) {
  if (!nm) throw new Error('llvm-nm is missing; it comes with the package emscripten');
  const folders = foldersOfNames();
  const site = path.join(web, 'site');
  for (const [program, page, bar] of [['console', 'index.html', 320], ['admin', 'admin.html', 350]]) {
    const bytes = readFileSync(path.join(web, 'bin', `${program}.wasm`));
    const { imported, bodies, sections } = readModule(bytes);
    const symbols = path.join(web, 'bin', `${program}.js.symbols`);
    if (!existsSync(symbols)) throw new Error(`${symbols} is missing: the link makes it`);
    // 199:kf::text_member\28…\29: characters that are no part of a name are written as their hexadecimal number.
    const plain = (name) => name.replace(/\\([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    const names = new Map(readFileSync(symbols, 'utf8').split('\n').filter(Boolean)
      .map((line) => [Number(line.slice(0, line.indexOf(':'))), plain(line.slice(line.indexOf(':') + 1))]));
    const parts = new Map();
    bodies.forEach((size, index) => {
      const part = partOf(names.get(imported + index) ?? '', folders);
      parts.set(part, (parts.get(part) ?? 0) + size);
    });
    const code = bodies.reduce((sum, size) => sum + size, 0);
    const codeBrotli = brotli(sections.get(10));
    process.stderr.write(`  ${program}: code ${(code / 1024).toFixed(0)} KB (brotli ${(codeBrotli / 1024).toFixed(0)} KB), `
      + `data ${(sections.get(11).length / 1024).toFixed(0)} KB (brotli ${(brotli(sections.get(11)) / 1024).toFixed(0)} KB)\n`);
    for (const [part, size] of [...parts].sort((a, b) => b[1] - a[1])) {
      const share = (codeBrotli * size) / code / 1024;
      process.stderr.write(`    ${part.padEnd(40)} ${(size / 1024).toFixed(1).padStart(7)} KB  ≈ ${share.toFixed(1).padStart(5)} KB to download\n`);
    }
    // What the page names, as it is sent.
    const html = readFileSync(path.join(site, page), 'utf8');
    const files = new Set([page, ...[...html.matchAll(/(?:href|src|data-wasm)="([\w.-]+\.(?:css|js|wasm|svg))"/g)].map(([, name]) => name)]);
    const sent = [...files].reduce((sum, name) => sum + readFileSync(path.join(site, `${name}.br`)).length, 0) / 1024;
    table.add(`${program}: everything its page names, brotli`, `${sent.toFixed(0)} KB`, `≤ ${bar} KB`, sent <= bar);
  }
}

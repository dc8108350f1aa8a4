// Small media files made here, so that none has to be kept: pictures, a moving picture, a tone.
import zlib from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});
const sum = zlib.crc32 ?? ((data) => (data.reduce((crc, byte) => table[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);

/** A PNG whose pixels are colour(x, y) = [r, g, b]. */
export function png(width, height, colour) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, at = 0; y < height; y++) {
    at++;  // no filter
    for (let x = 0; x < width; x++) for (const v of colour(x, y)) rows[at++] = v;
  }
  const chunk = (name, data) => {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    out.write(name, 4, 'latin1');
    data.copy(out, 8);
    out.writeUInt32BE(sum(out.subarray(4, 8 + data.length)), 8 + data.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', zlib.deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF of 8 x 8 whose two frames have one colour each. */
export function movingGif(first, second) {
  const frame = (colour) => {
    // Codes of 3 bits; "clear" before every two pixels keeps them so.
    const codes = [];
    for (let i = 0; i < 64; i += 2) codes.push(4, colour, colour);
    codes.push(5);
    const packed = [];
    let bits = 0, held = 0;
    for (const code of codes) {
      bits |= code << held;
      for (held += 3; held >= 8; held -= 8, bits >>= 8) packed.push(bits & 255);
    }
    if (held > 0) packed.push(bits & 255);
    return [0x21, 0xf9, 4, 0, 20, 0, 0, 0, 0x2c, 0, 0, 0, 0, 8, 0, 8, 0, 0, 2, packed.length, ...packed, 0];
  };
  return Buffer.from([
    ...Buffer.from('GIF89a', 'latin1'), 8, 0, 8, 0, 0x81, 0, 0,
    ...first, ...second, 0, 0, 0, 0, 0, 0,
    0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0,
    ...frame(0), ...frame(1), 0x3b,
  ]);
}

/** A WAV of so many seconds: 8 kHz, 16 bit, one channel. */
export function tone(seconds) {
  const count = 8000 * seconds;
  const out = Buffer.alloc(44 + count * 2);
  out.write('RIFF', 0, 'latin1');
  out.writeUInt32LE(36 + count * 2, 4);
  out.write('WAVEfmt ', 8, 'latin1');
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(1, 22);
  out.writeUInt32LE(8000, 24);
  out.writeUInt32LE(16000, 28);
  out.writeUInt16LE(2, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36, 'latin1');
  out.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++) out.writeInt16LE(Math.round(8000 * Math.sin((i / 8000) * 440 * 2 * Math.PI)), 44 + i * 2);
  return out;
}

/** Noise that compresses to nothing less: a PNG of about width × height × 3 bytes. */
export function noisyPng(width, height) {
  let seed = 7;
  const noise = () => ((seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >> 16) & 255;
  return png(width, height, () => [noise(), noise(), noise()]);
}

/** An AMR voice (12.2 kbit/s) of so many seconds, silent. */
export function amr(seconds) {
  const frame = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]);
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: seconds * 50 }, () => frame)]);
}

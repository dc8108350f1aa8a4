// What every library here needs: strings in and out of the machine. Emscripten reads these files at link time
// (--js-library); written for 3.1.6's optimiser too, so: no optional chaining, no class fields, no default exports.
mergeInto(LibraryManager.library, {
  $KfDesk: {
    decoder: null,
    encoder: null,
    // As what the tab keeps it: each desk of a server has its own.
    keptName: function(key, length) {
      return 'kfdesk' + ((globalThis.kfdeskConfig || {}).base || '') + '.' + KfDesk.text(key, length);
    },
    // UTF-8 at p, n bytes.
    text: function(p, n) {
      if (!n) return '';
      if (!KfDesk.decoder) KfDesk.decoder = new TextDecoder('utf-8', {ignoreBOM: true});
      // A copy: decoders refuse memory that may grow in place, as newer machines have it.
      return KfDesk.decoder.decode(HEAPU8.slice(p, p + n));
    },
    bytes: function(s) {
      if (!KfDesk.encoder) KfDesk.encoder = new TextEncoder();
      return KfDesk.encoder.encode(s);
    },
    // Lends a string to a function that takes (pointer, length).
    lend: function(s, take) {
      const bytes = KfDesk.bytes(s);
      return KfDesk.lendBytes(bytes, take);
    },
    lendBytes: function(bytes, take) {
      const p = _kf_alloc(bytes.length + 1);
      HEAPU8.set(bytes, p);
      HEAPU8[p + bytes.length] = 0;
      try {
        return take(p, bytes.length);
      } finally {
        _kf_free(p);
      }
    },
    // A string that the caller frees with kf_free; ends with a zero byte.
    give: function(s) {
      const bytes = KfDesk.bytes(s);
      const p = _kf_alloc(bytes.length + 1);
      HEAPU8.set(bytes, p);
      HEAPU8[p + bytes.length] = 0;
      return p;
    },
  },

  // As C's strtod reads it, without its words (infinity, nan) and its hexadecimal numbers.
  kf_number__deps: ['$KfDesk'],
  kf_number: function(p, length) {
    let end = p;
    while (end - p < 400 && HEAPU8[end] > 31 && HEAPU8[end] < 127) end++;
    const found = /^ *[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(KfDesk.text(p, end - p));
    HEAP32[length >> 2] = found ? found[0].length : 0;
    return found ? Number(found[0]) : 0;
  },
  kf_sin: function(angle) { return Math.sin(angle); },
  kf_cos: function(angle) { return Math.cos(angle); },
});

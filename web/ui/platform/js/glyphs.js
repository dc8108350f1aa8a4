// Draws characters and icons with Canvas 2D, one at a time, for Dear ImGui's atlas.
mergeInto(LibraryManager.library, {
  $KfGlyphs__deps: ['$KfDesk'],
  $KfGlyphs: {
    canvas: null,
    context: null,
    family: '',
    font: '',
    picture: null,
    segmenter: 0,  // 0: not asked yet, null: there is none
    open: function(width, height) {
      if (!KfGlyphs.canvas) {
        KfGlyphs.canvas = document.createElement('canvas');
        KfGlyphs.canvas.width = 256;
        KfGlyphs.canvas.height = 128;
        KfGlyphs.context = KfGlyphs.canvas.getContext('2d', {willReadFrequently: true});
        // The family list stands in console.css only, so fields and drawn text agree.
        KfGlyphs.family = getComputedStyle(document.body).fontFamily || 'system-ui, sans-serif';
      }
      const c = KfGlyphs.canvas;
      if (width > c.width || height > c.height) {
        c.width = Math.max(c.width, Math.min(width, 1024));
        c.height = Math.max(c.height, Math.min(height, 512));
        KfGlyphs.font = '';
      }
      return KfGlyphs.context;
    },
    // `text`: what is to be drawn. Text fonts hold black outlines of many emoji, so emoji ask for theirs first.
    use: function(weight, px, text) {
      const x = KfGlyphs.open(0, 0);
      const emoji = text && /\p{Emoji_Presentation}|\uFE0F/u.test(text) ?
          '"Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", ' : '';
      const font = (weight ? '600 ' : '400 ') + px + 'px ' + emoji + KfGlyphs.family;
      if (font !== KfGlyphs.font) {
        x.font = font;
        KfGlyphs.font = font;
      }
      return x;
    },
    // Keeps the picture for kf_glyph_copy and writes width, height, left, top, colored.
    keep: function(x, width, height, left, top, out, mayBeColored) {
      const data = x.getImageData(0, 0, width, height).data;
      let colored = 0;
      if (mayBeColored) {
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] > 128 && (data[i] > 48 || data[i + 1] > 48 || data[i + 2] > 48)) {
            colored = 1;
            break;
          }
        }
      }
      if (!colored) {
        for (let i = 0; i < data.length; i += 4) data[i] = data[i + 1] = data[i + 2] = 255;
      }
      KfGlyphs.picture = data;
      HEAP32[out >> 2] = width;
      HEAP32[(out >> 2) + 1] = height;
      HEAP32[(out >> 2) + 2] = left;
      HEAP32[(out >> 2) + 3] = top;
      HEAP32[(out >> 2) + 4] = colored;
    },
  },

  kf_glyph_metrics__deps: ['$KfGlyphs'],
  kf_glyph_metrics: function(weight, px, out) {
    const m = KfGlyphs.use(weight, px).measureText('国Åg');
    HEAPF32[out >> 2] = m.fontBoundingBoxAscent || px * 0.88;
    HEAPF32[(out >> 2) + 1] = m.fontBoundingBoxDescent || px * 0.24;
  },

  kf_glyph_advance__deps: ['$KfGlyphs'],
  kf_glyph_advance: function(text, length, weight, px) {
    const s = KfDesk.text(text, length);
    return KfGlyphs.use(weight, px, s).measureText(s).width;
  },

  kf_glyph_draw__deps: ['$KfGlyphs'],
  kf_glyph_draw: function(text, length, weight, px, out) {
    const s = KfDesk.text(text, length);
    let x = KfGlyphs.use(weight, px, s);
    const m = x.measureText(s);
    // One pixel of air: what antialiasing spreads beyond the outline.
    const left = Math.ceil(m.actualBoundingBoxLeft) + 1;
    const right = Math.ceil(m.actualBoundingBoxRight) + 1;
    const up = Math.ceil(m.actualBoundingBoxAscent) + 1;
    const down = Math.ceil(m.actualBoundingBoxDescent) + 1;
    const width = Math.min(left + right, 1024);
    const height = Math.min(up + down, 512);
    if (width <= 2 || height <= 2 || !(width > 0 && height > 0)) return 0;
    KfGlyphs.open(width, height);
    x = KfGlyphs.use(weight, px, s);
    x.clearRect(0, 0, width, height);
    x.fillStyle = '#000';
    x.fillText(s, left, up);
    KfGlyphs.keep(x, width, height, -left, -up, out, true);
    return 1;
  },

  kf_glyph_icon__deps: ['$KfGlyphs'],
  kf_glyph_icon: function(path, length, px, out) {
    const size = Math.min(256, Math.ceil(px));
    const x = KfGlyphs.open(size, size);
    x.clearRect(0, 0, size, size);
    x.save();
    x.scale(px / 24, px / 24);
    x.lineWidth = 1.75;
    x.lineCap = x.lineJoin = 'round';
    x.strokeStyle = '#000';
    x.stroke(new Path2D(KfDesk.text(path, length)));
    x.restore();
    KfGlyphs.keep(x, size, size, 0, 0, out, false);
    return 1;
  },

  kf_glyph_copy__deps: ['$KfGlyphs'],
  kf_glyph_copy: function(to) {
    if (KfGlyphs.picture) HEAPU8.set(KfGlyphs.picture, to);
    KfGlyphs.picture = null;
  },

  // Ends of grapheme clusters in bytes, at most `room` of them; -1 when the browser cannot tell.
  kf_cluster_ends__deps: ['$KfGlyphs'],
  kf_cluster_ends: function(text, length, out, room) {
    if (KfGlyphs.segmenter === 0)
      KfGlyphs.segmenter = typeof Intl !== 'undefined' && Intl.Segmenter ? new Intl.Segmenter() : null;
    if (!KfGlyphs.segmenter) return -1;
    const s = KfDesk.text(text, length);
    let at = 0, count = 0;
    for (const part of KfGlyphs.segmenter.segment(s)) {
      const seg = part.segment;
      for (let i = 0; i < seg.length; i++) {
        const c = seg.charCodeAt(i);
        // Each half of a surrogate pair is two of its four bytes.
        at += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3;
      }
      if (count >= room) return -1;
      HEAPU32[(out >> 2) + count++] = at;
    }
    return at === length ? count : -1;  // broken UTF-8 was replaced, the offsets are not those of the text
  },
});

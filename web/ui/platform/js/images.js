// What a file is by its content, how large a picture is, and decoding it in the background.
mergeInto(LibraryManager.library, {
  $KfImages: {
    MOST_PIXELS: 100e6,
    // Cross-origin elements need to say that they bring the session cookie; for addresses of the page itself it is nothing.
    cross: function(el, url) {
      if (/^https?:/.test(url)) el.crossOrigin = 'use-credentials';
    },
    ascii: function(b, at, n) {
      return String.fromCharCode.apply(null, b.subarray(at, at + n));
    },
    // By the first bytes; '' when it is nothing known. Never by name or claim.
    sniff: function(b) {
      const word = function(at, text) { return KfImages.ascii(b, at, text.length) === text; };
      if (word(0, '\x89PNG\r\n\x1a\n')) return 'image/png';
      if (word(0, '\xff\xd8\xff')) return 'image/jpeg';
      if (word(0, 'GIF87a') || word(0, 'GIF89a')) return 'image/gif';
      if (word(0, 'RIFF') && word(8, 'WEBP')) return 'image/webp';
      if (word(0, 'RIFF') && word(8, 'WAVE')) return 'audio/wav';
      if (word(0, 'BM') && b.length > 26 && b[15] === 0) return 'image/bmp';
      if (word(0, '#!AMR\n')) return 'audio/amr';
      if (word(0, '#!AMR-WB\n')) return 'audio/amr-wb';
      if (word(0, '#!SILK') || word(1, '#!SILK')) return 'audio/silk';
      if (word(4, 'ftyp')) {
        const brand = KfImages.ascii(b, 8, 4);
        if (brand === 'avif' || brand === 'avis') return 'image/avif';
        if (/^(hei[cmsx]|hev[cmsx]|mif1|msf1)$/.test(brand)) return 'image/heic';
        if (brand === 'qt  ') return 'video/quicktime';
        if (/^3g/.test(brand)) return 'video/3gpp';
        if (brand === 'M4A ' || brand === 'M4B ') return 'audio/mp4';
        return 'video/mp4';
      }
      if (word(0, 'ID3') || (b[0] === 0xff && (b[1] & 0xe6) === 0xe2)) return 'audio/mpeg';
      if (word(0, 'OggS')) return 'audio/ogg';
      if (word(0, '%PDF-')) return 'application/pdf';
      if (word(0, 'PK\x03\x04') || word(0, 'PK\x05\x06')) return 'application/zip';
      return '';
    },
    gifMoves: function(b) {
      // Blocks one after the other until a second picture comes.
      let at = 13 + (b[10] & 0x80 ? 3 << ((b[10] & 7) + 1) : 0);
      let pictures = 0;
      const skip = function() {
        while (at < b.length && b[at]) at += b[at] + 1;
        at++;
      };
      while (at < b.length) {
        const kind = b[at];
        if (kind === 0x21) {
          at += 2;
          skip();
        } else if (kind === 0x2c) {
          if (++pictures > 1) return true;
          const flags = b[at + 9];
          at += 11 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
          skip();
        } else {
          return false;
        }
      }
      return false;
    },
    pngMoves: function(b) {
      for (let at = 8; at + 8 <= b.length;) {
        const name = KfImages.ascii(b, at + 4, 4);
        if (name === 'acTL') return true;
        if (name === 'IDAT') return false;
        at += 12 + ((b[at] << 24 | b[at + 1] << 16 | b[at + 2] << 8 | b[at + 3]) >>> 0);
      }
      return false;
    },
    moves: function(b, mime) {
      if (mime === 'image/gif') return KfImages.gifMoves(b);
      if (mime === 'image/png') return KfImages.pngMoves(b);
      if (mime === 'image/webp') return KfImages.ascii(b, 12, 4) === 'VP8X' && (b[20] & 2) !== 0;
      return false;
    },
    // Milliseconds of AMR: frames of 20 ms, whose size is in their first byte (RFC 4867).
    amrLength: function(b, wide) {
      const sizes = wide ? [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0]
                         : [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0];
      let frames = 0;
      for (let at = wide ? 9 : 6; at < b.length; frames++) at += 1 + sizes[(b[at] >> 3) & 15];
      return frames * 20;
    },
    bytes: async function(blob, most) {
      return new Uint8Array(await blob.slice(0, most).arrayBuffer());
    },
    // {mime, width, height, animated} of a picture; width 0: the browser cannot show it. Nothing is decoded for it.
    measure: async function(blob, whole) {
      const head = await KfImages.bytes(blob, whole ? 16 << 20 : 1 << 18);
      const mime = KfImages.sniff(head);
      const out = {mime: mime, width: 0, height: 0, animated: false, head: head};
      if (mime.indexOf('image/') !== 0) return out;
      const rest = mime === 'image/gif' && blob.size > head.length ? await KfImages.bytes(blob, 16 << 20) : head;
      out.animated = KfImages.moves(rest, mime);
      const url = URL.createObjectURL(blob);
      try {
        await new Promise(function(done) {
          const el = new Image();
          el.onload = function() {
            out.width = el.naturalWidth;
            out.height = el.naturalHeight;
            done();
          };
          el.onerror = done;
          el.src = url;
        });
      } finally {
        URL.revokeObjectURL(url);
      }
      if (out.width * out.height > KfImages.MOST_PIXELS) out.width = out.height = 0;
      return out;
    },
    // Off the main thread: createImageBitmap decodes blobs in the background.
    decode: function(blob, size, width, height, alpha) {
      const options = {premultiplyAlpha: alpha};
      if (width !== size.width || height !== size.height) {
        options.resizeWidth = width;
        options.resizeHeight = height;
        options.resizeQuality = 'medium';
      }
      return createImageBitmap(blob, options);
    },
    toBlob: function(bitmap, mime, quality, ground) {
      const canvas = document.createElement('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      const context = canvas.getContext('2d');
      if (ground) {
        context.fillStyle = '#fff';
        context.fillRect(0, 0, canvas.width, canvas.height);
      }
      context.drawImage(bitmap, 0, 0);
      return new Promise(function(done) { canvas.toBlob(done, mime, quality); });
    },
  },
});

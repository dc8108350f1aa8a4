// Pictures by number: fetched, decoded in the background, given to the graphics card when a frame asks.
mergeInto(LibraryManager.library, {
  $KfPictures__deps: ['$KfDesk', '$KfImages', '$KfFiles'],
  $KfPictures__postset: 'KfPictures.all = new Map();',
  $KfPictures: {
    all: null,  // id -> {abort, bitmap}
    NETWORK: 1, REFUSED: 2, NOT_SHOWN: 3,  // PictureError
    LONGEST: 4096,
    LIMIT: 64 << 20,  // bytes of a file
    TIMEOUT: 60000,
    // The file, or the number of what went wrong.
    get: async function(url, signal) {
      if (url.indexOf('blob:') === 0) return KfFiles.byUrl.get(url) || KfPictures.REFUSED;
      let response;
      try {
        response = await fetch(url, {credentials: 'include', signal: signal});
      } catch (e) {
        return KfPictures.NETWORK;
      }
      const status = response.status;
      if (status >= 500 || status === 429 || status === 408) return KfPictures.NETWORK;
      if (!response.ok) return KfPictures.REFUSED;
      if (Number(response.headers.get('content-length')) > KfPictures.LIMIT) return KfPictures.NOT_SHOWN;
      try {
        return await response.blob();
      } catch (e) {
        return KfPictures.NETWORK;
      }
    },
    // What a video shows first, as the element that shows it; it asks for as much of the file as that takes. Or the
    // number of what went wrong: the browser does not know the codec, for example.
    frame: function(url, signal) {
      const el = document.createElement('video');
      el.muted = true;
      el.preload = 'metadata';
      KfImages.cross(el, url);
      return new Promise(function(done) {
        // The very first one is often black.
        el.onloadedmetadata = function() { el.currentTime = el.duration > 0.2 ? 0.1 : 0; };
        el.onseeked = function() { done(el); };
        el.onerror = function() { done(el.error && el.error.code === 2 ? KfPictures.NETWORK : KfPictures.NOT_SHOWN); };
        signal.onabort = function() {
          el.src = '';
          done(KfPictures.NETWORK);
        };
        el.src = url;
      });
    },
    decode: async function(load, blob, width, height, cover) {
      const size = blob.videoWidth ? {width: blob.videoWidth, height: blob.videoHeight} : await KfImages.measure(blob, false);
      if (!size.width || !size.height) return null;
      const across = width / size.width, down = height / size.height;
      const longest = KfPictures.LONGEST / Math.max(size.width, size.height);
      const scale = Math.min(1, longest, cover ? Math.max(across, down) : Math.min(across, down));
      const w = Math.max(1, Math.round(size.width * scale)), h = Math.max(1, Math.round(size.height * scale));
      load.bitmap = await KfImages.decode(blob, size, w, h, 'none');
      return size;
    },
    run: async function(id, url, width, height, cover) {
      const load = {abort: new AbortController(), bitmap: null};
      KfPictures.all.set(id, load);
      const timer = setTimeout(function() { load.abort.abort(); }, KfPictures.TIMEOUT);
      const blob = await (/#poster$/.test(url) ? KfPictures.frame : KfPictures.get)(url, load.abort.signal);
      clearTimeout(timer);
      let error = typeof blob === 'number' ? blob : 0, size = null;
      if (!error && KfPictures.all.get(id) === load) {
        try {
          size = await KfPictures.decode(load, blob, width, height, cover);
        } catch (e) {
          size = null;
        }
        if (!size) error = KfPictures.NOT_SHOWN;
      }
      load.abort.abort();  // lets go of a video
      if (KfPictures.all.get(id) !== load) {  // forgotten meanwhile
        if (load.bitmap) load.bitmap.close();
        return;
      }
      if (error) {
        KfPictures.all.delete(id);
        _kf_on_picture(id, error, 0, 0, 0, 0, 0);
      } else {
        _kf_on_picture(id, 0, load.bitmap.width, load.bitmap.height, size.width, size.height, size.animated ? 1 : 0);
      }
    },
  },

  kf_picture_load__deps: ['$KfPictures'],
  kf_picture_load: function(id, url, length, width, height, cover) {
    KfPictures.run(id, KfDesk.text(url, length), width, height, !!cover);
  },
  kf_picture_forget__deps: ['$KfPictures'],
  kf_picture_forget: function(id) {
    const load = KfPictures.all.get(id);
    if (!load) return;
    KfPictures.all.delete(id);
    load.abort.abort();
    if (load.bitmap) load.bitmap.close();
  },
  // Makes a texture of it and returns its number. 0: it could not be.
  kf_picture_upload__deps: ['$KfPictures', '$KfRenderer'],
  kf_picture_upload: function(id, mipmaps) {
    const load = KfPictures.all.get(id);
    if (!load || !load.bitmap) return 0;
    KfPictures.all.delete(id);
    const texture = KfRenderer.picture(load.bitmap, mipmaps);
    load.bitmap.close();
    return texture;
  },
  // For the bench and for tests.
  kf_picture_stats: function(bytes, textures, waiting, loads, uploads, evictions, failures) {
    globalThis.kfdesk.pictures = {bytes: bytes, textures: textures, waiting: waiting, loads: loads, uploads: uploads,
                                  evictions: evictions, failures: failures};
  },
});

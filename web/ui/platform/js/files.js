// Files of the person's computer by number: picked, pasted, dropped, looked at, made smaller, read.
mergeInto(LibraryManager.library, {
  $KfFiles__deps: ['$KfDesk', '$KfImages'],
  $KfFiles__postset: 'KfFiles.all = new Map(); KfFiles.byUrl = new Map();',
  $KfFiles: {
    all: null,    // id -> {file, url}
    byUrl: null,  // "blob:…" -> file
    next: 1,
    MOST: 32,
    MOST_BYTES: 16 << 20,  // read at once
    over: false,
    overTimer: 0,
    accepting: true,
    adopt: function(file) {
      const id = KfFiles.next++;
      const url = URL.createObjectURL(file);
      KfFiles.all.set(id, {file: file, url: url});
      KfFiles.byUrl.set(url, file);
      return {id: id, name: file.name, bytes: file.size, mime: file.type, preview: url};
    },
    // As JSON, for C++.
    adoptAll: function(list) {
      return JSON.stringify(Array.prototype.slice.call(list, 0, KfFiles.MOST).map(KfFiles.adopt));
    },
    file: function(id) {
      const entry = KfFiles.all.get(id);
      return entry ? entry.file : null;
    },
    pick: function(call, accept, multiple) {
      const input = document.createElement('input');
      input.type = 'file';
      input.accept = accept;
      input.multiple = multiple;
      const done = function() {
        if (!input.isConnected) return;
        input.remove();
        KfDesk.lend(KfFiles.adoptAll(input.files), function(p, n) { _kf_on_files_picked(call, p, n); });
      };
      input.addEventListener('change', done);
      input.addEventListener('cancel', done);
      // In the document, or some browsers collect it while the dialog is open.
      input.className = 'kf-copy';
      input.tabIndex = -1;
      input.setAttribute('aria-hidden', 'true');
      for (const old of document.querySelectorAll('input.kf-copy[type=file]')) old.remove();
      document.body.appendChild(input);
      input.click();
    },
    hasFiles: function(e) {
      return !!e.dataTransfer && Array.prototype.indexOf.call(e.dataTransfer.types, 'Files') >= 0;
    },
    left: function() {
      clearTimeout(KfFiles.overTimer);
      if (!KfFiles.over) return;
      KfFiles.over = false;
      _kf_on_drag(0, 0, 0, 0);
    },
    dragged: function(e) {
      if (!KfFiles.hasFiles(e)) return;
      e.preventDefault();  // or the browser opens the file instead of the console
      e.dataTransfer.dropEffect = KfFiles.accepting ? 'copy' : 'none';
      if (!KfFiles.accepting) return KfFiles.left();
      KfFiles.over = true;
      // Browsers repeat "over" while the pointer rests; silence means that it went elsewhere without saying so.
      clearTimeout(KfFiles.overTimer);
      KfFiles.overTimer = setTimeout(KfFiles.left, 1000);
      _kf_on_drag(1, e.clientX, e.clientY, e.dataTransfer.items ? e.dataTransfer.items.length : 0);
    },
    dropped: function(e) {
      if (!KfFiles.hasFiles(e)) return;
      e.preventDefault();
      KfFiles.left();
      if (!KfFiles.accepting) return;
      const files = [];
      let folders = 0;
      for (const item of Array.prototype.slice.call(e.dataTransfer.items)) {
        if (item.kind !== 'file') continue;
        const entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
        if (entry && entry.isDirectory) {
          folders++;
          continue;
        }
        const file = item.getAsFile();
        if (file) files.push(file);
      }
      KfDesk.lend(KfFiles.adoptAll(files), function(p, n) { _kf_on_drop(e.clientX, e.clientY, folders, p, n); });
    },
    inspect: async function(file) {
      const facts = await KfImages.measure(file, true);
      const amr = facts.mime === 'audio/amr', wide = facts.mime === 'audio/amr-wb';
      facts.duration = amr || wide ? KfImages.amrLength(facts.head, wide) : 0;
      return facts;
    },
    // A quality below 0.6 shows; fewer pixels are better then.
    shrink: async function(file, maxBytes, maxSide, png) {
      const size = await KfImages.measure(file, false);
      if (!size.width) return null;
      const mime = png ? 'image/png' : 'image/jpeg';
      for (let side = Math.min(maxSide, Math.max(size.width, size.height)); side >= 64; side = Math.floor(side * 0.75)) {
        const scale = Math.min(1, side / Math.max(size.width, size.height));
        const w = Math.max(1, Math.round(size.width * scale)), h = Math.max(1, Math.round(size.height * scale));
        const bitmap = await KfImages.decode(file, size, w, h, 'default');
        try {
          for (const quality of png ? [1] : [0.9, 0.8, 0.7, 0.6]) {
            const blob = await KfImages.toBlob(bitmap, mime, quality, !png);
            if (blob && blob.size <= maxBytes) {
              const stem = file.name.replace(/\.[^.]*$/, '') || 'image';
              return new File([blob], stem + (png ? '.png' : '.jpg'), {type: mime});
            }
          }
        } finally {
          bitmap.close();
        }
      }
      return null;
    },
  },

  kf_files_start__deps: ['$KfFiles'],
  kf_files_start: function() {
    addEventListener('dragenter', KfFiles.dragged);
    addEventListener('dragover', KfFiles.dragged);
    addEventListener('dragleave', function(e) { if (!e.relatedTarget) KfFiles.left(); });
    addEventListener('drop', KfFiles.dropped);
  },
  kf_files_accept__deps: ['$KfFiles'],
  kf_files_accept: function(on) { KfFiles.accepting = !!on; },
  kf_files_pick__deps: ['$KfFiles'],
  kf_files_pick: function(call, accept, length, multiple) { KfFiles.pick(call, KfDesk.text(accept, length), !!multiple); },
  kf_files_release__deps: ['$KfFiles'],
  kf_files_release: function(id) {
    const entry = KfFiles.all.get(id);
    if (!entry) return;
    KfFiles.all.delete(id);
    KfFiles.byUrl.delete(entry.url);
    URL.revokeObjectURL(entry.url);
  },
  kf_files_inspect__deps: ['$KfFiles'],
  kf_files_inspect: function(call, id) {
    const file = KfFiles.file(id);
    if (!file) return;
    const done = function(f) {
      KfDesk.lend(f.mime, function(p, n) {
        _kf_on_file_facts(call, p, n, f.width, f.height, f.animated ? 1 : 0, f.duration);
      });
    };
    KfFiles.inspect(file).then(done, function() { done({mime: '', width: 0, height: 0, animated: false, duration: 0}); });
  },
  kf_files_reencode__deps: ['$KfFiles'],
  kf_files_reencode: function(call, id, maxBytes, maxSide, png) {
    const file = KfFiles.file(id);
    if (!file) return;
    const done = function(made) {
      KfDesk.lend(KfFiles.adoptAll(made ? [made] : []), function(p, n) { _kf_on_file_reencoded(call, p, n); });
    };
    KfFiles.shrink(file, maxBytes, maxSide, !!png).then(done, function() { done(null); });
  },
  kf_files_read__deps: ['$KfFiles'],
  kf_files_read: function(call, id, offset, length) {
    const file = KfFiles.file(id);
    if (!file) return;
    const done = function(ok, bytes) {
      KfDesk.lendBytes(bytes, function(p, n) { _kf_on_file_read(call, ok, p, n); });
    };
    file.slice(offset, offset + Math.min(length, KfFiles.MOST_BYTES)).arrayBuffer().then(
        function(buffer) { done(1, new Uint8Array(buffer)); }, function() { done(0, new Uint8Array(0)); });
  },
});

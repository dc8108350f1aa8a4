// Pieces of files by PUT. XMLHttpRequest, because fetch does not say how much is on its way.
mergeInto(LibraryManager.library, {
  $KfUploads__deps: ['$KfDesk', '$KfFiles'],
  $KfUploads__postset: 'KfUploads.all = new Map();',
  $KfUploads: {
    all: null,
    NETWORK: 1, TIMEOUT: 2,  // HttpError
    SILENCE: 45000,          // ms without any progress: the connection is dead, whatever the browser thinks
    LIMIT: 1 << 20,          // characters of an answer
    finish: function(call, error, unreadable, status, body) {
      if (!KfUploads.all.delete(call)) return;  // aborted
      KfDesk.lend(body.slice(0, KfUploads.LIMIT), function(p, n) { _kf_on_piece(call, error, unreadable, status, p, n); });
    },
    put: function(call, url, file, offset, length) {
      const request = new XMLHttpRequest();
      let timer = 0;
      const piece = file.slice(offset, offset + length);
      const alive = function() {
        clearTimeout(timer);
        timer = setTimeout(function() {
          KfUploads.finish(call, KfUploads.TIMEOUT, 0, 0, '');
          request.abort();
        }, KfUploads.SILENCE);
      };
      KfUploads.all.set(call, request);
      request.open('PUT', url);
      request.withCredentials = true;
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = function(e) {
        alive();
        if (KfUploads.all.has(call)) _kf_on_piece_progress(call, Math.min(e.loaded, length));
      };
      request.onload = function() { KfUploads.finish(call, 0, 0, request.status, request.responseText); };
      request.onerror = function() {
        // A file that was changed or removed on disk looks like a broken connection; reading it tells.
        piece.slice(0, 1).arrayBuffer().then(function() { KfUploads.finish(call, KfUploads.NETWORK, 0, 0, ''); },
                                             function() { KfUploads.finish(call, 0, 1, 0, ''); });
      };
      request.onloadend = function() { clearTimeout(timer); };
      alive();
      request.send(piece);
    },
  },
  kf_upload_put__deps: ['$KfUploads'],
  kf_upload_put: function(call, url, urlLength, id, offset, length) {
    const file = KfFiles.file(id);
    const address = KfDesk.text(url, urlLength);
    if (file) {
      KfUploads.put(call, address, file, offset, length);
    } else {
      KfUploads.all.set(call, null);
      setTimeout(function() { KfUploads.finish(call, 0, 1, 0, ''); }, 0);
    }
  },
  kf_upload_abort__deps: ['$KfUploads'],
  kf_upload_abort: function(call) {
    const request = KfUploads.all.get(call);
    KfUploads.all.delete(call);
    if (request) request.abort();
  },
});

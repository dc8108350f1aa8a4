// fetch with time limit, size limit and abort.
mergeInto(LibraryManager.library, {
  $KfHttp__deps: ['$KfDesk'],
  $KfHttp__postset: 'KfHttp.calls = new Map();',
  $KfHttp: {
    calls: null,
    NETWORK: 1, TIMEOUT: 2, TOO_LARGE: 3,  // HttpError
    finish: function(id, error, status, type, bytes) {
      if (!KfHttp.calls.delete(id)) return;  // aborted
      KfDesk.lend(type, function(tp, tn) {
        KfDesk.lendBytes(bytes, function(bp, bn) { _kf_on_http(id, error, status, tp, tn, bp, bn); });
      });
    },
    // Reads at most `max` bytes; null when there is more.
    read: async function(response, max) {
      if (!response.body) return new Uint8Array(0);
      const reader = response.body.getReader();
      const parts = [];
      let size = 0;
      for (;;) {
        const step = await reader.read();
        if (step.done) break;
        size += step.value.length;
        if (size > max) {
          reader.cancel();
          return null;
        }
        parts.push(step.value);
      }
      const all = new Uint8Array(size);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
    run: async function(id, url, options, timeout, max) {
      const abort = new AbortController();
      let late = false;
      KfHttp.calls.set(id, abort);
      options.signal = abort.signal;
      const timer = setTimeout(function() {
        late = true;
        abort.abort();
      }, timeout);
      const nothing = new Uint8Array(0);
      try {
        const response = await fetch(url, options);
        const body = await KfHttp.read(response, max);
        if (body === null) KfHttp.finish(id, KfHttp.TOO_LARGE, 0, '', nothing);
        else KfHttp.finish(id, 0, response.status, response.headers.get('content-type') || '', body);
      } catch (e) {
        KfHttp.finish(id, late ? KfHttp.TIMEOUT : KfHttp.NETWORK, 0, '', nothing);
      } finally {
        clearTimeout(timer);
      }
    },
  },

  // headers: "Name: value" lines.
  kf_http_send__deps: ['$KfHttp'],
  kf_http_send: function(id, method, methodLength, url, urlLength, headers, headersLength, body, bodyLength, timeout, max) {
    const options = {method: KfDesk.text(method, methodLength), credentials: 'include', cache: 'no-store', headers: {}};
    for (const line of KfDesk.text(headers, headersLength).split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) options.headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
    }
    if (bodyLength) {
      options.body = HEAPU8.slice(body, body + bodyLength);
      if (!options.headers['Content-Type']) options.headers['Content-Type'] = 'application/json';
    }
    KfHttp.run(id, KfDesk.text(url, urlLength), options, timeout, max);
  },
  kf_http_abort__deps: ['$KfHttp'],
  kf_http_abort: function(id) {
    const abort = KfHttp.calls.get(id);
    if (!abort) return;
    KfHttp.calls.delete(id);
    abort.abort();
  },
});

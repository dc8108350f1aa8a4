// WebSockets by number.
mergeInto(LibraryManager.library, {
  $KfSocket__deps: ['$KfDesk'],
  $KfSocket__postset: 'KfSocket.all = new Map();',
  $KfSocket: {
    all: null,
    LIMIT: 1 << 20,  // bytes that may wait to be sent
    gone: function(id, code, reason) {
      if (!KfSocket.all.delete(id)) return;
      KfDesk.lend(reason, function(p, n) { _kf_on_socket_closed(id, code, p, n); });
    },
  },

  kf_socket_open__deps: ['$KfSocket'],
  kf_socket_open: function(id, base, baseLength, path, pathLength, protocol, protocolLength) {
    let socket;
    try {
      const url = new URL(KfDesk.text(base, baseLength) + KfDesk.text(path, pathLength), location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(url.href, KfDesk.text(protocol, protocolLength));
    } catch (e) {
      KfSocket.all.set(id, null);
      setTimeout(function() { KfSocket.gone(id, 1006, 'not a usable address'); }, 0);
      return;
    }
    KfSocket.all.set(id, socket);
    socket.onopen = function() {
      if (KfSocket.all.has(id)) _kf_on_socket_open(id);
    };
    socket.onmessage = function(e) {
      if (!KfSocket.all.has(id)) return;
      if (typeof e.data !== 'string') {
        socket.close(4003, 'binary');  // pages may not send 1003 themselves
        return;
      }
      KfDesk.lend(e.data, function(p, n) { _kf_on_socket_message(id, p, n); });
    };
    socket.onclose = function(e) { KfSocket.gone(id, e.code, e.reason); };
  },
  kf_socket_send__deps: ['$KfSocket'],
  kf_socket_send: function(id, text, length) {
    const socket = KfSocket.all.get(id);
    if (!socket || socket.readyState !== 1 || socket.bufferedAmount + length > KfSocket.LIMIT) return 0;
    socket.send(KfDesk.text(text, length));
    return 1;
  },
  // With `silent` nothing is told of it any more.
  kf_socket_close__deps: ['$KfSocket'],
  kf_socket_close: function(id, code, reason, length, silent) {
    const socket = KfSocket.all.get(id);
    if (silent) KfSocket.all.delete(id);
    if (!socket) return;
    try {
      socket.close(code === 1000 || code >= 3000 ? code : 1000, KfDesk.text(reason, length));
    } catch (e) {
      socket.close();
    }
  },
});

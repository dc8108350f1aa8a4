// Brings the console up: configuration, sign-in check, download with progress, and plain words when something is missing.
(() => {
  'use strict';
  const script = document.currentScript;
  const box = document.getElementById('kf-boot');
  const bar = box.querySelector('progress');
  const words = box.querySelector('p');
  // The console keeps its settings as "language=en;theme=dark;…" (web/program/settings_text.cpp).
  const setting = (name) => {
    try {
      const found = new RegExp('(?:^|;)' + name + '=(\\w+)').exec(localStorage.getItem('kfdesk.settings') || '');
      return found && found[1];
    } catch {
      return null;
    }
  };
  const english = (setting('language') || navigator.language || 'zh').toLowerCase().startsWith('en');
  document.documentElement.lang = english ? 'en' : 'zh-CN';
  const theme = setting('theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;

  // [what is wrong, what to do]
  const problems = {
    wasm: ['这个浏览器不支持 WebAssembly', '请使用较新的 Chrome、Edge 或 Firefox。',
           'This browser has no WebAssembly', 'Please use a current Chrome, Edge or Firefox.'],
    network: ['没有下载完', '请检查网络后重试。', 'The download did not finish', 'Please check the network and try again.'],
    crash: ['控制台出错了', '已输入的草稿保存在服务器上，重新载入即可继续。',
            'The console has failed', 'Drafts are kept on the server; reload to go on.'],
  };
  // Who was asked to sign in at the administration comes back to it.
  const after = 'kfdesk.after_sign_in';
  function turn_back() {
    try {
      if (script.dataset.page === 'admin') {
        sessionStorage.setItem(after, 'admin' + (globalThis.kfdeskConfig.backend ? '.html' : '') + location.hash);
        return false;
      }
      const page = sessionStorage.getItem(after);
      sessionStorage.removeItem(after);
      if (!page || !/\/login(\.html)?$/.test(new URL(document.referrer).pathname)) return false;
      location.replace(page);
      return true;
    } catch {
      return false;  // no storage, or no page before this one
    }
  }

  let ended = false;
  function fail(kind) {
    if (ended) return;
    ended = true;
    const p = problems[kind];
    box.hidden = false;
    box.setAttribute('role', 'alert');
    bar.remove();
    words.textContent = '';
    const title = document.createElement('b');
    title.textContent = english ? p[2] : p[0];
    words.append(title, english ? p[3] : p[1]);
    const button = document.createElement('button');
    button.textContent = english ? 'Reload' : '重新载入';
    button.addEventListener('click', () => location.reload());
    box.append(button);
    button.focus();
  }
  globalThis.kfdeskBoot = {
    fail,
    ready() {
      if (!ended) box.hidden = true;
    },
  };
  // A fault inside of the machine leaves it in no known state.
  addEventListener('error', (e) => {
    if (e.error instanceof WebAssembly.RuntimeError) fail('crash');
  });
  addEventListener('unhandledrejection', (e) => {
    if (e.reason instanceof WebAssembly.RuntimeError) fail('crash');
  });

  // What the browser puts away whole, to show it again on Back, may be seen after the sign-out by whoever sits there then: it
  // is hidden before, and begins anew.
  addEventListener('pagehide', (e) => {
    document.documentElement.hidden = e.persisted;
  });
  addEventListener('pageshow', (e) => {
    if (e.persisted) location.reload();
  });

  // The bytes with a progress bar; compressed on the way, so the total is what the build wrote down.
  async function download(url, total) {
    const response = await fetch(url, {credentials: 'same-origin'});
    if (!response.ok) throw new Error(String(response.status));
    if (!response.body) return response.arrayBuffer();
    const reader = response.body.getReader();
    const parts = [];
    let size = 0;
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      parts.push(value);
      size += value.length;
      bar.value = Math.min(1, size / total);
    }
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes.buffer;
  }

  async function configuration() {
    const response = await fetch('config.json', {cache: 'no-cache'});
    if (!response.ok) throw new Error(String(response.status));
    const config = await response.json();
    const backend = typeof config.backend === 'string' ? config.backend.replace(/\/+$/, '') : '';
    if (backend && !/^https?:\/\/[^/]+(\/d\/[^/]+)?$/.test(backend)) throw new Error('config.json: backend must be like https://host');
    // Where one server has several desks their pages lie in folders of their own, "/d/<desk>/".
    const base = backend ? '' : (/^\/d\/[^/]+(?=\/)/.exec(location.pathname) || [''])[0];
    return {backend, base};
  }

  // Nobody waits for a megabyte only to be sent to the sign-in page.
  async function signed_in(backend) {
    try {
      const response = await fetch((backend || '.') + '/api/session', {credentials: 'include', cache: 'no-store'});
      return response.status !== 401;
    } catch {
      return true;  // the console itself says that the backend cannot be reached, and tries again
    }
  }

  async function start() {
    if (typeof WebAssembly !== 'object' || typeof createKfdesk !== 'function') return fail(typeof WebAssembly === 'object' ? 'network' : 'wasm');
    const program = download(script.dataset.wasm, Number(script.dataset.wasmBytes) || 1e6);
    program.catch(() => {});  // reported below
    try {
      globalThis.kfdeskConfig = await configuration();
    } catch (e) {
      console.error(e);
      return fail('network');
    }
    if (!(await signed_in(globalThis.kfdeskConfig.backend))) {
      if (script.dataset.page === 'admin') turn_back();
      // A plain static host knows the page by its file's name only.
      location.replace(globalThis.kfdeskConfig.backend ? 'login.html' : 'login');
      return;
    }
    if (turn_back()) return;
    let bytes;
    try {
      bytes = await program;
    } catch (e) {
      console.error(e);
      return fail('network');
    }
    bar.removeAttribute('value');
    createKfdesk({
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(bytes, imports).then(({instance, module}) => done(instance, module), (e) => {
          console.error(e);
          fail('wasm');
        });
        return {};
      },
      onAbort: () => fail('crash'),
    });
  }
  start();
})();

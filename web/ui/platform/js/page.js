// The page around the canvas: sizes, preferences, clock, timers, settings, links.
mergeInto(LibraryManager.library, {
  $KfPage__deps: ['$KfDesk'],
  $KfPage: {
    canvas: null,
    width: 0,  // of the canvas, device px
    height: 0,
    media: {},
    wanted: false,
    later: 0,    // the timer of a frame that waits
    ended: 0,    // the last frame, when …
    cost: 0,     // … and how long it took, ms
    acted: 0,    // when the person last did something
    closing: null,
    changed: function() { _kf_on_page_change(); },
    frame: function() {
      KfPage.wanted = false;
      const start = performance.now();
      _kf_on_frame();
      const seen = globalThis.kfdesk;
      KfPage.ended = performance.now();
      KfPage.cost = KfPage.ended - start;
      seen.frames++;
      seen.heapBytes = HEAPU8.length;
      seen.frameMs.push(KfPage.cost);
      if (seen.frameMs.length > 240) seen.frameMs.shift();
      if (seen.frames === 1 && globalThis.kfdeskBoot) globalThis.kfdeskBoot.ready();
    },
    request: function() {
      if (KfPage.wanted) return;
      KfPage.wanted = true;
      // What a person does is shown at once. What only arrives may take a fifth of the time, so that several consoles on
      // a machine without a graphics card leave each other room; frames of 3 ms and less are not held up by that.
      const now = performance.now();
      const wait = now - KfPage.acted < 1000 ? 0 : Math.min(5 * KfPage.cost, 250) - (now - KfPage.ended);
      if (wait > 16) KfPage.later = setTimeout(KfPage.soon, wait);
      else KfPage.soon();
    },
    soon: function() {
      KfPage.later = 0;
      requestAnimationFrame(KfPage.frame);
    },
    act: function() {
      KfPage.acted = performance.now();
      if (!KfPage.later) return;
      clearTimeout(KfPage.later);
      KfPage.soon();
    },
    measured: function(width, height) {
      if (width === KfPage.width && height === KfPage.height) return;
      KfPage.width = width;
      KfPage.height = height;
      KfPage.changed();
    },
    watchSize: function() {
      const canvas = KfPage.canvas;
      const guess = function() {
        const box = canvas.getBoundingClientRect();
        KfPage.measured(Math.round(box.width * devicePixelRatio), Math.round(box.height * devicePixelRatio));
      };
      guess();
      // The exact number of device pixels where the browser tells; rounding by hand is off by one at 1.25.
      const observer = new ResizeObserver(function(entries) {
        const told = entries[0].devicePixelContentBoxSize;
        const box = entries[0].contentRect;
        // Under an emulated pixel ratio Chromium tells the size of the real one: only a correction is believed.
        const near = function(exact, css) { return Math.abs(exact - css * devicePixelRatio) < 2; };
        if (told && told[0] && near(told[0].inlineSize, box.width) && near(told[0].blockSize, box.height))
          KfPage.measured(told[0].inlineSize, told[0].blockSize);
        else
          guess();
      });
      try {
        observer.observe(canvas, {box: 'device-pixel-content-box'});
      } catch (e) {
        observer.observe(canvas);
      }
      const watchRatio = function() {
        matchMedia('(resolution: ' + devicePixelRatio + 'dppx)').addEventListener('change', function() {
          guess();
          KfPage.changed();
          watchRatio();
        }, {once: true});
      };
      watchRatio();
    },
    start: function(canvas) {
      KfPage.canvas = canvas;
      KfPage.watchSize();
      for (const query of ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)']) {
        KfPage.media[query] = matchMedia(query);
        KfPage.media[query].addEventListener('change', KfPage.changed);
      }
      for (const name of ['online', 'offline', 'focus', 'blur', 'languagechange', 'pagehide', 'pageshow'])
        addEventListener(name, KfPage.changed);
      document.addEventListener('visibilitychange', KfPage.changed);
      for (const kind of ['webglcontext', 'context']) {
        canvas.addEventListener(kind + 'lost', function(e) {
          // Else WebGL does not come back; without this a canvas of pixels does.
          if (kind !== 'context') e.preventDefault();
          _kf_on_context(0);
        });
        canvas.addEventListener(kind + 'restored', function() { _kf_on_context(1); });
      }
    },
  },

  kf_page_start__deps: ['$KfPage'],
  kf_page_start: function(version, length) {
    globalThis.kfdesk = {frames: 0, frameMs: [], version: KfDesk.text(version, length)};
    KfPage.start(document.getElementById('kf-canvas'));
  },
  // The console cannot start: boot.js says why.
  kf_page_fail__deps: ['$KfDesk'],
  kf_page_fail: function(kind, length) {
    if (globalThis.kfdeskBoot) globalThis.kfdeskBoot.fail(KfDesk.text(kind, length));
  },
  kf_page_size__deps: ['$KfPage'],
  kf_page_size: function(out) {
    HEAP32[out >> 2] = KfPage.width;
    HEAP32[(out >> 2) + 1] = KfPage.height;
  },
  kf_page_ratio: function() { return devicePixelRatio || 1; },
  // 1 visible, 2 focused, 4 online, 8 dark, 16 reduced motion, 32 a Mac
  kf_page_flags__deps: ['$KfPage'],
  kf_page_flags: function() {
    const media = KfPage.media;
    const is = function(query) { return media[query] ? media[query].matches : matchMedia(query).matches; };
    return (document.visibilityState === 'visible' ? 1 : 0) | (document.hasFocus() ? 2 : 0) |
           (navigator.onLine !== false ? 4 : 0) | (is('(prefers-color-scheme: dark)') ? 8 : 0) |
           (is('(prefers-reduced-motion: reduce)') ? 16 : 0) | (/^(Mac|iP)/.test(navigator.platform) ? 32 : 0);
  },
  // Han characters stand in the order of their pinyin: where one stands between the first of each letter says its own.
  kf_page_initials__deps: ['$KfPage', '$KfDesk'],
  kf_page_initials: function(text, length) {
    const first = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨它穵夕丫帀', letters = 'abcdefghjklmnopqrstwxyz';
    if (KfPage.pinyin === undefined) {
      const order = typeof Intl === 'object' && Intl.Collator ? new Intl.Collator('zh-u-co-pinyin') : null;
      KfPage.pinyin = order && order.compare('八', '张') < 0 && order.compare('张', '阿') > 0 &&
                      order.compare('王', '张') < 0 ? order : null;
    }
    let out = '';
    if (KfPage.pinyin) {
      for (const c of KfDesk.text(text, length)) {
        let letter = c;
        if (/[\u3400-\u9fff]/.test(c)) {
          let low = 0, high = first.length - 1;
          while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (KfPage.pinyin.compare(first[middle], c) <= 0) low = middle;
            else high = middle - 1;
          }
          letter = letters[low];
        }
        out += letter;
      }
    }
    return KfDesk.give(out);
  },
  kf_page_language__deps: ['$KfDesk'],
  kf_page_language: function() { return KfDesk.give(navigator.language || 'zh-CN'); },
  kf_page_unix_ms: function() { return Date.now(); },
  kf_page_now_ms: function() { return performance.now(); },
  kf_page_utc_offset: function(at) { return -new Date(at).getTimezoneOffset(); },
  kf_page_after: function(timer, ms) {
    return setTimeout(function() { _kf_on_timer(timer); }, ms);
  },
  kf_page_cancel: function(handle) { clearTimeout(handle); },
  kf_page_request_frame__deps: ['$KfPage'],
  kf_page_request_frame: function() { KfPage.request(); },

  kf_page_setting__deps: ['$KfDesk'],
  kf_page_setting: function(key, length) {
    let value = null;
    try {
      value = localStorage.getItem('kfdesk.' + KfDesk.text(key, length));
    } catch (e) {
      value = null;  // storage is switched off: settings last as long as the page
    }
    return value === null ? 0 : KfDesk.give(value);
  },
  kf_page_store__deps: ['$KfDesk'],
  kf_page_store: function(key, length, value, valueLength) {
    try {
      localStorage.setItem('kfdesk.' + KfDesk.text(key, length), KfDesk.text(value, valueLength));
      return 1;
    } catch (e) {
      return 0;
    }
  },
  // Of this tab; gone when it is closed.
  kf_page_kept__deps: ['$KfDesk'],
  kf_page_kept: function(key, length) {
    let value = null;
    try {
      value = sessionStorage.getItem(KfDesk.keptName(key, length));
    } catch (e) {
      value = null;
    }
    return value === null ? 0 : KfDesk.give(value);
  },
  kf_page_keep__deps: ['$KfDesk'],
  kf_page_keep: function(key, length, value, valueLength) {
    const name = KfDesk.keptName(key, length);
    try {
      if (valueLength) sessionStorage.setItem(name, KfDesk.text(value, valueLength));
      else sessionStorage.removeItem(name);
    } catch (e) {
      // storage is switched off: what was not sent ends with the page
    }
  },
  kf_page_random: function(out) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    HEAPU8.set(bytes, out);
  },
  kf_page_backend__deps: ['$KfDesk'],
  kf_page_backend: function() {
    const config = globalThis.kfdeskConfig || {};
    return KfDesk.give((config.backend || '') + (config.base || ''));
  },
  kf_page_open__deps: ['$KfDesk'],
  kf_page_open: function(url, length) {
    let target;
    try {
      target = new URL(KfDesk.text(url, length), location.href);
    } catch (e) {
      return;
    }
    if (target.protocol !== 'http:' && target.protocol !== 'https:') return;
    window.open(target.href, '_blank', 'noopener,noreferrer');
  },
  kf_page_navigate__deps: ['$KfDesk'],
  kf_page_navigate: function(path, length) {
    let page = KfDesk.text(path, length);
    const config = globalThis.kfdeskConfig || {};
    // Hosted elsewhere the site may lie in a folder, and its pages have their files' names.
    if (config.backend) page = page.replace(/^\/(\w+)(?=#|$)/, '$1.html');
    else if (page[0] === '/') page = (config.base || '') + page;
    const target = new URL(page, location.href);
    // In the place of the console: Back does not lead to it.
    if (target.origin === location.origin) location.replace(target.href);
  },
  kf_page_fragment__deps: ['$KfDesk'],
  kf_page_fragment: function() { return KfDesk.give(location.hash.slice(1)); },
  kf_page_set_fragment__deps: ['$KfDesk'],
  kf_page_set_fragment: function(text, length) { history.replaceState(null, '', '#' + KfDesk.text(text, length)); },
  kf_page_set_language__deps: ['$KfDesk'],
  kf_page_set_language: function(tag, length) { document.documentElement.lang = KfDesk.text(tag, length); },
  kf_page_set_dark: function(dark) { document.documentElement.dataset.theme = dark ? 'dark' : 'light'; },
  kf_page_warn__deps: ['$KfPage'],
  kf_page_warn: function(on) {
    if (on && !KfPage.closing) {
      KfPage.closing = function(e) {
        e.preventDefault();
        e.returnValue = '';
      };
      addEventListener('beforeunload', KfPage.closing);
    } else if (!on && KfPage.closing) {
      removeEventListener('beforeunload', KfPage.closing);
      KfPage.closing = null;
    }
  },
  kf_page_cursor__deps: ['$KfPage'],
  kf_page_cursor: function(cursor) {
    const name = ['default', 'pointer', 'text', 'grab', 'not-allowed'][cursor] || 'default';
    KfPage.canvas.style.cursor = name;
    document.getElementById('kf-mirror').style.cursor = name;  // its elements inherit it
  },
});

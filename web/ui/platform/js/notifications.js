// Desktop notifications, sounds made on the spot, the number in title and favicon.
mergeInto(LibraryManager.library, {
  $KfNotes__deps: ['$KfDesk'],
  $KfNotes__postset: 'KfNotes.shown = new Map();',
  $KfNotes: {
    shown: null,
    audio: null,
    badge: 0,
    known: -1,   // the permission …
    asked: 0,    // … and when the browser was asked for it, which takes it a millisecond and more
    rang: -9,    // when a sound began last, s of the audio clock
    // Ask, Granted, Denied, Unsupported
    permission: function() {
      if (typeof Notification === 'undefined') return 3;
      const now = performance.now();
      if (KfNotes.known < 0 || now - KfNotes.asked > 1000) {
        KfNotes.known = Notification.permission === 'granted' ? 1 : Notification.permission === 'denied' ? 2 : 0;
        KfNotes.asked = now;
      }
      return KfNotes.known;
    },
    context: function() {
      const Context = globalThis.AudioContext || globalThis.webkitAudioContext;
      if (!KfNotes.audio && Context) {
        KfNotes.audio = new Context();
        // Browsers keep the page silent until somebody uses it, and take a moment to begin.
        const wake = function() {
          if (KfNotes.audio.state === 'suspended') KfNotes.audio.resume().then(_kf_on_page_change);
        };
        for (const name of ['pointerdown', 'keydown']) addEventListener(name, wake, {capture: true});
      }
      return KfNotes.audio;
    },
    // [frequency, start, length] of each tone; soft, short, and told apart without looking.
    tunes: [
      [[784, 0, 0.16], [1047, 0.11, 0.32]],
      [[523, 0, 0.14], [659, 0.1, 0.14], [784, 0.2, 0.34]],
      [[880, 0, 0.2], [660, 0.16, 0.3]],
    ],
    play: function(sound, volume) {
      const audio = KfNotes.context();
      if (!audio) return 0;
      if (audio.state === 'running') {
        KfNotes.ring(audio, sound, volume);
        return 1;
      }
      // It rings all the same when the browser allows it in time.
      const asked = performance.now();
      audio.resume().then(function() {
        if (performance.now() - asked < 2000) KfNotes.ring(audio, sound, volume);
        _kf_on_page_change();
      });
      return 0;
    },
    ring: function(audio, sound, volume) {
      // Of fifty messages at once one is heard.
      if (audio.currentTime - KfNotes.rang < 0.5) return;
      KfNotes.rang = audio.currentTime;
      for (const tone of KfNotes.tunes[sound] || KfNotes.tunes[0]) {
        const at = audio.currentTime + 0.01 + tone[1];
        const voice = audio.createOscillator(), gain = audio.createGain();
        voice.type = 'sine';
        voice.frequency.value = tone[0];
        gain.gain.setValueAtTime(0, at);
        gain.gain.linearRampToValueAtTime(0.35 * volume, at + 0.012);
        gain.gain.exponentialRampToValueAtTime(0.0008, at + tone[2]);
        voice.connect(gain);
        gain.connect(audio.destination);
        voice.start(at);
        voice.stop(at + tone[2] + 0.02);
      }
    },
    favicon: function(count) {
      const size = 64;
      const c = document.createElement('canvas');
      c.width = c.height = size;
      const x = c.getContext('2d');
      const icon = new Image();
      const finish = function() {
        if (count > 0) {
          const text = count > 99 ? '99+' : String(count);
          x.font = '700 ' + (text.length > 2 ? 26 : 34) + 'px system-ui, sans-serif';
          const w = Math.max(40, x.measureText(text).width + 14);
          x.fillStyle = '#c9342c';
          x.beginPath();
          x.arc(size - w + 20, 20, 20, Math.PI / 2, Math.PI * 1.5);
          x.arc(size - 20, 20, 20, -Math.PI / 2, Math.PI / 2);
          x.fill();
          x.fillStyle = '#fff';
          x.textAlign = 'center';
          x.textBaseline = 'middle';
          x.fillText(text, size - w / 2, 22);
        }
        let link = document.querySelector('link[rel="icon"][data-badge]');
        if (!link) {
          const first = document.querySelector('link[rel="icon"]');
          link = document.createElement('link');
          link.rel = 'icon';
          link.dataset.badge = '';
          if (first) {
            link.dataset.plain = first.href;
            first.remove();
          }
          document.head.appendChild(link);
        }
        link.href = c.toDataURL('image/png');
      };
      const plain = document.querySelector('link[rel="icon"]');
      icon.onload = function() {
        x.drawImage(icon, 0, 0, size, size);
        finish();
      };
      icon.onerror = finish;
      icon.src = plain ? plain.dataset.plain || plain.href : '';
    },
  },

  kf_note_permission__deps: ['$KfNotes'],
  kf_note_permission: function() { return KfNotes.permission(); },
  kf_note_ask__deps: ['$KfNotes'],
  kf_note_ask: function(call) {
    const done = function() {
      KfNotes.known = -1;
      _kf_on_permission(call, KfNotes.permission());
    };
    if (typeof Notification === 'undefined') setTimeout(done, 0);
    else Notification.requestPermission().then(done, done);
  },
  kf_note_show__deps: ['$KfNotes'],
  kf_note_show: function(call, tag, tagLength, title, titleLength, body, bodyLength) {
    if (KfNotes.permission() !== 1) return 0;
    const name = KfDesk.text(tag, tagLength);
    // One that only replaces what is shown would not be seen to come.
    const before = KfNotes.shown.get(name);
    if (before) before.close();
    try {
      const note = new Notification(KfDesk.text(title, titleLength),
                                    {tag: name, body: KfDesk.text(body, bodyLength), icon: 'icon.svg', silent: true});
      note.onclick = function() {
        window.focus();
        note.close();
        _kf_on_note_click(call);
      };
      note.onclose = function() { if (KfNotes.shown.get(name) === note) KfNotes.shown.delete(name); };
      KfNotes.shown.set(name, note);
      return 1;
    } catch (e) {
      return 0;  // phones offer them to service workers only
    }
  },
  kf_note_close__deps: ['$KfNotes'],
  kf_note_close: function(tag, length) {
    const name = KfDesk.text(tag, length);
    const note = KfNotes.shown.get(name);
    if (note) note.close();
    KfNotes.shown.delete(name);
  },
  kf_note_sound_allowed__deps: ['$KfNotes'],
  kf_note_sound_allowed: function() {
    const audio = KfNotes.context();
    return audio && audio.state === 'running' ? 1 : 0;
  },
  kf_note_play__deps: ['$KfNotes'],
  kf_note_play: function(sound, volume) { return KfNotes.play(sound, volume); },
  kf_note_badge__deps: ['$KfNotes'],
  kf_note_badge: function(count, title, length) {
    document.title = (count > 0 ? '(' + (count > 99 ? '99+' : count) + ') ' : '') + KfDesk.text(title, length);
    if (KfNotes.badge === count) return;
    KfNotes.badge = count;
    KfNotes.favicon(count);
  },
});

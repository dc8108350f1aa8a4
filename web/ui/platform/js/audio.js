// One <audio> for the page; it stays the same one, because browsers allow sound to an element that was started by a click.
mergeInto(LibraryManager.library, {
  $KfAudio__deps: ['$KfDesk', '$KfImages'],
  $KfAudio: {
    el: null,
    turn: 0,     // of what is played; a refusal of an earlier one says nothing
    error: 0,
    told: 0,     // when a position was told last
    IDLE: 0, LOADING: 1, PLAYING: 2, PAUSED: 3, ENDED: 4, FAILED: 5,  // AudioPhase
    NETWORK: 1, NOT_PLAYABLE: 2, BLOCKED: 3,                          // AudioError
    phase: function() {
      const el = KfAudio.el;
      if (KfAudio.error) return KfAudio.FAILED;
      if (!el || !el.hasAttribute('src')) return KfAudio.IDLE;
      if (el.ended) return KfAudio.ENDED;
      if (el.paused) return KfAudio.PAUSED;
      return el.readyState < 3 ? KfAudio.LOADING : KfAudio.PLAYING;
    },
    tell: function() {
      const el = KfAudio.el;
      KfAudio.told = performance.now();
      _kf_on_audio(KfAudio.phase(), KfAudio.error, el.currentTime || 0, isFinite(el.duration) ? el.duration : 0);
    },
    fail: function(error) {
      if (KfAudio.error || !KfAudio.el.hasAttribute('src')) return;
      KfAudio.error = error;
      KfAudio.tell();
    },
    make: function() {
      const el = KfAudio.el = document.createElement('audio');
      el.preload = 'auto';
      for (const name of ['playing', 'pause', 'waiting', 'ended', 'durationchange', 'seeked'])
        el.addEventListener(name, KfAudio.tell);
      el.addEventListener('timeupdate', function() {
        if (performance.now() - KfAudio.told >= 200) KfAudio.tell();
      });
      el.addEventListener('error', function() {
        const e = el.error;
        if (!e) return;
        // An answer like 404 reads "404: Not Found".
        const network = e.code === 2 || (e.code === 4 && (/^\d{3}\b/.test(e.message) || navigator.onLine === false));
        KfAudio.fail(network ? KfAudio.NETWORK : KfAudio.NOT_PLAYABLE);
      });
    },
    start: function() {
      const turn = KfAudio.turn;
      const started = KfAudio.el.play();
      if (started) started.catch(function(e) {
        if (turn === KfAudio.turn && e.name === 'NotAllowedError') KfAudio.fail(KfAudio.BLOCKED);
      });
    },
  },

  kf_audio_play__deps: ['$KfAudio'],
  kf_audio_play: function(url, length, rate) {
    if (!KfAudio.el) KfAudio.make();
    const el = KfAudio.el;
    const address = KfDesk.text(url, length);
    KfAudio.turn++;
    KfAudio.error = 0;
    if (/^https?:/.test(address)) KfImages.cross(el, address);
    else el.removeAttribute('crossorigin');
    el.src = address;
    el.defaultPlaybackRate = el.playbackRate = rate;
    KfAudio.start();
    KfAudio.tell();
  },
  kf_audio_resume__deps: ['$KfAudio'],
  kf_audio_resume: function() { if (KfAudio.el) KfAudio.start(); },
  kf_audio_pause__deps: ['$KfAudio'],
  kf_audio_pause: function() { if (KfAudio.el) KfAudio.el.pause(); },
  kf_audio_stop__deps: ['$KfAudio'],
  kf_audio_stop: function() {
    const el = KfAudio.el;
    if (!el) return;
    KfAudio.turn++;
    KfAudio.error = 0;
    el.pause();
    el.removeAttribute('src');
    el.load();
    KfAudio.tell();
  },
  kf_audio_seek__deps: ['$KfAudio'],
  kf_audio_seek: function(secs) { if (KfAudio.el) KfAudio.el.currentTime = secs; },
  kf_audio_rate__deps: ['$KfAudio'],
  kf_audio_rate: function(rate) { if (KfAudio.el) KfAudio.el.defaultPlaybackRate = KfAudio.el.playbackRate = rate; },
});

// Real <video> and <img> elements over the canvas. The mirror puts them in their place in the document.
mergeInto(LibraryManager.library, {
  $KfOverlays__deps: ['$KfDesk', '$KfImages'],
  $KfOverlays__postset: 'KfOverlays.all = new Map();',
  $KfOverlays: {
    all: null,
    READY: 1, PLAYING: 2, ENDED: 3, FAILED: 4,  // OverlayState
    element: function(id) {
      const o = KfOverlays.all.get(id);
      return o ? o.el : null;
    },
    // A poster has no way to say that it brings the session cookie, and the backend gives nothing to pages of other
    // origins that do not ask properly. So there it is fetched like everything else.
    setPoster: function(o, address) {
      o.poster = address;
      if (o.blob) URL.revokeObjectURL(o.blob);
      o.blob = '';
      if (!address) {
        o.el.removeAttribute('poster');
      } else if (/^https?:/.test(address) && new URL(address).origin !== location.origin) {
        fetch(address, {credentials: 'include'}).then(function(r) { return r.ok ? r.blob() : null; }).then(function(blob) {
          if (!blob || o.gone || o.poster !== address) return;
          o.blob = URL.createObjectURL(blob);
          o.el.poster = o.blob;
        }).catch(function() {});  // a video without a poster
      } else {
        o.el.poster = address;
      }
    },
    listen: function(id, el, video) {
      const tell = function(name, state) {
        el.addEventListener(name, function() { if (KfOverlays.all.has(id)) _kf_on_overlay(id, state); });
      };
      if (!video) {
        tell('load', KfOverlays.READY);
      } else {
        tell('loadedmetadata', KfOverlays.READY);
        tell('playing', KfOverlays.PLAYING);
        el.addEventListener('pause', function() {
          if (!el.ended && KfOverlays.all.has(id)) _kf_on_overlay(id, KfOverlays.READY);
        });
        tell('ended', KfOverlays.ENDED);
      }
      el.addEventListener('error', function() {
        // Taking the address away is an error as well.
        if (el.getAttribute('src') && KfOverlays.all.has(id)) _kf_on_overlay(id, KfOverlays.FAILED);
      });
    },
  },

  kf_overlay_create__deps: ['$KfOverlays'],
  kf_overlay_create: function(id, video) {
    const el = document.createElement(video ? 'video' : 'img');
    el.className = video ? 'kf-overlay' : 'kf-overlay kf-through';
    el.kfId = id;
    el.kfField = true;      // pointer and keys are its own …
    el.kfWheelBelow = true;  // … but not the wheel
    if (video) {
      el.controls = true;
      el.playsInline = true;
      el.preload = 'metadata';
      el.tabIndex = 0;
    }
    KfOverlays.all.set(id, {el: el, url: '', poster: '', blob: '', gone: false});
    KfOverlays.listen(id, el, video);
  },
  kf_overlay_update__deps: ['$KfOverlays'],
  kf_overlay_update: function(id, url, urlLength, poster, posterLength, label, labelLength, autoplay) {
    const o = KfOverlays.all.get(id);
    if (!o) return;
    const el = o.el, address = KfDesk.text(url, urlLength), still = KfDesk.text(poster, posterLength);
    const name = KfDesk.text(label, labelLength);
    if (el.tagName === 'IMG') {
      el.alt = name;
    } else {
      el.setAttribute('aria-label', name);
      el.autoplay = !!autoplay;
      if (still !== o.poster) KfOverlays.setPoster(o, still);
    }
    if (address === o.url) return;
    o.url = address;
    KfImages.cross(el, address);
    if (address) el.src = address;
    else el.removeAttribute('src');
  },
  kf_overlay_destroy__deps: ['$KfOverlays'],
  kf_overlay_destroy: function(id) {
    const o = KfOverlays.all.get(id);
    if (!o) return;
    KfOverlays.all.delete(id);
    o.gone = true;
    if (o.blob) URL.revokeObjectURL(o.blob);
    o.el.remove();
    if (o.el.tagName === 'VIDEO') {
      // An element that is not in the document plays on otherwise, and keeps its connection.
      o.el.pause();
      o.el.removeAttribute('src');
      o.el.load();
    } else {
      o.el.removeAttribute('src');
    }
  },
});

// Applies the mirror's differences to the document. Text goes in as text nodes and attributes, never as markup.
mergeInto(LibraryManager.library, {
  $KfMirror__deps: ['$KfDesk', '$KfFields', '$KfOverlays'],
  $KfMirror__postset: 'KfMirror.nodes = new Map();',
  $KfMirror: {
    nodes: null,
    layers: [],
    focusBefore: null,  // what had the focus when this frame's changes began
    applying: false,
    byContent: {button: 1, link: 1, tab: 1, menuitem: 1, menuitemradio: 1, radio: 1, switch: 1, checkbox: 1, option: 1,
                heading: 1, text: 1},
    start: function() {
      const root = document.getElementById('kf-mirror');
      for (let i = 0; i < 5; i++) {
        const layer = document.createElement('div');
        layer.className = 'kf-layer';
        root.appendChild(layer);
        KfMirror.layers.push(layer);
      }
    },
    touch: function() {
      if (KfMirror.applying) return;
      KfMirror.applying = true;
      KfMirror.focusBefore = document.activeElement;
    },
    flag: function(el, name, value) {
      if (value === null) el.removeAttribute(name);
      else if (el.getAttribute(name) !== value) el.setAttribute(name, value);
    },
    idOf: function(el) {
      return el && el.kfId ? el.kfId : 0;
    },
  },

  kf_mirror_create__deps: ['$KfMirror'],
  kf_mirror_create: function(id, role, length) {
    if (!KfMirror.layers.length) KfMirror.start();
    KfMirror.touch();
    const name = KfDesk.text(role, length);
    // These are elements of their own, only their place is ours.
    const real = name === 'textbox' || name === 'media';
    let el;
    if (real) {
      el = name === 'textbox' ? KfFields.element(id) : KfOverlays.element(id);
      if (!el) return;
    } else {
      el = document.createElement('div');
      el.className = 'kf-node';
      if (name !== 'text') el.setAttribute('role', name);
      // It holds what is on screen: scrolling would be read out. What is new is said elsewhere.
      if (name === 'log') el.setAttribute('aria-live', 'off');
    }
    el.kfId = id;
    KfMirror.nodes.set(id, {el: el, role: name, words: null, field: real});
  },

  kf_mirror_remove__deps: ['$KfMirror'],
  kf_mirror_remove: function(id) {
    const node = KfMirror.nodes.get(id);
    if (!node) return;
    KfMirror.touch();
    node.el.remove();
    KfMirror.nodes.delete(id);
  },

  kf_mirror_name__deps: ['$KfMirror'],
  kf_mirror_name: function(id, text, length, leaf) {
    const node = KfMirror.nodes.get(id);
    if (!node || node.field) return;  // a field says its label itself
    KfMirror.touch();
    const name = KfDesk.text(text, length);
    if (leaf) {
      if (!node.words) {
        node.words = document.createTextNode(name);
        node.el.insertBefore(node.words, node.el.firstChild);
      } else if (node.words.data !== name) {
        node.words.data = name;
      }
    } else if (node.words) {
      node.words.remove();
      node.words = null;
    }
    const labelled = name && !(leaf && KfMirror.byContent[node.role]);
    KfMirror.flag(node.el, 'aria-label', labelled ? name : null);
  },

  kf_mirror_description__deps: ['$KfMirror'],
  kf_mirror_description: function(id, text, length) {
    const node = KfMirror.nodes.get(id);
    if (!node) return;
    KfMirror.touch();
    KfMirror.flag(node.el, 'aria-description', length ? KfDesk.text(text, length) : null);
  },

  kf_mirror_rect__deps: ['$KfMirror'],
  kf_mirror_rect: function(id, x, y, w, h) {
    const node = KfMirror.nodes.get(id);
    if (!node) return;
    KfMirror.touch();
    const s = node.el.style;
    s.left = x + 'px';
    s.top = y + 'px';
    s.width = w + 'px';
    s.height = h + 'px';
    if (node.field) KfFields.placed(id, w, h);
  },

  // flags: 1 disabled, 2 current, 4 busy, 8 modal, 16 focusable, 32 tab stop. selected, checked, expanded: -1 unknown.
  kf_mirror_state__deps: ['$KfMirror'],
  kf_mirror_state: function(id, flags, selected, checked, expanded, level, position, setSize, value) {
    const node = KfMirror.nodes.get(id);
    if (!node || node.field) return;
    KfMirror.touch();
    const el = node.el;
    const tri = function(v) { return v < 0 ? null : v ? 'true' : 'false'; };
    KfMirror.flag(el, 'aria-disabled', flags & 1 ? 'true' : null);
    KfMirror.flag(el, 'aria-current', flags & 2 ? 'true' : null);
    KfMirror.flag(el, 'aria-busy', flags & 4 ? 'true' : null);
    KfMirror.flag(el, 'aria-modal', flags & 8 ? 'true' : null);
    KfMirror.flag(el, 'tabindex', flags & 16 ? (flags & 32 ? '0' : '-1') : flags & 8 ? '-1' : null);
    KfMirror.flag(el, 'aria-selected', tri(selected));
    // A button that stays down is pressed; everything else is checked.
    KfMirror.flag(el, node.role === 'button' ? 'aria-pressed' : 'aria-checked', tri(checked));
    KfMirror.flag(el, 'aria-expanded', tri(expanded));
    KfMirror.flag(el, 'aria-haspopup', expanded >= 0 ? 'menu' : null);
    KfMirror.flag(el, 'aria-level', level ? String(level) : null);
    KfMirror.flag(el, 'aria-posinset', position ? String(position) : null);
    KfMirror.flag(el, 'aria-setsize', setSize ? String(setSize) : null);
    KfMirror.flag(el, 'aria-valuenow', value < 0 ? null : String(Math.round(value * 100)));
  },

  kf_mirror_children__deps: ['$KfMirror'],
  kf_mirror_children: function(layer, parent, ids, count) {
    if (!KfMirror.layers.length) KfMirror.start();
    KfMirror.touch();
    const owner = parent ? KfMirror.nodes.get(parent) : null;
    const el = parent ? owner && owner.el : KfMirror.layers[layer];
    if (!el) return;
    // Walk along what is there: only what is out of place moves, so the focus mostly stays where it is.
    let at = el.firstChild;
    if (owner && owner.words) at = owner.words.nextSibling;
    for (let i = 0; i < count; i++) {
      const node = KfMirror.nodes.get(HEAPF64[(ids >> 3) + i]);
      if (!node) continue;
      if (node.el === at) at = at.nextSibling;
      else el.insertBefore(node.el, at);
    }
  },

  // Rectangles (4 floats each) in the field's own coordinates that are cut out of it.
  kf_mirror_holes__deps: ['$KfMirror'],
  kf_mirror_holes: function(id, rects, count) {
    const node = KfMirror.nodes.get(id);
    if (!node) return;
    if (!count) {
      node.el.style.clipPath = '';
      return;
    }
    let path = 'M-9 -9H9999V9999H-9Z';
    for (let i = 0; i < count; i++) {
      const at = (rects >> 2) + i * 4;
      const x = HEAPF32[at], y = HEAPF32[at + 1], w = HEAPF32[at + 2], h = HEAPF32[at + 3];
      path += 'M' + x + ' ' + y + 'h' + w + 'v' + h + 'h' + (-w) + 'Z';
    }
    node.el.style.clipPath = 'path(evenodd, "' + path + '")';
  },

  kf_mirror_inert__deps: ['$KfMirror'],
  kf_mirror_inert: function(below) {
    KfMirror.touch();
    for (let i = 0; i < KfMirror.layers.length; i++) KfMirror.layers[i].inert = i < below;
  },

  kf_mirror_focus__deps: ['$KfMirror'],
  kf_mirror_focus: function(id) {
    const node = KfMirror.nodes.get(id);
    if (!node) return;
    KfMirror.focusBefore = null;
    node.el.focus({preventScroll: true});
  },

  kf_mirror_done__deps: ['$KfMirror'],
  kf_mirror_done: function() {
    // A focused element that had to move in the document lost its focus on the way.
    const before = KfMirror.focusBefore;
    if (before && before.kfId && before.isConnected && document.activeElement !== before &&
        (document.activeElement === document.body || !document.activeElement))
      before.focus({preventScroll: true});
    KfMirror.applying = false;
    KfMirror.focusBefore = null;
    // A field that took the keyboard in the frame in which it came into the document.
    if (KfFields.wish && KfFields.wish.isConnected) {
      KfFields.wish.focus({preventScroll: true});
      KfFields.wish = null;
    }
  },
});

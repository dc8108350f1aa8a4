// Pointer, wheel, keys and focus: from the page to the machine. Handlers only note what happened and ask for a frame.
mergeInto(LibraryManager.library, {
  $KfInput__deps: ['$KfDesk', '$KfPage', '$KfMirror'],
  $KfInput: {
    byKeyboard: false,
    inside: false,       // the pointer is over what is drawn, not over a text field
    fromPointer: false,  // a click that follows now was the pointer's, and has been dealt with
    mouseDown: null,     // a mouse button that went down; how many clicks it makes is told with the mousedown that follows
    lastDown: {time: 0, x: 0, y: 0, clicks: 0},
    // In the order of Key in input.h.
    keys: {Enter: 1, Escape: 2, ' ': 3, Tab: 4, Backspace: 5, Delete: 6, ArrowLeft: 7, ArrowRight: 8, ArrowUp: 9,
           ArrowDown: 10, Home: 11, End: 12, PageUp: 13, PageDown: 14, ContextMenu: 15, F2: 17, F3: 18,
           F4: 19, F8: 20, F9: 21},
    pointer: function(kind, e, clicks) {
      // 0 move, 1 down, 2 up, 3 cancel, 4 leave, 5 context menu
      _kf_on_pointer(kind, e.clientX, e.clientY, clicks, e.shiftKey ? 1 : 0, e.pointerType === 'touch' ? 1 : 0);
    },
    move: function(e) {
      if (!e.target.kfField) {
        KfInput.inside = true;
        KfInput.pointer(0, e, 0);
      } else if (KfInput.inside) {
        KfInput.leave(e);
      }
    },
    leave: function(e) {
      KfInput.inside = false;
      KfInput.pointer(4, e, 0);
    },
    up: function(e) {
      if (e.target.kfField) return;
      if (e.button === 0) {
        KfInput.pointer(2, e, 0);
        // What a click does is drawn now: without a graphics card, waiting for the next frame is felt.
        _kf_settle();
      }
      setTimeout(function() { KfInput.fromPointer = false; }, 0);
    },
    down: function(e) {
      KfInput.byKeyboard = false;
      // The browser gives a pressed field the keyboard at once: what was pressed before comes first.
      if (e.target.kfField) _kf_settle();
      if (e.button !== 0 || e.target.kfField) return;
      KfInput.fromPointer = true;
      KfPage.canvas.setPointerCapture(e.pointerId);
      if (e.pointerType === 'mouse') {
        KfInput.mouseDown = e;
        return;
      }
      const last = KfInput.lastDown;
      const near = Math.abs(e.clientX - last.x) < 5 && Math.abs(e.clientY - last.y) < 5;
      const clicks = near && e.timeStamp - last.time < 450 ? Math.min(3, last.clicks + 1) : 1;
      KfInput.lastDown = {time: e.timeStamp, x: e.clientX, y: e.clientY, clicks: clicks};
      KfInput.pointer(1, e, clicks);
    },
    // The browser counts clicks with the time that the person has set in their system.
    mousedown: function(e) {
      const down = KfInput.mouseDown;
      KfInput.mouseDown = null;
      if (e.target.kfField) return;
      // Pressing leaves the keyboard where it is; the console moves it when it should move.
      e.preventDefault();
      if (down && e.button === 0) KfInput.pointer(1, down, Math.max(1, Math.min(3, e.detail)));
    },
    wheel: function(e) {
      // The browser's zoom; a field scrolls by itself, over a video what lies below it scrolls.
      if (e.ctrlKey || (e.target.kfField && !e.target.kfWheelBelow)) return;
      e.preventDefault();
      const unit = e.deltaMode === 1 ? 18 : e.deltaMode === 2 ? innerHeight : 1;
      _kf_on_wheel(e.clientX, e.clientY, e.deltaX * unit, e.deltaY * unit);
    },
    code: function(e) {
      if (KfInput.keys[e.key]) return [KfInput.keys[e.key], 0];
      let c = e.key.length === 1 || e.key.codePointAt(0) > 0xffff ? e.key.toLowerCase().codePointAt(0) : 0;
      // Ctrl+K on a keyboard without Latin letters: by the place of the key.
      if (c > 127 && (e.ctrlKey || e.metaKey) && /^Key[A-Z]$/.test(e.code)) c = e.code.charCodeAt(3) + 32;
      return c ? [16, c] : [0, 0];
    },
    // Before anything hears of the key: it is for the screen that the presses and keys before it leave behind, and frames
    // may be late. One that is held down does not hurry them.
    beforeKey: function(e) {
      if (!e.isComposing && !e.repeat) _kf_settle();
    },
    keydown: function(e) {
      if (e.isComposing || e.keyCode === 229) return;
      KfInput.byKeyboard = true;
      const at = document.activeElement;
      const id = KfMirror.idOf(at);
      const inField = !!(at && (at.kfField || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)));
      const code = KfInput.code(e);
      if (!code[0]) return;
      const plain = !e.ctrlKey && !e.metaKey && !e.altKey;
      if (id && !inField && plain && (e.key === 'Enter' || e.key === ' ')) {
        e.preventDefault();
        if (!e.repeat) _kf_on_activate(id, 0);
        return;
      }
      const flags = (e.ctrlKey || e.metaKey ? 1 : 0) | (e.shiftKey ? 2 : 0) | (e.altKey ? 4 : 0) | (e.repeat ? 8 : 0) |
                    (inField ? 16 : 0);
      const wanted = _kf_on_key(code[0], code[1], flags, id);
      // The page itself does not scroll; keys that would do so belong to the console.
      const scrolls = !inField && plain && code[0] >= 7 && code[0] <= 14;
      if (wanted || scrolls) e.preventDefault();
    },
    focus: function() {
      const at = document.activeElement;
      const field = !!(at && at.kfField);
      _kf_on_focus(KfMirror.idOf(at), KfInput.byKeyboard ? 1 : 0, field ? 1 : 0);
    },
    copy: function(e) {
      const at = document.activeElement;
      // A text field with something selected copies that.
      if (at && at.kfField && at.selectionStart !== at.selectionEnd) return;
      const p = _kf_selected_text();
      if (!p) return;
      const text = KfDesk.text(p, HEAPU8.indexOf(0, p) - p);
      _kf_free(p);
      if (!text) return;
      e.clipboardData.setData('text/plain', text);
      e.preventDefault();
    },
  },

  kf_input_start__deps: ['$KfInput'],
  kf_input_start: function() {
    const canvas = KfPage.canvas;
    const mirror = document.getElementById('kf-mirror');
    // What is drawn gets the pointer by its place, whether the canvas or a mirrored element lies there. So a tool that
    // presses the element presses the drawn thing.
    for (const plane of [canvas, mirror]) {
      plane.addEventListener('mousedown', KfInput.mousedown);
      plane.addEventListener('pointerdown', KfInput.down);
      plane.addEventListener('pointermove', KfInput.move);
      plane.addEventListener('pointerup', KfInput.up);
      plane.addEventListener('pointercancel', function(e) { KfInput.pointer(3, e, 0); });
      plane.addEventListener('wheel', KfInput.wheel, {passive: false});
    }
    document.documentElement.addEventListener('pointerleave', KfInput.leave);
    canvas.addEventListener('contextmenu', function(e) {
      e.preventDefault();
      KfInput.pointer(5, e, 0);
    });
    mirror.addEventListener('click', function(e) {
      if (KfInput.fromPointer || e.target.kfField) return;
      const id = KfMirror.idOf(e.target.closest('.kf-node[tabindex]'));
      if (id) _kf_on_activate(id, 0);
    });
    mirror.addEventListener('contextmenu', function(e) {
      if (e.target.kfField) return;
      const id = KfMirror.idOf(e.target.closest('.kf-node[tabindex]'));
      if (!id) return;
      e.preventDefault();
      // By the menu key it is about the element that has the focus, else about the place.
      if (e.button === 2 || e.pointerType === 'touch') KfInput.pointer(5, e, 0);
      else _kf_on_activate(id, 1);
    });
    for (const name of ['keydown', 'pointerdown', 'pointerup', 'pointermove', 'wheel', 'input', 'focusin', 'resize'])
      addEventListener(name, KfPage.act, {capture: true, passive: true});
    addEventListener('keydown', KfInput.beforeKey, true);
    addEventListener('keydown', KfInput.keydown);
    document.addEventListener('focusin', KfInput.focus);
    document.addEventListener('focusout', function() {
      // Between losing and getting, nothing has it; only the outcome counts.
      setTimeout(KfInput.focus, 0);
    });
    document.addEventListener('copy', KfInput.copy);
  },
});

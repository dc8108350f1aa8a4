// Real text fields over the canvas. The browser does the typing; this only tells what happened.
mergeInto(LibraryManager.library, {
  $KfFields__deps: ['$KfDesk', '$KfFiles', '$KfPage'],
  $KfFields__postset: 'KfFields.all = new Map();',
  $KfFields: {
    all: null,
    wish: null,  // asked to take the keyboard, not in the document yet
    SUBMIT: 1, ESCAPE: 2, UP: 3, DOWN: 4, ACCEPT: 5, PASTE: 8,  // FieldEvent::Kind
    element: function(id) {
      const f = KfFields.all.get(id);
      return f ? f.el : null;
    },
    placed: function(id, w, h) {
      const f = KfFields.all.get(id);
      // One line of text stands in the middle of its box.
      if (f && f.kind !== 2) f.el.style.lineHeight = h + 'px';
      if (f) f.measured = '';
    },
    send: function(f) {
      const value = f.el.value;
      f.measured = '';
      KfDesk.lend(value, function(p, n) { _kf_on_field_input(f.id, p, n, f.composing ? 1 : 0); });
    },
    event: function(f, kind, text) {
      KfDesk.lend(text || '', function(p, n) { _kf_on_field_event(f.id, kind, p, n); });
    },
    // UTF-16 offset -> bytes, and back.
    toBytes: function(value, at) {
      return KfDesk.bytes(value.slice(0, at)).length;
    },
    toUnits: function(value, bytes) {
      let n = 0, i = 0;
      while (i < value.length && n < bytes) {
        const c = value.codePointAt(i);
        n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        i += c > 0xffff ? 2 : 1;
      }
      return i;
    },
    insert: function(f, text) {
      const had = document.activeElement;
      f.el.focus({preventScroll: true});
      // execCommand is the only way in that keeps the undo history.
      let done = false;
      try {
        done = document.execCommand('insertText', false, text);
      } catch (e) {
        done = false;
      }
      if (!done) {
        f.el.setRangeText(text, f.el.selectionStart, f.el.selectionEnd, 'end');
        KfFields.send(f);
      }
      if (had && had !== f.el && had !== document.body && had.kfId) had.focus({preventScroll: true});
    },
    keydown: function(f, e) {
      // What was pressed before has moved the keyboard on: the key belongs to what has it by now.
      const now = document.activeElement;
      if (now !== f.el) {
        f = now && now.kfField && KfFields.all.get(now.kfId);
        if (!f) return;
      }
      if (e.isComposing || f.composing) {
        e.stopPropagation();
        return;
      }
      // Enter that ends a composition is not ours. Safari reports it right after compositionend, with this old key code.
      // Other input methods give every key that code, long after: such an Enter is one like any other.
      if (e.keyCode === 229 && e.timeStamp - f.composedAt < 500) {
        f.composedAt = -1e9;
        if (e.key === 'Enter') e.preventDefault();
        e.stopPropagation();
        return;
      }
      const plain = !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey;
      if (f.capture && plain) {
        const kind = e.key === 'ArrowUp' ? KfFields.UP
                   : e.key === 'ArrowDown' ? KfFields.DOWN
                   : e.key === 'Enter' || e.key === 'Tab' ? KfFields.ACCEPT : 0;
        if (kind) {
          e.preventDefault();
          e.stopPropagation();
          KfFields.event(f, kind);
          return;
        }
      }
      if (e.key === 'Escape' && plain) {
        KfFields.event(f, KfFields.ESCAPE);
        return;
      }
      if (e.key !== 'Enter' || f.submit === 0) return;
      const ctrl = e.ctrlKey || e.metaKey;
      const asks = f.kind !== 2 ? !e.altKey : f.submit === 1 ? plain : ctrl && !e.shiftKey && !e.altKey;
      if (asks) {
        e.preventDefault();
        // Held down it asks once: what is said about the first press must be read before a second one sends.
        if (e.repeat && f.kind === 2) {
          e.stopPropagation();
          return;
        }
        KfFields.event(f, KfFields.SUBMIT);
        // With Shift it is told as a key as well, for the same frame: backwards, where there is a direction.
        if (e.shiftKey) return;
        e.stopPropagation();
        // What is written is sent as it stands at this key; the next one may come before a frame does.
        _kf_settle();
      } else if (f.kind === 2 && f.submit === 1 && ctrl) {
        e.preventDefault();
        KfFields.insert(f, '\n');
      }
    },
    paste: function(f, e) {
      const data = e.clipboardData;
      if (!data || !data.files.length) return;
      // A table copied from a spreadsheet offers its picture as well; its text is what was meant.
      if (Array.prototype.indexOf.call(data.types, 'text/plain') >= 0) return;
      e.preventDefault();
      KfFields.event(f, KfFields.PASTE, KfFiles.adoptAll(data.files));
    },
    listen: function(f) {
      const el = f.el;
      el.addEventListener('input', function() { KfFields.send(f); });
      el.addEventListener('compositionstart', function() {
        f.composing = true;
        _kf_on_field_composing(f.id, 1);
      });
      el.addEventListener('compositionend', function(e) {
        f.composing = false;
        f.composedAt = e.timeStamp;
        _kf_on_field_composing(f.id, 0);
        KfFields.send(f);
      });
      el.addEventListener('keydown', function(e) { KfFields.keydown(f, e); });
      el.addEventListener('paste', function(e) { KfFields.paste(f, e); });
      el.addEventListener('focus', function() {
        KfFields.wish = null;  // the keyboard went where the person turned to
        _kf_on_field_focus(f.id, 1);
      });
      el.addEventListener('blur', function() {
        f.composing = false;
        _kf_on_field_focus(f.id, 0);
      });
    },
  },

  kf_field_create__deps: ['$KfFields'],
  kf_field_create: function(id, kind) {
    const el = document.createElement(kind === 2 ? 'textarea' : 'input');
    el.dir = 'auto';  // what is written from right to left begins at the right
    if (kind !== 2) el.type = kind === 1 ? 'search' : kind === 3 ? 'date' : 'text';
    if (kind === 3) el.max = '9999-12-31';  // else years have six digits
    el.className = 'kf-field';
    el.autocomplete = 'off';
    el.kfId = id;
    el.kfField = true;
    const f = {id: id, el: el, kind: kind, submit: 1, capture: false, composing: false, composedAt: -1e9, measured: '', height: 0};
    KfFields.all.set(id, f);
    KfFields.listen(f);
  },

  kf_field_destroy__deps: ['$KfFields'],
  kf_field_destroy: function(id) {
    const f = KfFields.all.get(id);
    if (!f) return;
    f.el.remove();
    KfFields.all.delete(id);
  },

  kf_field_spec__deps: ['$KfFields'],
  kf_field_spec: function(id, label, labelLength, hint, hintLength, submit, maxLength, spellCheck) {
    const f = KfFields.all.get(id);
    if (!f) return;
    f.submit = submit;
    f.el.setAttribute('aria-label', KfDesk.text(label, labelLength));
    f.el.placeholder = KfDesk.text(hint, hintLength);
    if (maxLength) f.el.maxLength = maxLength;
    f.el.spellcheck = !!spellCheck;
    f.el.enterKeyHint = submit === 1 ? (f.kind === 1 ? 'search' : 'send') : 'enter';
  },

  kf_field_style__deps: ['$KfFields'],
  kf_field_style: function(id, size, lineHeight, color, hint, caret, padX, padY, disabled) {
    const f = KfFields.all.get(id);
    if (!f) return;
    const css = function(c) { return '#' + ('000000' + (c >>> 0).toString(16)).slice(-6); };
    const s = f.el.style;
    s.fontSize = size + 'px';
    if (f.kind === 2) s.lineHeight = String(lineHeight);
    s.color = css(color);
    s.caretColor = css(caret);
    s.setProperty('--kf-placeholder', css(hint));
    s.padding = padY + 'px ' + padX + 'px';
    f.el.disabled = !!disabled;
    f.measured = '';
  },

  kf_field_value__deps: ['$KfFields'],
  kf_field_value: function(id, text, length) {
    const f = KfFields.all.get(id);
    if (!f) return;
    f.el.value = KfDesk.text(text, length);
    f.measured = '';
    // A date has no caret.
    if (f.kind !== 3) f.el.setSelectionRange(f.el.value.length, f.el.value.length);
    f.el.scrollTop = f.el.scrollHeight;
  },

  kf_field_insert__deps: ['$KfFields'],
  kf_field_insert: function(id, text, length) {
    const f = KfFields.all.get(id);
    if (f && !f.el.disabled) KfFields.insert(f, KfDesk.text(text, length));
  },

  kf_field_selection__deps: ['$KfFields'],
  kf_field_selection: function(id, out) {
    const f = KfFields.all.get(id);
    if (!f) return;
    const value = f.el.value;
    HEAPU32[out >> 2] = KfFields.toBytes(value, f.el.selectionStart);
    HEAPU32[(out >> 2) + 1] = KfFields.toBytes(value, f.el.selectionEnd);
  },

  kf_field_select__deps: ['$KfFields'],
  kf_field_select: function(id, begin, end) {
    const f = KfFields.all.get(id);
    if (!f) return;
    const value = f.el.value;
    f.el.setSelectionRange(KfFields.toUnits(value, begin), KfFields.toUnits(value, end));
  },

  kf_field_focus__deps: ['$KfFields'],
  kf_field_focus: function(id, on) {
    const f = KfFields.all.get(id);
    if (!f) return;
    KfFields.wish = null;
    if (!on) f.el.blur();
    else if (f.el.isConnected) f.el.focus({preventScroll: true});
    else KfFields.wish = f.el;
  },

  kf_field_capture__deps: ['$KfFields'],
  kf_field_capture: function(id, on) {
    const f = KfFields.all.get(id);
    if (f) f.capture = !!on;
  },

  kf_field_height__deps: ['$KfFields'],
  kf_field_height: function(id) {
    const f = KfFields.all.get(id);
    if (!f || !f.el.isConnected) return 0;
    const key = f.el.style.width + '|' + f.el.value;
    if (f.measured !== key) {
      const s = f.el.style, was = s.height, top = f.el.scrollTop;
      s.height = '0px';
      f.height = f.el.scrollHeight - 2 * parseFloat(s.paddingTop || '0');
      s.height = was;
      f.el.scrollTop = top;
      f.measured = key;
    }
    return f.height;
  },
});

mergeInto(LibraryManager.library, {
  $KfClipboard__deps: ['$KfDesk'],
  $KfClipboard: {
    // For pages without the clipboard API (plain http): a selection in a field that nobody sees.
    byCommand: function(text) {
      const had = document.activeElement;
      const area = document.createElement('textarea');
      area.className = 'kf-copy';
      area.value = text;
      document.body.appendChild(area);
      area.select();
      let ok = false;
      try {
        ok = document.execCommand('copy');
      } catch (e) {
        ok = false;
      }
      area.remove();
      if (had && had.focus) had.focus({preventScroll: true});
      return ok;
    },
  },
  kf_clipboard_write__deps: ['$KfClipboard'],
  kf_clipboard_write: function(call, text, length) {
    const words = KfDesk.text(text, length);
    const done = function(ok) { _kf_on_clipboard(call, ok ? 1 : 0); };
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(words).then(function() { done(true); },
                                                function() { done(KfClipboard.byCommand(words)); });
    } else {
      setTimeout(function() { done(KfClipboard.byCommand(words)); }, 0);
    }
  },
});

// Files to the computer, pictures to the clipboard.
mergeInto(LibraryManager.library, {
  $KfDownloads__deps: ['$KfDesk', '$KfImages', '$KfPictures'],
  $KfDownloads: {
    save: function(url, name) {
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      // At another origin the name is ignored, and an error would take the console's place in this tab.
      if (/^https?:/.test(url) && new URL(url).origin !== location.origin) link.target = '_blank';
      link.rel = 'noopener';
      link.click();
    },
    png: async function(url) {
      const blob = await KfPictures.get(url, null);
      if (typeof blob === 'number') throw new Error('not fetched');
      const size = await KfImages.measure(blob, false);
      if (!size.width) throw new Error('not a picture');
      const scale = Math.min(1, KfPictures.LONGEST / Math.max(size.width, size.height));
      if (scale === 1 && size.mime === 'image/png' && !size.animated) return blob.slice(0, blob.size, 'image/png');
      const bitmap = await KfImages.decode(blob, size, Math.max(1, Math.round(size.width * scale)),
                                           Math.max(1, Math.round(size.height * scale)), 'default');
      const made = await KfImages.toBlob(bitmap, 'image/png', 1, false);
      bitmap.close();
      if (!made) throw new Error('not made');
      return made;
    },
  },
  kf_download_save__deps: ['$KfDownloads'],
  kf_download_save: function(url, urlLength, name, nameLength) {
    KfDownloads.save(KfDesk.text(url, urlLength), KfDesk.text(name, nameLength));
  },
  kf_download_text__deps: ['$KfDownloads'],
  kf_download_text: function(text, textLength, mime, mimeLength, name, nameLength) {
    const blob = new Blob([HEAPU8.slice(text, text + textLength)], {type: KfDesk.text(mime, mimeLength)});
    const url = URL.createObjectURL(blob);
    KfDownloads.save(url, KfDesk.text(name, nameLength));
    setTimeout(function() { URL.revokeObjectURL(url); }, 60000);
  },
  kf_download_copy__deps: ['$KfDownloads'],
  kf_download_copy: function(call, url, length) {
    const done = function(ok) { _kf_on_image_copied(call, ok ? 1 : 0); };
    if (!navigator.clipboard || !navigator.clipboard.write || typeof ClipboardItem === 'undefined') {
      setTimeout(function() { done(false); }, 0);
      return;
    }
    // The promise goes in as it is: asked for later, some browsers forget that there was a click.
    const png = KfDownloads.png(KfDesk.text(url, length));
    png.catch(function() {});
    try {
      navigator.clipboard.write([new ClipboardItem({'image/png': png})])
          .then(function() { done(true); }, function() { done(false); });
    } catch (e) {
      setTimeout(function() { done(false); }, 0);
    }
  },
});

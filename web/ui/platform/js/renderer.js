// Draws a frame's triangles with WebGL2: one program, one kind of vertex (ImDrawVert), textures by number. What is set is
// set once: asking the graphics card for its state makes the page wait until everything before is drawn. Where the
// processor would have to do WebGL's work, SoftwareCanvas does it better, and its pixels are shown here.
mergeInto(LibraryManager.library, {
  $KfRenderer__deps: ['$KfPage'],
  $KfRenderer__postset: 'KfRenderer.textures = new Map();',
  $KfRenderer: {
    gl: null,
    flat: null,  // a 2D context instead
    scale: null,
    textures: null,  // number -> WebGLTexture
    last: 0,
    // Also after a lost context: everything on it is made again.
    prepare: function() {
      const gl = KfRenderer.gl;
      const program = gl.createProgram();
      const shader = function(kind, source) {
        const made = gl.createShader(kind);
        gl.shaderSource(made, '#version 300 es\nprecision highp float;' + source);
        gl.compileShader(made);
        gl.attachShader(program, made);
      };
      shader(gl.VERTEX_SHADER,
             'layout(location=0)in vec2 p;layout(location=1)in vec2 u;layout(location=2)in vec4 c;uniform vec2 s;' +
             'out vec2 v;out vec4 f;void main(){v=u;f=c;gl_Position=vec4(p*s+vec2(-1,1),0,1);}');
      shader(gl.FRAGMENT_SHADER,
             'uniform sampler2D t;in vec2 v;in vec4 f;out vec4 o;void main(){o=f*texture(t,v);}');
      gl.linkProgram(program);
      gl.useProgram(program);
      KfRenderer.scale = gl.getUniformLocation(program, 's');
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
      for (let i = 0; i < 3; i++) {
        gl.enableVertexAttribArray(i);
        gl.vertexAttribPointer(i, i < 2 ? 2 : 4, i < 2 ? gl.FLOAT : gl.UNSIGNED_BYTE, i === 2, 20, i * 8);
      }
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    },
    // A new texture, bound.
    texture: function(mipmaps) {
      const gl = KfRenderer.gl, texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, mipmaps ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      KfRenderer.textures.set(++KfRenderer.last, texture);
      return KfRenderer.last;
    },
    // Whether there is WebGL2, and a graphics card behind it. Tried on another canvas: one that has WebGL has nothing else.
    hasCard: function() {
      const gl = document.createElement('canvas').getContext('webgl2');
      if (!gl) return false;
      const info = gl.getExtension('WEBGL_debug_renderer_info');
      const name = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
      const lose = gl.getExtension('WEBGL_lose_context');
      if (lose) lose.loseContext();
      return !/swiftshader|llvmpipe|softpipe|software|basic render|warp/i.test(name);
    },
    sized: function(width, height) {
      const canvas = KfPage.canvas;
      // Setting a size empties the canvas, the same one too.
      if (canvas.width === width && canvas.height === height) return;
      canvas.width = width;
      canvas.height = height;
    },
    // Of a decoded picture; 0: the context is lost.
    picture: function(bitmap, mipmaps) {
      const gl = KfRenderer.gl;
      if (!gl) {
        const canvas = document.createElement('canvas');
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        const x = canvas.getContext('2d', {willReadFrequently: true});
        x.drawImage(bitmap, 0, 0);
        const texels = x.getImageData(0, 0, canvas.width, canvas.height).data;
        const at = _kf_alloc(texels.length);
        HEAPU8.set(texels, at);
        return _kf_on_texels(canvas.width, canvas.height, at);
      }
      if (gl.isContextLost()) return 0;
      const number = KfRenderer.texture(mipmaps);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
      if (mipmaps) gl.generateMipmap(gl.TEXTURE_2D);
      return number;
    },
  },

  // 2: WebGL2. 1: a canvas that shows pixels. 0: there is none.
  kf_renderer_start__deps: ['$KfRenderer'],
  kf_renderer_start: function() {
    const canvas = KfPage.canvas;
    if (KfRenderer.hasCard()) {
      KfRenderer.gl = canvas.getContext('webgl2', {alpha: false, antialias: false, depth: false, powerPreference: 'low-power'});
      if (KfRenderer.gl) {
        KfRenderer.prepare();
        return 2;
      }
    }
    KfRenderer.flat = canvas.getContext('2d', {alpha: false});
    return KfRenderer.flat ? 1 : 0;
  },
  kf_renderer_restore__deps: ['$KfRenderer'],
  kf_renderer_restore: function() {
    KfRenderer.textures.clear();
    KfRenderer.prepare();
  },
  // A part of the texture (0: a new one, of which this is all); RGBA rows of `row` px. Returns its number.
  kf_renderer_texture__deps: ['$KfRenderer'],
  kf_renderer_texture: function(number, x, y, width, height, row, pixels) {
    const gl = KfRenderer.gl;
    // A copy, as everywhere: memory that may grow in place is refused.
    const bytes = HEAPU8.slice(pixels, pixels + ((height - 1) * row + width) * 4);
    if (number) {
      gl.bindTexture(gl.TEXTURE_2D, KfRenderer.textures.get(number));
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, row);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    } else {
      number = KfRenderer.texture(false);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    }
    return number;
  },
  kf_renderer_drop__deps: ['$KfRenderer'],
  kf_renderer_drop: function(number) {
    KfRenderer.gl.deleteTexture(KfRenderer.textures.get(number));
    KfRenderer.textures.delete(number);
  },
  // Each command: texture, left, top, right, bottom of what it may touch, its first index, how many.
  kf_renderer_draw__deps: ['$KfRenderer'],
  kf_renderer_draw: function(width, height, background, vertices, vertexBytes, indices, indexBytes, commands, count) {
    const gl = KfRenderer.gl;
    KfRenderer.sized(width, height);
    gl.viewport(0, 0, width, height);
    gl.uniform2f(KfRenderer.scale, 2 / width, -2 / height);
    gl.clearColor((background & 255) / 255, (background >> 8 & 255) / 255, (background >> 16 & 255) / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.bufferData(gl.ARRAY_BUFFER, HEAPU8.slice(vertices, vertices + vertexBytes), gl.STREAM_DRAW);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, HEAPU8.slice(indices, indices + indexBytes), gl.STREAM_DRAW);
    gl.enable(gl.SCISSOR_TEST);
    let bound = 0;
    for (let i = 0, at = commands >> 2; i < count; i++, at += 7) {
      if (HEAP32[at] !== bound) gl.bindTexture(gl.TEXTURE_2D, KfRenderer.textures.get(bound = HEAP32[at]) || null);
      gl.scissor(HEAP32[at + 1], height - HEAP32[at + 4], HEAP32[at + 3] - HEAP32[at + 1], HEAP32[at + 4] - HEAP32[at + 2]);
      gl.drawElements(gl.TRIANGLES, HEAP32[at + 6], gl.UNSIGNED_INT, HEAP32[at + 5] * 4);
    }
    gl.disable(gl.SCISSOR_TEST);
  },
  // What has become different in `pixels`, rows of `width`: left, top, right, bottom of each part.
  kf_renderer_show__deps: ['$KfRenderer'],
  kf_renderer_show: function(width, height, pixels, rects, count) {
    KfRenderer.sized(width, height);
    for (let i = 0, at = rects >> 2; i < count; i++, at += 4) {
      const left = HEAP32[at], top = HEAP32[at + 1], across = HEAP32[at + 2] - left, down = HEAP32[at + 3] - top;
      const from = pixels + top * width * 4;
      // Whole rows in one copy; a copy, because newer machines' memory may grow in place, which ImageData refuses.
      const rows = new Uint8ClampedArray(HEAPU8.slice(from, from + down * width * 4).buffer);
      KfRenderer.flat.putImageData(new ImageData(rows, width, down), 0, top, left, 0, across, down);
    }
  },
});

// The microphone: recorded by the browser in whatever format it likes, then decoded to plain samples of 8 kHz.
mergeInto(LibraryManager.library, {
  $KfRecorder__deps: ['$KfDesk', '$KfFiles'],
  $KfRecorder: {
    IDLE: 0, ASKING: 1, RECORDING: 2, MAKING: 3,                        // RecorderPhase
    UNSUPPORTED: 1, DENIED: 2, NO_MICROPHONE: 3, FAILED: 4,             // RecorderError
    RATE: 8000,
    turn: 0,         // what is heard or made for an earlier one is dropped
    recorder: null,
    tell: function(phase, error, files) {
      KfDesk.lend(files || '', function(p, n) { _kf_on_recorder(phase, error, p, n); });
    },
    // Whoever has it open lets go of the microphone: the browser's sign goes out.
    letGo: function() {
      const recorder = KfRecorder.recorder;
      KfRecorder.recorder = null;
      if (!recorder) return;
      if (recorder.state !== 'inactive') recorder.stop();
      for (const track of recorder.stream.getTracks()) track.stop();
    },
    wav: function(samples) {
      const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
      const word = function(at, s) { for (let i = 0; i < 4; i++) bytes.setUint8(at + i, s.charCodeAt(i)); };
      word(0, 'RIFF');
      bytes.setUint32(4, 36 + samples.length * 2, true);
      word(8, 'WAVE');
      word(12, 'fmt ');
      bytes.setUint32(16, 16, true);
      bytes.setUint16(20, 1, true);
      bytes.setUint16(22, 1, true);
      bytes.setUint32(24, KfRecorder.RATE, true);
      bytes.setUint32(28, KfRecorder.RATE * 2, true);
      bytes.setUint16(32, 2, true);
      bytes.setUint16(34, 16, true);
      word(36, 'data');
      bytes.setUint32(40, samples.length * 2, true);
      for (let i = 0; i < samples.length; i++)
        bytes.setInt16(44 + i * 2, Math.max(-1, Math.min(1, samples[i])) * 32767, true);
      return bytes.buffer;
    },
    make: async function(chunks, mostMs, name) {
      const heard = await new Blob(chunks).arrayBuffer();
      // The context's rate is what it is decoded to.
      const sound = await new OfflineAudioContext(1, 1, KfRecorder.RATE).decodeAudioData(heard);
      const samples = sound.getChannelData(0).slice(0, Math.floor(mostMs * KfRecorder.RATE / 1000));
      return new File([KfRecorder.wav(samples)], name, {type: 'audio/wav'});
    },
    start: function(mostMs, name) {
      KfRecorder.letGo();
      const turn = ++KfRecorder.turn;
      const mine = function() { return turn === KfRecorder.turn; };
      const fail = function(error) { if (mine()) KfRecorder.tell(KfRecorder.IDLE, error); };
      if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') return fail(KfRecorder.UNSUPPORTED);
      const heard = function(stream) {
        if (!mine()) {
          for (const track of stream.getTracks()) track.stop();
          return;
        }
        const chunks = [];
        const recorder = KfRecorder.recorder = new MediaRecorder(stream);
        recorder.addEventListener('dataavailable', function(e) { chunks.push(e.data); });
        recorder.addEventListener('stop', function() {
          if (!mine()) return;
          KfRecorder.letGo();
          KfRecorder.tell(KfRecorder.MAKING, 0);
          KfRecorder.make(chunks, mostMs, name).then(function(file) {
            if (mine()) KfRecorder.tell(KfRecorder.IDLE, 0, KfFiles.adoptAll([file]));
          }, function() { fail(KfRecorder.FAILED); });
        });
        recorder.start();
        KfRecorder.tell(KfRecorder.RECORDING, 0);
        setTimeout(function() { if (mine()) KfRecorder.letGo(); }, mostMs);
      };
      navigator.mediaDevices.getUserMedia({audio: {channelCount: 1, echoCancellation: true, noiseSuppression: true}})
        .then(heard)
        .catch(function(e) { fail(e.name === 'NotAllowedError' ? KfRecorder.DENIED : KfRecorder.NO_MICROPHONE); });
    },
  },

  kf_recorder_start__deps: ['$KfRecorder'],
  kf_recorder_start: function(mostMs, name, length) { KfRecorder.start(mostMs, KfDesk.text(name, length)); },
  kf_recorder_end__deps: ['$KfRecorder'],
  kf_recorder_end: function(keep) {
    if (!keep) KfRecorder.turn++;
    KfRecorder.letGo();
  },
});

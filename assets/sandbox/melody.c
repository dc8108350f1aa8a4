/* Writes an AMR-NB file (RFC 4867) with a short melody: the voice message that the simulated phone sends.
 * Built and run by make_samples.sh. */
#include <math.h>
#include <opencore-amrnb/interf_enc.h>
#include <stdio.h>

enum { kRate = 8000, kFrame = 160, kNotes = 8, kNoteFrames = 30 }; /* a frame is 20 ms */

int main(void) {
    static const double tones[kNotes] = {523.25, 587.33, 659.25, 783.99, 659.25, 587.33, 523.25, 392.0};
    void* encoder = Encoder_Interface_init(0);
    if (!encoder) return 1;
    fputs("#!AMR\n", stdout);
    double phase = 0;
    for (int frame = 0; frame < kNotes * kNoteFrames; ++frame) {
        short samples[kFrame];
        unsigned char bytes[64];
        for (int i = 0; i < kFrame; ++i) {
            const double in_note = (frame % kNoteFrames * kFrame + i) / (double)(kNoteFrames * kFrame);
            phase += 2 * M_PI * tones[frame / kNoteFrames] / kRate;
            samples[i] = (short)(9000 * exp(-3 * in_note) * (sin(phase) + 0.3 * sin(2 * phase)));
        }
        const int size = Encoder_Interface_Encode(encoder, MR515, samples, bytes, 0);
        if (size <= 0) return 1;
        fwrite(bytes, 1, (size_t)size, stdout);
    }
    Encoder_Interface_exit(encoder);
    return 0;
}

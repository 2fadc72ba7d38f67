/* spectrogram.h - converts a recording of any length to an image of fixed size: power by frequency and time. */
#ifndef DATA_SPECTROGRAM_H
#define DATA_SPECTROGRAM_H

#include <stddef.h>

enum { SPECTROGRAM_BANDS = 32, SPECTROGRAM_FRAMES = 32, SPECTROGRAM_SIZE = SPECTROGRAM_BANDS * SPECTROGRAM_FRAMES };

struct spectrogram; /* work space */

/* NULL if there is no memory. */
struct spectrogram *spectrogram_new(void);
void spectrogram_free(struct spectrogram *work);

/* out (bands, frames): one row per frequency band, lowest first; time runs along a row.
 *
 * A frame is 256 samples (32 ms at 8 kHz) under a Hann window.  The first frame begins with the recording, the last
 * ends with it, and the others are spread evenly between them: the hop follows from the length.  A recording shorter
 * than a frame is padded with zeros at its end.  The Fourier coefficients 1 to 128 are summed in groups of four into
 * 32 bands (125 Hz each at 8 kHz).  An entry is log10 of the band's power minus the mean of all entries; a power
 * below 1e-6 of the recording's largest (60 dB) counts as 1e-6 of it.  So loudness does not matter, and silence gives
 * 0 everywhere. */
void spectrogram_make(struct spectrogram *work, size_t count, const double *sample, double *out);

#endif

/* spectrogram.h - a recording of any length as a picture of one size: which pitches sound when. */
#ifndef DATA_SPECTROGRAM_H
#define DATA_SPECTROGRAM_H

#include <stddef.h>

enum { SPECTROGRAM_BANDS = 32, SPECTROGRAM_FRAMES = 32, SPECTROGRAM_SIZE = SPECTROGRAM_BANDS * SPECTROGRAM_FRAMES };

struct spectrogram; /* work space */

/* NULL without memory. */
struct spectrogram *spectrogram_new(void);
void spectrogram_free(struct spectrogram *work);

/* out (bands, frames): a row for each band of pitches, lowest first, time running along it.
 *
 * A frame is 256 samples (32 ms at 8 kHz) under a Hann window; the first begins with the recording, the last
 * ends with it, and the others are spread evenly between: the hop follows from the length.  A recording
 * shorter than a frame has silence behind it.  The Fourier coefficients 1 to 128 are summed by fours into 32
 * bands (125 Hz each at 8 kHz).  An entry is log10 of the band's power, of which not less than a millionth of
 * the largest in the recording counts (60 dB), minus the mean of all entries; so loudness does not matter, and
 * silence is 0 throughout. */
void spectrogram_make(struct spectrogram *work, size_t count, const double *sample, double *out);

#endif

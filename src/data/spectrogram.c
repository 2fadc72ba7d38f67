/* spectrogram.c - see spectrogram.h. */
#include "data/spectrogram.h"

#include <fftw3.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/xalloc.h"

enum { FRAME = 256, COEFFICIENTS = FRAME / 2 + 1, BAND = FRAME / 2 / SPECTROGRAM_BANDS };

static const double floor_power = 1e-6; /* relative to the largest power */

struct spectrogram {
    double window[FRAME];
    double *frame;         /* (FRAME) */
    fftw_complex *fourier; /* (COEFFICIENTS) */
    fftw_plan plan;
};

/* FFTW's planner is not thread-safe; executing a plan is. */
static atomic_flag planning = ATOMIC_FLAG_INIT;

static void planning_begin(void)
{
    while (atomic_flag_test_and_set_explicit(&planning, memory_order_acquire))
        ;
}

static void planning_end(void)
{
    atomic_flag_clear_explicit(&planning, memory_order_release);
}

struct spectrogram *spectrogram_new(void)
{
    struct spectrogram *work = xnew_array(1, sizeof *work);
    for (int i = 0; i < FRAME; i++)
        work->window[i] = 0.5 - 0.5 * cos(2 * M_PI * i / FRAME);
    work->frame = fftw_malloc(FRAME * sizeof *work->frame);
    work->fourier = fftw_malloc(COEFFICIENTS * sizeof *work->fourier);
    if (work->frame && work->fourier) {
        planning_begin();
        work->plan = fftw_plan_dft_r2c_1d(FRAME, work->frame, work->fourier, FFTW_ESTIMATE); /* ESTIMATE: always the same plan */
        planning_end();
    }
    if (work->plan)
        return work;
    spectrogram_free(work);
    return NULL;
}

void spectrogram_free(struct spectrogram *work)
{
    if (!work)
        return;
    planning_begin();
    if (work->plan)
        fftw_destroy_plan(work->plan);
    planning_end();
    fftw_free(work->frame);
    fftw_free(work->fourier);
    free(work);
}

/* Powers in the bands of the frame that begins at sample[begin]. */
static void frame_power(struct spectrogram *work, size_t count, const double *sample, size_t begin,
                        double power[SPECTROGRAM_BANDS])
{
    for (size_t i = 0; i < FRAME; i++)
        work->frame[i] = begin + i < count ? work->window[i] * sample[begin + i] : 0;
    fftw_execute(work->plan);
    for (int b = 0; b < SPECTROGRAM_BANDS; b++) {
        power[b] = 0;
        for (int k = 1 + b * BAND; k < 1 + (b + 1) * BAND; k++)
            power[b] += work->fourier[k][0] * work->fourier[k][0] + work->fourier[k][1] * work->fourier[k][1];
    }
}

/* Replaces powers by their logarithms minus the mean of the logarithms. */
static void to_logarithms(double *out)
{
    double largest = 0, mean = 0;
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        largest = fmax(largest, out[i]);
    for (int i = 0; i < SPECTROGRAM_SIZE; i++) {
        out[i] = largest > 0 ? log10(fmax(out[i] / largest, floor_power)) : 0;
        mean += out[i] / SPECTROGRAM_SIZE;
    }
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        out[i] -= mean;
}

void spectrogram_make(struct spectrogram *work, size_t count, const double *sample, double *out)
{
    size_t last = count > FRAME ? count - FRAME : 0, steps = SPECTROGRAM_FRAMES - 1;
    for (size_t t = 0; t < SPECTROGRAM_FRAMES; t++) {
        double power[SPECTROGRAM_BANDS];
        frame_power(work, count, sample, (t * last + steps / 2) / steps, power);
        for (size_t b = 0; b < SPECTROGRAM_BANDS; b++)
            out[b * SPECTROGRAM_FRAMES + t] = power[b];
    }
    to_logarithms(out);
}

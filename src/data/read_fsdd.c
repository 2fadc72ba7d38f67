/* read_fsdd.c - the Free Spoken Digit Dataset: recordings/DIGIT_SPEAKER_INDEX.wav, by libsndfile.
 *
 * Index 0 to 4 is the test half, the rest is the training half: the split that the set defines.  The names alone give
 * the classes, so only the drawn recordings are opened.  An example is the spectrogram of a recording
 * (spectrogram.h), whose size does not depend on the recording's length: an image of one channel, 32 bands x 32
 * frames.
 *
 * libsndfile accepts truncated files, so truncation is checked before. */
#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/spectrogram.h"
#include "data/stream.h"

enum { CLASSES = 10, RATE = 8000, TEST_INDICES = 5, INDEX_DIGITS = 6, BETWEEN_REPORTS = 16, CHUNK = 4096 };

enum { SAMPLE_MOST = 1000 }; /* full scale is 1; a file of floating-point samples may contain anything */

static const struct known_file files[] = {
    {"recordings/", SET_BOTH, 21128848, "1801eae019c063377d98f831d3f93574f259475df7332bb0e3d1b080fb5e6959"},
    {.name = NULL},
};

/* The repository at this commit; the server packs it on request. */
#define COMMIT "26eb9aaf76e81b692f806f9140c2d2777410d7a1"
static const struct known_download downloads[] = {
    {"https://github.com/Jakobovski/free-spoken-digit-dataset/archive/" COMMIT ".tar.gz", 17000000, NULL,
     "free-spoken-digit-dataset-" COMMIT "/"},
    {.url = NULL},
};

/* The recordings of a half, sorted by name. */
struct recordings {
    char path[SET_PATH]; /* of the folder, with a slash at its end */
    struct folder folder;
    size_t *name;        /* (rows) indices into folder.name */
    struct spectrogram *work;
    double *sample;      /* of one recording */
    size_t room;
};

static bool fsdd_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool fsdd_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "7_jackson_32.wav" is digit 7, index 32. */
static bool parse_name(const char *name, int *digit, long *index)
{
    if (!fsdd_is_digit(name[0]) || name[1] != '_')
        return false;
    *digit = name[0] - '0';
    const char *speaker = name + 2, *end = speaker;
    while (fsdd_is_letter(*end) || fsdd_is_digit(*end) || *end == '-')
        end++;
    if (end == speaker || *end++ != '_')
        return false;
    size_t digits = 0;
    for (*index = 0; digits < INDEX_DIGITS && fsdd_is_digit(end[digits]); digits++)
        *index = 10 * *index + (end[digits] - '0');
    bool plain = digits > 0 && (*end != '0' || digits == 1); /* 07 would be a second name for 7 */
    return plain && strcmp(end + digits, ".wav") == 0;
}

static enum catapult_status shape_fsdd(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                       struct catapult_error *err)
{
    (void)place;
    (void)which;
    (void)err;
    half->d = SPECTROGRAM_SIZE;
    half->image[0] = 1;
    half->image[1] = SPECTROGRAM_BANDS;
    half->image[2] = SPECTROGRAM_FRAMES;
    return CATAPULT_STATUS_OK;
}

/* Selects the names of the half; rows becomes their number. */
static enum catapult_status fsdd_choose(struct set_half *half, enum set_half_kind which, struct catapult_error *err)
{
    struct recordings *r = half->reader;
    half->rows = 0;
    for (size_t i = 0; i < r->folder.count; i++) {
        int digit;
        long index;
        if (!parse_name(r->folder.name[i], &digit, &index))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%s%s: the name is not DIGIT_SPEAKER_INDEX.wav, as 7_jackson_32.wav is",
                                      path_shown(r->path), r->folder.name[i]);
        if ((index < TEST_INDICES) != (which == SET_TEST))
            continue;
        r->name[half->rows] = i;
        half->label[half->rows++] = digit;
    }
    if (half->rows == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: no recordings", half->name);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status open_fsdd(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                      const struct catapult_progress *progress, struct catapult_error *err)
{
    struct recordings *r = half->reader = xnew_array(1, sizeof *r);
    (void)progress;
    shape_fsdd(place, which, half, err);
    enum catapult_status status = set_file(&set_fsdd, place, files[0].name, r->path, err);
    if (status == CATAPULT_STATUS_OK)
        status = folder_open(&r->folder, r->path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    snprintf(half->name, sizeof half->name, "%s (index %s)", path_shown(r->path),
             which == SET_TEST ? "0 to 4" : "5 and up");
    status = known_labels(half, r->folder.count, err);
    r->name = status == CATAPULT_STATUS_OK ? try_array(r->folder.count, sizeof *r->name) : NULL;
    if (status == CATAPULT_STATUS_OK && !r->name)
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu names", half->name,
                                    r->folder.count);
    return status == CATAPULT_STATUS_OK ? fsdd_choose(half, which, err) : status;
}

/* State while reading a recording. */
struct wav {
    const char *path;
    int file;
    uint64_t size;
    struct catapult_error *err;
};

static enum catapult_status fsdd_complain(const struct wav *wav, const char *what)
{
    return catapult_error_set(wav->err, CATAPULT_STATUS_INPUT, "%s: %s", path_shown(wav->path), what);
}

static uint32_t wav_little(const unsigned char *byte)
{
    return (uint32_t)byte[3] << 24 | (uint32_t)byte[2] << 16 | (uint32_t)byte[1] << 8 | byte[0];
}

/* Checks RIFF, WAVE and the chunks up to the one with the samples, and that this chunk is complete. */
static enum catapult_status check_chunks(const struct wav *wav)
{
    unsigned char head[12] = {0}, tag[8];
    char what[160];
    size_t count = wav->size < sizeof head ? (size_t)wav->size : sizeof head;
    enum catapult_status status = file_read_at(wav->file, wav->path, 0, head, count, wav->err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0)
        return fsdd_complain(wav, "not a WAVE file (RIFF and WAVE are expected at bytes 0 and 8)");
    for (uint64_t at = sizeof head;;) {
        if (wav->size - at < sizeof tag)
            return fsdd_complain(wav, "truncated: there is no chunk 'data'");
        status = file_read_at(wav->file, wav->path, at, tag, sizeof tag, wav->err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        uint64_t bytes = wav_little(tag + 4), left = wav->size - at - sizeof tag;
        if (bytes > left) {
            snprintf(what, sizeof what, "truncated: the chunk at byte %llu promises %llu bytes, the file has %llu more",
                     (unsigned long long)at, (unsigned long long)bytes, (unsigned long long)left);
            return fsdd_complain(wav, what);
        }
        if (memcmp(tag, "data", 4) == 0)
            return bytes ? CATAPULT_STATUS_OK : fsdd_complain(wav, "no samples, the recording is empty");
        at += sizeof tag + bytes + bytes % 2;
        if (at > wav->size)
            at = wav->size;
    }
}

static enum catapult_status check_info(const struct wav *wav, const SF_INFO *info)
{
    char what[120];
    if (info->channels != 1) {
        snprintf(what, sizeof what, "%d channels, expected 1 (mono)", info->channels);
        return fsdd_complain(wav, what);
    }
    if (info->samplerate != RATE) {
        snprintf(what, sizeof what, "%d samples a second, expected %d", info->samplerate, RATE);
        return fsdd_complain(wav, what);
    }
    return CATAPULT_STATUS_OK;
}

/* Ensures capacity for another chunk after the `count` samples. */
static bool fsdd_make_room(struct recordings *r, size_t count)
{
    if (r->room - count >= CHUNK)
        return true;
    size_t room = 2 * r->room + CHUNK;
    double *grown = realloc(r->sample, room * sizeof *grown);
    if (!grown)
        return false;
    r->sample = grown;
    r->room = room;
    return true;
}

/* Reads all samples there are, whatever number the header gives. */
static enum catapult_status take_samples(const struct wav *wav, SNDFILE *sound, struct recordings *r, size_t *count)
{
    char what[120];
    *count = 0;
    for (sf_count_t got = 1; got > 0; *count += (size_t)got) {
        if (!fsdd_make_room(r, *count))
            return catapult_error_set(wav->err, CATAPULT_STATUS_NOMEM, "%s: no memory for its samples",
                                      path_shown(wav->path));
        got = sf_read_double(sound, r->sample + *count, CHUNK);
        if (got < 0)
            got = 0;
    }
    if (sf_error(sound) != SF_ERR_NO_ERROR)
        return fsdd_complain(wav, sf_strerror(sound));
    if (*count == 0)
        return fsdd_complain(wav, "no samples, the recording is empty");
    for (size_t i = 0; i < *count; i++) {
        if (fabs(r->sample[i]) <= SAMPLE_MOST)
            continue;
        snprintf(what, sizeof what, "sample %zu (from 0) is %g, expected about -1 to 1", i, r->sample[i]);
        return fsdd_complain(wav, what);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status read_samples(struct recordings *r, const char *path, size_t *count,
                                         struct catapult_error *err)
{
    struct wav wav = {.path = path, .err = err};
    SF_INFO info = {0};
    enum catapult_status status = file_open(path, &wav.file, &wav.size, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = check_chunks(&wav);
    SNDFILE *sound = status == CATAPULT_STATUS_OK ? sf_open_fd(wav.file, SFM_READ, &info, SF_FALSE) : NULL;
    if (status == CATAPULT_STATUS_OK && !sound)
        status = fsdd_complain(&wav, sf_strerror(NULL));
    if (status == CATAPULT_STATUS_OK)
        status = check_info(&wav, &info);
    if (status == CATAPULT_STATUS_OK)
        status = take_samples(&wav, sound, r, count);
    if (sound)
        sf_close(sound);
    close(wav.file);
    return status;
}

static enum catapult_status read_fsdd(struct set_half *half, const struct pick *pick, double *x,
                                      const struct catapult_progress *progress, struct catapult_error *err)
{
    struct recordings *r = half->reader;
    char path[SET_PATH + 256];
    if (!r->work && !(r->work = spectrogram_new()))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for a Fourier transform", half->name);
    for (size_t i = 0; i < pick->count; i++) {
        size_t count = 0;
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, half->task, (double)i / (double)pick->count))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        snprintf(path, sizeof path, "%s%s", r->path, r->folder.name[r->name[pick->row[i]]]);
        enum catapult_status status = read_samples(r, path, &count, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        spectrogram_make(r->work, count, r->sample, x + i * SPECTROGRAM_SIZE);
    }
    return CATAPULT_STATUS_OK;
}

static void close_fsdd(struct set_half *half)
{
    struct recordings *r = half->reader;
    folder_close(&r->folder);
    spectrogram_free(r->work);
    free(r->name);
    free(r->sample);
    free(r);
}

const struct known_set set_fsdd = {
    .name = "fsdd",
    .title = "FSDD: spoken digits, spectrograms of 32 bands x 32 frames",
    .files = files,
    .downloads = downloads,
    .classes = CLASSES,
    .shape = shape_fsdd,
    .open = open_fsdd,
    .read = read_fsdd,
    .close = close_fsdd,
};

/* sweep.c - what is swept: learning rates, models and seeds from their texts; see sweep.h. */
#include "sweep/sweep.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "sweep/job.h"

/* relative; learning rates closer than this count as equal: rows of a journal are identified by eta */
static const double same_eta = 1e-8;

static const char *const field_names[] = {
#define FIELD_NAME(name, word) [name] = word,
    SWEEP_FIELD_LIST(FIELD_NAME)
#undef FIELD_NAME
};

const char *sweep_field_name(enum sweep_field field)
{
    return field_names[field];
}

/* Sets the settings to those of the first job, so that two sweeps of the same jobs have the same settings. */
static void sweep_take_settings(struct sweep *sweep)
{
    struct catapult_settings *settings = &sweep->settings;
    memset(&settings->compare, 0, sizeof settings->compare);
    settings->model = sweep->model[0];
    for (int i = 1; i < sweep->models; i++)
        settings->compare.value[settings->compare.count++] = sweep->model[i];
    settings->eta = sweep->eta[0];
    settings->seed = sweep->seed;
    settings->threads = 1;
}

void sweep_init(struct sweep *sweep, const struct catapult_settings *settings)
{
    memset(sweep, 0, sizeof *sweep);
    sweep->settings = *settings;
    sweep->etas = sweep->seeds = 1;
    sweep->eta[0] = settings->eta;
    sweep->seed = settings->seed;
    sweep->models = catapult_settings_models(settings, sweep->model);
    sweep_take_settings(sweep);
}

/* --- learning rates ------------------------------------------------------------------------------------------ */

static enum catapult_status sweep_add_eta(struct sweep *sweep, struct catapult_lr eta, struct catapult_error *err)
{
    char text[64];
    catapult_lr_format(&eta, text, sizeof text);
    if (sweep->etas == SWEEP_ETAS_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--etas: more than %d learning rates", SWEEP_ETAS_MAX);
    for (int i = 0; i < sweep->etas; i++)
        if (sweep->eta[i].unit == eta.unit && fabs(sweep->eta[i].value - eta.value) <= same_eta * eta.value)
            return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--etas: %s is there twice", text);
    struct catapult_lr *new = &sweep->eta[sweep->etas++];
    memset(new, 0, sizeof *new); /* its padding too: jobs are written to pipes as they lie in memory */
    new->value = eta.value;
    new->unit = eta.unit;
    return CATAPULT_STATUS_OK;
}

/* Parses text[0 .. length) as a learning rate, whatever its length. */
static enum catapult_status parse_eta(const char *text, size_t length, struct catapult_lr *eta,
                                      struct catapult_error *err)
{
    struct catapult_error reason;
    char *item = xnew_array(length + 1, 1);
    memcpy(item, text, length);
    enum catapult_status status = catapult_lr_parse(item, eta, &reason);
    free(item);
    return status == CATAPULT_STATUS_OK ? CATAPULT_STATUS_OK
                                        : catapult_error_set(err, CATAPULT_STATUS_USAGE, "--etas: %.400s", reason.text);
}

static enum catapult_status sweep_parse_list(struct sweep *sweep, const char *text, struct catapult_error *err)
{
    for (;;) {
        size_t length = strcspn(text, ",");
        struct catapult_lr eta;
        if (parse_eta(text, length, &eta, err) != CATAPULT_STATUS_OK
            || sweep_add_eta(sweep, eta, err) != CATAPULT_STATUS_OK)
            return err->code;
        if (!text[length])
            return CATAPULT_STATUS_OK;
        text += length + 1;
    }
}

struct range {
    struct catapult_lr from, to;
    long count;
    bool log;
};

static enum catapult_status check_range(const struct range *range, const char *text, struct catapult_error *err)
{
    const char *wrong = NULL;
    if (range->from.unit != range->to.unit)
        wrong = "its two ends have different units";
    else if (range->count < 2 || range->count > SWEEP_ETAS_MAX)
        wrong = "the number of learning rates is not in 2 to 1000";
    else if (range->log && !(range->from.value > 0 && range->to.value > 0))
        wrong = "equal ratios need ends above 0";
    return wrong ? catapult_error_set(err, CATAPULT_STATUS_USAGE, "--etas: '%.100s': %s", text, wrong)
                 : CATAPULT_STATUS_OK;
}

/* Parses FROM:TO:COUNT or FROM:TO:COUNT:log. */
static enum catapult_status parse_range(const char *text, struct range *range, struct catapult_error *err)
{
    size_t from = strcspn(text, ":"), to = strcspn(text + from + 1, ":");
    const char *second = text + from + 1, *third = second + to + (second[to] == ':');
    size_t count = strcspn(third, ":");
    char number[24];
    if (parse_eta(text, from, &range->from, err) != CATAPULT_STATUS_OK
        || parse_eta(second, to, &range->to, err) != CATAPULT_STATUS_OK)
        return err->code;
    snprintf(number, sizeof number, "%.*s", (int)count, third);
    range->log = strcmp(third + count, ":log") == 0;
    if (count >= sizeof number || !number_whole(number, &range->count) || (third[count] && !range->log))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "--etas: '%.100s' is not FROM:TO:COUNT or FROM:TO:COUNT:log", text);
    return check_range(range, text, err);
}

/* If the ratio overflows or is subnormal, the powers of both ends are taken separately. */
static double in_equal_ratios(double from, double to, double part)
{
    double ratio = to / from;
    return isnormal(ratio) ? from * pow(ratio, part) : pow(from, 1 - part) * pow(to, part);
}

/* Value i of the range.  Both ends are exactly as given; values between are rounded to twelve digits, so that they
 * can be typed again and do not depend on the machine's pow. */
static double at(const struct range *range, long i)
{
    double part = (double)i / (double)(range->count - 1), from = range->from.value, to = range->to.value;
    char digits[40];
    if (i == 0 || i == range->count - 1)
        return i ? to : from;
    snprintf(digits, sizeof digits, "%.12g", range->log ? in_equal_ratios(from, to, part) : from + (to - from) * part);
    const char *end = number_read(digits, &part);
    assert(end && !*end);
    (void)end;
    return part;
}

enum catapult_status sweep_set_etas(struct sweep *sweep, const char *text, struct catapult_error *err)
{
    struct range range = {.count = 0};
    struct catapult_error reason;
    enum catapult_status status = CATAPULT_STATUS_OK;
    err = err ? err : &reason;
    sweep->etas = 0;
    if (!strchr(text, ':'))
        status = sweep_parse_list(sweep, text, err);
    else if ((status = parse_range(text, &range, err)) == CATAPULT_STATUS_OK)
        for (long i = 0; i < range.count && status == CATAPULT_STATUS_OK; i++)
            status = sweep_add_eta(sweep, (struct catapult_lr){at(&range, i), range.from.unit}, err);
    if (status == CATAPULT_STATUS_OK)
        sweep_take_settings(sweep);
    return status;
}

/* --- models and seeds ------------------------------------------------------------------------------------------ */

static int model_of(const char *name)
{
    for (int kind = 0; kind < CATAPULT_MODEL_COUNT; kind++)
        if (strcmp(name, catapult_model_name(kind)) == 0)
            return kind;
    return -1;
}

static enum catapult_status sweep_add_model(struct sweep *sweep, const char *name, struct catapult_error *err)
{
    const char *names[CATAPULT_MODEL_COUNT + 1] = {0};
    int kind = model_of(name);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        names[i] = catapult_model_name(i);
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(name, names);
    if (kind < 0)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--models: no model '%.60s'%s", name,
                                  catapult_settings_hint(near, " (network, linear, quadratic, general or all)", hint));
    for (int i = 0; i < sweep->models; i++)
        if (sweep->model[i] == kind)
            return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--models: %s is there twice", name);
    if ((kind == CATAPULT_MODEL_GENERAL) != (sweep->settings.network.type == CATAPULT_NETWORK_GENERAL))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--models: this preset's network.type has no %s model",
                                  name);
    sweep->model[sweep->models++] = kind;
    return CATAPULT_STATUS_OK;
}

enum catapult_status sweep_set_models(struct sweep *sweep, const char *text, struct catapult_error *err)
{
    struct catapult_error reason;
    bool general = sweep->settings.network.type == CATAPULT_NETWORK_GENERAL;
    err = err ? err : &reason;
    sweep->models = 0;
    if (strcmp(text, "all") == 0)
        text = general ? "general" : "network,linear,quadratic";
    for (;; text++) {
        char name[64];
        size_t length = strcspn(text, ",");
        snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name), text);
        if (sweep_add_model(sweep, name, err) != CATAPULT_STATUS_OK)
            return err->code;
        text += length;
        if (!*text)
            break;
    }
    sweep_take_settings(sweep);
    return CATAPULT_STATUS_OK;
}

enum catapult_status sweep_set_seeds(struct sweep *sweep, int seeds, struct catapult_error *err)
{
    if (seeds < 1 || seeds > SWEEP_SEEDS_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--seeds: %d is not in 1 to %d", seeds, SWEEP_SEEDS_MAX);
    if (sweep->seed > INT_MAX - (seeds - 1))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--seeds: %d seeds from %d on go beyond %d", seeds,
                                  sweep->seed, INT_MAX);
    sweep->seeds = seeds;
    return CATAPULT_STATUS_OK;
}

/* --- jobs -------------------------------------------------------------------------------------------------------- */

long sweep_jobs(const struct sweep *sweep)
{
    return (long)sweep->seeds * sweep->etas * sweep->models;
}

struct place sweep_place(const struct sweep *sweep, long job)
{
    long eta = job / sweep->models;
    return (struct place){.seed = (int)(eta / sweep->etas), .eta = (int)(eta % sweep->etas),
                          .model = (int)(job % sweep->models)};
}

void sweep_job(const struct sweep *sweep, long index, struct job *job)
{
    struct place place = sweep_place(sweep, index);
    memset(job, 0, sizeof *job);
    job->index = index;
    job->settings = sweep->settings;
    job->settings.seed = sweep->seed + place.seed;
    job->eta = sweep->eta[place.eta];
    job->model = place.model;
    job->eta_max = INFINITY;
}

bool sweep_in_shard(const struct sweep *sweep, long job, int shard, int shards)
{
    struct place place = sweep_place(sweep, job);
    long stride = shards > sweep->seeds ? shards / sweep->seeds : 1;
    return shards == 0 || (place.eta + place.seed * stride) % shards == shard - 1;
}

void job_describe(const struct job *job, char *text, size_t size)
{
    int kinds[CATAPULT_MODEL_COUNT];
    char eta[64];
    catapult_settings_models(&job->settings, kinds);
    catapult_lr_format(&job->eta, eta, sizeof eta);
    if (job->measure)
        snprintf(text, size, "eta_max for seed %d", job->settings.seed);
    else
        snprintf(text, size, "model %s, eta %s, seed %d", catapult_model_name(kinds[job->model]), eta,
                 job->settings.seed);
}

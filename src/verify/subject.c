/* subject.c - see subject.h: reduces a preset, makes its experiment, records findings. */
#include "verify/subject.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "verify/reduce.h"

enum {
    FEW_OUTPUTS = 96,  /* largest n c of a quick subject: a full eigensolver takes a millisecond */
    FEW_EXAMPLES = 48,
    FEW_UNITS = 160,   /* more than the models' block of units, and not a multiple of it */
    FEWEST = REDUCE_LEAST
};
static const double quick_flops = 6e7;  /* of a step of all models: about a hundred are made */

/* --- sizes ------------------------------------------------------------------------------------------------- */

static int smaller_int(int a, int b)
{
    return a < b ? a : b;
}

/* Includes every model that the settings allow. */
static void all_models(struct catapult_settings *settings)
{
    settings->compare.count = 0;
    if (settings->network.type == CATAPULT_NETWORK_GENERAL)
        return;
    settings->model = CATAPULT_MODEL_NETWORK;
    settings->compare.value[settings->compare.count++] = CATAPULT_MODEL_LINEAR;
    settings->compare.value[settings->compare.count++] = CATAPULT_MODEL_QUADRATIC;
}

static struct catapult_experiment_cost cost_of(const struct catapult_settings *settings,
                                               const struct catapult_dataset *data)
{
    return reduce_cost(settings, data, (size_t)settings->data.n, (size_t)settings->data.n);
}

/* The data from which the subject's examples are taken. */
static const struct catapult_dataset *source_of(const struct subject *subject)
{
    return subject->small ? subject->small : subject->data;
}

static bool fits(const struct subject *subject)
{
    struct catapult_experiment_cost cost = cost_of(&subject->settings, source_of(subject));
    if (subject->full)
        return cost.bytes < 0.8 * memory_bytes();
    return reduce_work(&subject->settings, &cost) < quick_flops;
}

/* Keeps n > 2 d or n <= 2 d as in the preset: the first layer's representation depends on it. */
static int few_examples(const struct subject *subject)
{
    const struct catapult_dataset *data = source_of(subject);
    int n = smaller_int((int)data->n, FEW_EXAMPLES), most = FEW_OUTPUTS / (int)data->outputs;
    n = smaller_int(n, most > FEWEST ? most : FEWEST);
    bool direct = data->n > 2 * data->d;
    return direct && (size_t)n <= 2 * data->d && 2 * data->d < 500 ? 2 * (int)data->d + 1 : n;
}

static void choose_sizes(struct subject *subject)
{
    struct catapult_settings *settings = &subject->settings;
    *settings = *subject->given;
    all_models(settings);
    settings->momentum = 0; /* gradients and models are tested; momentum would add earlier steps */
    settings->warmup = 0;
    settings->divergence = fmax(settings->divergence, 1e30); /* growing losses are tested on purpose */
    settings->data.n = subject->full ? (int)subject->data->n : few_examples(subject);
    for (int l = 0; l < settings->network.widths.count && !subject->full; l++)
        settings->network.widths.value[l] = smaller_int(settings->network.widths.value[l], FEW_UNITS);
    while (!fits(subject) && reduce_width(settings))
        ;
    while (!fits(subject) && settings->data.n > FEWEST)
        settings->data.n = (settings->data.n + 1) / 2;
    settings->data.test = settings->data.n;
    settings->batch = smaller_int(settings->batch, settings->data.n);
    settings->spectrum.every = settings->test_every = 1;
    if (!subject->full && settings->threads == 0)
        settings->threads = 1; /* so little work is faster on one thread */
    reduce_text(settings, source_of(subject)->d, subject->text, sizeof subject->text);
}

/* --- making ------------------------------------------------------------------------------------------------- */

/* The preset's eta in units of eta_crit.  A plain number means nothing at another size; eta_max is not known. */
static double rate_of(const struct catapult_lr *lr)
{
    static const double unit[] = {
        [CATAPULT_LR_PLAIN] = NAN, [CATAPULT_LR_CRIT] = 1, [CATAPULT_LR_L1] = 0.5, [CATAPULT_LR_MAX] = 2};
    double rate = lr->value * unit[lr->unit];
    return isnan(rate) ? 1.2 : fmin(fmax(rate, 0.5), 1.9);
}

static enum catapult_status subject_make(struct subject *subject, struct catapult_error *err)
{
    enum catapult_status status = reduce_examples(source_of(subject), (size_t)subject->settings.data.n, true,
                                                  &subject->few, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&subject->experiment, &subject->settings, subject->few, subject->progress,
                                         err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    subject->start = try_array(catapult_experiment_state_size(subject->experiment), 1);
    if (!subject->start)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the state of the experiment");
    catapult_experiment_save(subject->experiment, subject->start);
    return CATAPULT_STATUS_OK;
}

enum catapult_status subject_new(struct subject **out, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, bool full,
                                 const struct catapult_progress *progress, struct catapult_error *err)
{
    struct subject *subject = xnew_array(1, sizeof *subject);
    *subject = (struct subject){.given = settings, .data = data, .full = full, .progress = progress};
    enum catapult_status status = full ? CATAPULT_STATUS_OK : reduce_images(settings, data, &subject->small, err);
    if (status != CATAPULT_STATUS_OK) {
        subject_free(subject);
        return status;
    }
    choose_sizes(subject);
    subject->size = (size_t)subject->settings.data.n * data->outputs;
    subject->scale = settings->loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)subject->settings.data.n;
    subject->rate = rate_of(&settings->eta);
    subject->p = cost_of(&subject->settings, source_of(subject)).parameters;
    subject->rng = rng_new(settings->seed, RNG_SPECTRUM, 1);
    status = subject_make(subject, err);
    if (status != CATAPULT_STATUS_OK) {
        subject_free(subject);
        return status;
    }
    *out = subject;
    return CATAPULT_STATUS_OK;
}

void subject_free(struct subject *subject)
{
    if (!subject)
        return;
    catapult_experiment_free(subject->experiment);
    catapult_dataset_free(subject->few);
    catapult_dataset_free(subject->small);
    free(subject->start);
    gsl_rng_free(subject->rng);
    free(subject);
}

enum catapult_status subject_single(struct subject *subject, struct catapult_dataset **data,
                                    struct catapult_experiment **experiment)
{
    struct catapult_settings settings = subject->settings;
    settings.data.n = 1;
    settings.data.test = settings.batch = 0;
    enum catapult_status status = reduce_examples(subject->few, 1, false, data, NULL);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(experiment, &settings, *data, subject->progress, NULL);
    return status;
}

struct running *subject_model(struct subject *subject, enum catapult_model_kind kind)
{
    for (int i = 0; i < subject->experiment->models; i++)
        if (subject->experiment->model[i].kind == kind)
            return &subject->experiment->model[i];
    return NULL;
}

int subject_number(const struct subject *subject, const struct running *running)
{
    return (int)(running - subject->experiment->model);
}

void subject_reset(struct subject *subject)
{
    catapult_experiment_restore(subject->experiment, subject->start);
}

double subject_eta(const struct subject *subject)
{
    double lambda_1 = subject->experiment->lambda_1;
    return lambda_1 > 0 ? subject->rate * 2 / lambda_1 : subject->rate;
}

bool subject_stop(struct subject *subject)
{
    if (!subject->cancelled)
        subject->cancelled = catapult_progress_report(subject->progress, NULL, -1) != 0;
    return subject->cancelled;
}

bool subject_blown_up(const struct running *running)
{
    return running->diverged || !(running->now.train_loss <= 1e6 * running->first_loss);
}

void subject_along(struct subject *subject, struct finding *finding, int last, int every,
                   void (*look)(struct subject *subject, struct running *running, struct finding *finding))
{
    struct catapult_experiment *e = subject->experiment;
    double eta = subject_eta(subject);
    for (int t = 0;; t++) {
        for (int i = 0; i < e->models && t % every == 0 && !subject_stop(subject); i++)
            if (!subject_blown_up(&e->model[i]))
                look(subject, &e->model[i], finding);
        if (t >= last || subject->cancelled)
            return;
        catapult_experiment_step(e, eta);
    }
}

bool kernel_matrix(struct subject *subject, const struct running *running, double *matrix)
{
    return experiment_matrix(subject->experiment, subject_number(subject, running), matrix);
}

bool kernel_times(struct subject *subject, const struct running *running, const double *u, double *ku)
{
    size_t size = subject->size;
    double *matrix = try_array(size * size, sizeof *matrix);
    bool ok = matrix && kernel_matrix(subject, running, matrix);
    for (size_t q = 0; q < size && ok; q++)
        ku[q] = vector_dot(size, matrix + q * size, u);
    free(matrix);
    return ok;
}

double kernel_trace(struct subject *subject, const struct running *running)
{
    size_t size = subject->size;
    double *matrix = try_array(size * size, sizeof *matrix), sum = 0;
    bool ok = matrix && kernel_matrix(subject, running, matrix);
    for (size_t q = 0; q < size && ok; q++)
        sum += matrix[q * (size + 1)];
    free(matrix);
    return ok ? sum : NAN;
}

void subject_random(struct subject *subject, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = gsl_ran_gaussian_ziggurat(subject->rng, 1);
}

void subject_residual(const struct subject *subject, const struct running *running, double *r)
{
    const struct catapult_dataset *data = subject->few;
    const double *f = running->class->output(running->state);
    for (size_t i = 0; i < data->n; i++)
        for (size_t k = 0; k < data->outputs; k++)
            r[k * data->n + i] = f[k * data->n + i] - data->y[i * data->outputs + k];
}

void subject_signal(const struct subject *subject, const struct running *running, double *u)
{
    subject_residual(subject, running, u);
    for (size_t q = 0; q < subject->size; q++)
        u[q] *= subject->scale;
}

double subject_gamma(double k)
{
    double u = k * DBL_EPSILON / 2;
    return u < 1 ? u / (1 - u) : INFINITY;
}

/* --- findings ------------------------------------------------------------------------------------------------ */

static const char *const words[] = {
#define VERDICT_WORD(name, word) [name] = word,
    VERDICT_LIST(VERDICT_WORD)
#undef VERDICT_WORD
};

const char *verdict_word(enum verdict verdict)
{
    return words[verdict];
}

/* The ratio to the bound: above 1 exceeds it. */
static double nearness(double measured, double bound)
{
    if (isnan(measured) || isnan(bound))
        return INFINITY;
    return measured <= bound ? (bound > 0 ? measured / bound : 0) : bound > 0 ? measured / bound : INFINITY;
}

static void worst_case(struct finding *finding, double measured, double bound, enum verdict beyond, const char *what,
                       va_list arguments)
{
    double now = nearness(measured, bound);
    enum verdict verdict = now <= 1 ? VERDICT_OK : beyond;
    bool first = finding->cases++ == 0;
    if (!first && (verdict < finding->verdict
                   || (verdict == finding->verdict && now <= nearness(finding->measured, finding->bound))))
        return;
    finding->verdict = verdict;
    finding->measured = measured;
    finding->bound = bound;
    vsnprintf(finding->what, sizeof finding->what, what, arguments);
}

void finding_case(struct finding *finding, double measured, double bound, const char *what, ...)
{
    va_list arguments;
    va_start(arguments, what);
    worst_case(finding, measured, bound, VERDICT_FAIL, what, arguments);
    va_end(arguments);
}

void finding_warn(struct finding *finding, double measured, double bound, const char *what, ...)
{
    va_list arguments;
    va_start(arguments, what);
    worst_case(finding, measured, bound, VERDICT_WARN, what, arguments);
    va_end(arguments);
}

void finding_na(struct finding *finding, const char *why, ...)
{
    va_list arguments;
    if (finding->cases > 0)
        return;
    finding->verdict = VERDICT_NA;
    finding->measured = finding->bound = NAN;
    va_start(arguments, why);
    vsnprintf(finding->what, sizeof finding->what, why, arguments);
    va_end(arguments);
}

/* If the kernel is zero, many properties are 0 of 0. */
static void without_kernel(const struct subject *subject, struct finding *finding)
{
    if (subject->experiment->lambda_1 != 0 || finding->verdict != VERDICT_FAIL || !isnan(finding->measured))
        return;
    finding->cases = 0;
    finding_na(finding, "K is 0 at w0: nothing moves");
}

bool verify_run(struct subject *subject, const struct property *property, struct finding *finding)
{
    *finding = (struct finding){.verdict = VERDICT_NA, .measured = NAN, .bound = NAN};
    snprintf(finding->size, sizeof finding->size, "%s", subject->text);
    rng_restart(subject->rng, subject->given->seed, RNG_SPECTRUM, 1);
    subject_reset(subject);
    if (catapult_progress_report(subject->progress, property->name, -1))
        subject->cancelled = true;
    else
        property->run(subject, finding);
    if (!subject->cancelled && finding->cases == 0 && !*finding->what)
        finding_case(finding, NAN, 0, "nothing finite to look at");
    without_kernel(subject, finding);
    return !subject->cancelled;
}

/* values.c - data, outputs, losses: the core's numbers against plain loops. */
#include "verify/properties.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/forward.h"
#include "verify/ray.h"

/* --- data: finite, of the declared sizes, targets of the declared form ----------------------------------------- */

static size_t not_finite(size_t count, const double *values)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++)
        bad += !isfinite(values[i]);
    return bad;
}

/* One output: -1 or +1.  Several outputs: a single 1. */
static size_t not_labels(size_t rows, size_t c, const double *y)
{
    size_t bad = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t ones = 0, zeros = 0;
        for (size_t k = 0; k < c; k++) {
            ones += y[i * c + k] == 1;
            zeros += y[i * c + k] == 0;
        }
        bad += c == 1 ? fabs(y[i]) != 1 : ones != 1 || zeros != c - 1;
    }
    return bad;
}

static size_t label_faults(const struct catapult_dataset *data, const struct catapult_settings *settings)
{
    bool drawn = settings->data.source != CATAPULT_SOURCE_CSV && settings->data.source != CATAPULT_SOURCE_NPY;
    if (!data->labels || !drawn)
        return 0;
    return not_labels(data->n, data->outputs, data->y) + not_labels(data->n_test, data->outputs, data->y_test);
}

void property_data(struct subject *subject, struct finding *finding)
{
    const struct catapult_dataset *data = subject->data;
    const struct catapult_settings *settings = subject->given;
    size_t image = data->image[0] * data->image[1] * data->image[2];
    size_t bad = not_finite(data->n * data->d, data->x) + not_finite(data->n * data->outputs, data->y)
                 + not_finite(data->n_test * data->d, data->x_test)
                 + not_finite(data->n_test * data->outputs, data->y_test);
    snprintf(finding->size, sizeof finding->size, "all %zu + %zu examples", data->n, data->n_test);
    finding_case(finding, (double)bad, 0, "numbers that are not finite");
    finding_case(finding, (double)label_faults(data, settings), 0, "targets that are no labels");
    finding_case(finding, fabs((double)data->n - settings->data.n), 0, "training examples too many or few");
    finding_case(finding, fabs((double)data->n_test - settings->data.test), 0, "test examples too many or few");
    finding_case(finding, image ? fabs((double)image - (double)data->d) : 0, 0, "inputs that are no pixels");
}

/* --- batches: no example occurs twice in an epoch ----------------------------------------------------------------- */

static size_t repeated(size_t count, const size_t *rows, size_t n, unsigned char *seen)
{
    size_t bad = 0;
    for (size_t b = 0; b < count; b++) {
        bad += rows[b] >= n || seen[rows[b]];
        if (rows[b] < n)
            seen[rows[b]] = 1;
    }
    return bad;
}

void property_batches(struct subject *subject, struct finding *finding)
{
    size_t n = subject->few->n, batch = (size_t)subject->settings.batch;
    if (batch == 0) {
        finding_na(finding, "full batch");
        return;
    }
    size_t *rows = xnew_array(batch, sizeof *rows);
    unsigned char *seen = xnew_array(n, 1);
    long steps = (long)(n / batch);
    for (int epoch = 0; epoch < 3; epoch++) {
        memset(seen, 0, n);
        for (long t = 0; t < steps; t++) {
            catapult_experiment_batch(subject->experiment, epoch * steps + t, rows);
            finding_case(finding, (double)repeated(batch, rows, n, seen), 0, "examples twice in epoch %d", epoch);
        }
    }
    free(seen);
    free(rows);
}

/* --- outputs: f(w0) by loops over the exported weights ------------------------------------------------------------ */

void property_outputs(struct subject *subject, struct finding *finding)
{
    const struct running *running = &subject->experiment->model[0];
    const double *f = running->class->output(running->state);
    size_t n = subject->few->n, c = subject->few->outputs;
    struct forward forward;
    if (!forward_init(&forward, subject->experiment)) {
        finding_na(finding, "%s", forward.why);
        return;
    }
    double *value = xnew_array(c, sizeof *value), *error = xnew_array(c, sizeof *error);
    for (size_t i = 0; i < n && i < 8 && !subject_stop(subject); i++) {
        forward_output(&forward, i, value, error);
        for (size_t k = 0; k < c; k++)
            finding_case(finding, fabs(f[k * n + i] - value[k]), 2 * error[k], "%s, example %zu",
                         running->class->name, i);
    }
    free(value);
    free(error);
    forward_done(&forward);
}

/* --- start: models that share w0 agree there in f and K; the linear one computes K with its own algorithm
 * ------------ */

void property_start(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    size_t size = subject->size;
    double *first = try_array(2 * size * size, sizeof *first), *other = first ? first + size * size : NULL;
    if (e->models < 2 || !first)
        finding_na(finding, "%s", first ? "a single model" : "no memory for two kernels");
    double noise = first && e->models > 1 ? ray_noise(&e->model[0], size, subject->rng) : NAN;
    for (int i = 1; i < e->models && first; i++) {
        const struct running *a = &e->model[0], *b = &e->model[i];
        double apart = vector_difference(size, a->class->output(a->state), b->class->output(b->state)), most = 0;
        finding_case(finding, apart, 20 * noise, "f of %s and %s", a->class->name, b->class->name);
        kernel_matrix(subject, a, first);
        kernel_matrix(subject, b, other);
        for (size_t q = 0; q < size * size; q++) {
            double root = sqrt(first[q / size * (size + 1)] * first[q % size * (size + 1)]);
            apart = fabs(first[q] - other[q]);
            most = !(apart <= most * root) ? apart / root : most;
        }
        finding_case(finding, most, 2 * subject_gamma(subject->p), "K_ij / sqrt(K_ii K_jj) of %s and %s",
                     a->class->name, b->class->name);
    }
    free(first);
}

/* --- loss: (c/2) sum r^2 and the accuracy, along a run ---------------------------------------------------------------- */

static double values_loss_of(size_t rows, size_t c, const double *f, const double *y, enum catapult_loss_kind kind)
{
    long double sum = 0;
    for (size_t q = 0; q < rows * c; q++)
        sum += ((long double)f[q] - y[q]) * ((long double)f[q] - y[q]);
    return (double)(kind == CATAPULT_LOSS_SUM ? sum / 2 : sum / (long double)rows);
}

static size_t argmax(size_t c, const double *values)
{
    size_t best = 0;
    for (size_t k = 1; k < c; k++)
        best = values[k] > values[best] ? k : best;
    return best;
}

static double accuracy_of(size_t rows, size_t c, const double *f, const double *y)
{
    size_t right = 0;
    for (size_t i = 0; i < rows; i++)
        right += c == 1 ? (f[i] > 0) == (y[i] > 0) : argmax(c, f + i * c) == argmax(c, y + i * c);
    return (double)right / (double)rows;
}

/* n c squares, their sum, a factor: n c + 4 roundings. */
static void compare_losses(struct subject *subject, int model, struct finding *finding)
{
    const struct catapult_experiment *e = subject->experiment;
    const struct catapult_dataset *data = subject->few;
    const struct catapult_measure *m = catapult_experiment_measure(e, model);
    const double *f = catapult_experiment_output(e, model), *f_test = catapult_experiment_output_test(e, model);
    enum catapult_loss_kind kind = (enum catapult_loss_kind)subject->given->loss;
    size_t c = data->outputs;
    double rounding = subject_gamma((double)subject->size + 4), loss = values_loss_of(data->n, c, f, data->y, kind);
    const char *name = catapult_model_name((int)catapult_experiment_kind(e, model));
    long t = catapult_experiment_t(e);
    finding_case(finding, fabs(m->train_loss - loss) / fmax(loss, DBL_MIN), rounding, "%s, training loss, step %ld", name, t);
    loss = values_loss_of(data->n_test, c, f_test, data->y_test, kind);
    finding_case(finding, fabs(m->test_loss - loss) / fmax(loss, DBL_MIN), rounding, "%s, test loss, step %ld", name, t);
    if (!data->labels)
        return;
    finding_case(finding, fabs(m->train_accuracy - accuracy_of(data->n, c, f, data->y)), 0,
                 "%s, training accuracy, step %ld", name, t);
    finding_case(finding, fabs(m->test_accuracy - accuracy_of(data->n_test, c, f_test, data->y_test)), 0,
                 "%s, test accuracy, step %ld", name, t);
}

void property_loss(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    double eta = subject_eta(subject);
    for (int t = 0; t < 6 && !subject_stop(subject); t++) {
        for (int i = 0; i < e->models; i++)
            if (!subject_blown_up(&e->model[i]))
                compare_losses(subject, i, finding);
        catapult_experiment_step(e, eta);
    }
}

/* --- test set: a copy of the training examples must give the same values as the training examples ------------------ */

void property_test_set(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    if (e->shared.general && subject->settings.network.s != CATAPULT_S_IDENTITY) {
        finding_na(finding, "S(x) is drawn for every example");
        return;
    }
    double eta = subject_eta(subject);
    for (int t = 0; t < 6 && !subject_stop(subject); t++) {
        for (int i = 0; i < e->models; i++) {
            struct running *running = &e->model[i];
            double apart = vector_difference(subject->size, catapult_experiment_output(e, i),
                                             catapult_experiment_output_test(e, i));
            if (!subject_blown_up(running))
                finding_case(finding, apart, 20 * ray_noise(running, subject->size, subject->rng), "%s, step %d",
                             running->class->name, t);
        }
        catapult_experiment_step(e, eta);
    }
}

/* --- restore: k steps, restore, k steps again: bit for bit the same
 * --------------------------------------------------- */

static size_t bits_apart(size_t bytes, const void *a, const void *b)
{
    const unsigned char *x = a, *y = b;
    size_t apart = 0;
    for (size_t i = 0; i < bytes; i++)
        apart += x[i] != y[i];
    return apart;
}

void property_restore(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    size_t bytes = catapult_experiment_state_size(e);
    unsigned char *memory = try_array(3, bytes);
    double eta = subject_eta(subject);
    if (!memory) {
        finding_na(finding, "no memory for three states");
        return;
    }
    for (int t = 0; t < 3; t++)
        catapult_experiment_step(e, eta);
    catapult_experiment_save(e, memory);
    for (int round = 1; round <= 2 && !subject_stop(subject); round++) {
        for (int t = 0; t < 4; t++)
            catapult_experiment_step(e, eta);
        catapult_experiment_save(e, memory + (size_t)round * bytes);
        catapult_experiment_restore(e, memory);
    }
    finding_case(finding, (double)bits_apart(bytes, memory + bytes, memory + 2 * bytes), 0,
                 "bytes of the state after 3 + 4 steps");
    free(memory);
}

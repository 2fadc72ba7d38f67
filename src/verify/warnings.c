/* warnings.c - warnings from a preset's data and numbers, see diagnosis.h. */
#include "verify/diagnosis.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/vector.h"
#include "verify/warnings.h"

static const double close_by = 0.02;

static const char *const words[] = {
#define WARNING_WORD(name, word, help) [name] = word,
    WARNING_LIST(WARNING_WORD)
#undef WARNING_WORD
};

const char *warning_word(enum warning warning)
{
    return words[warning];
}

void diagnosis_warn(struct diagnosis *out, enum warning warning, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out->warning[warning], sizeof out->warning[warning], format, arguments);
    va_end(arguments);
}

/* --- equal examples --------------------------------------------------------------------------------------------- */

struct row {
    const double *x, *y;
    size_t bytes, c; /* of x; targets */
    size_t number;   /* from 1; test examples come after the training examples */
};

static int by_input(const void *a, const void *b)
{
    const struct row *p = a, *q = b;
    int order = memcmp(p->x, q->x, p->bytes);
    return order ? order : (p->number > q->number) - (p->number < q->number);
}

/* All examples, sorted so that equal inputs are adjacent. */
static struct row *sorted_rows(const struct catapult_dataset *data)
{
    size_t count = data->n + data->n_test;
    struct row *rows = xnew_array(count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        bool test = i >= data->n;
        size_t at = test ? i - data->n : i;
        rows[i] = (struct row){(test ? data->x_test : data->x) + at * data->d,
                               (test ? data->y_test : data->y) + at * data->outputs, data->d * sizeof(double),
                               data->outputs, i + 1};
    }
    qsort(rows, count, sizeof *rows, by_input);
    return rows;
}

/* Among equal inputs training examples come first; each is compared with the first of its group. */
static void look_at_equals(const struct catapult_dataset *data, struct diagnosis *out)
{
    size_t count = data->n + data->n_test, twice = 0, conflicts = 0, shared = 0, example[2] = {0, 0};
    struct row *rows = sorted_rows(data);
    const struct row *first = rows;
    for (size_t i = 1; i < count; i++) {
        if (memcmp(rows[i].x, first->x, first->bytes) != 0) {
            first = &rows[i];
            continue;
        }
        bool same = vector_difference(first->c, rows[i].y, first->y) == 0, test = rows[i].number > data->n;
        twice += !test && same;
        conflicts += !test && !same;
        shared += test && first->number <= data->n;
        if (!test && !same)
            example[0] = first->number, example[1] = rows[i].number;
    }
    free(rows);
    if (twice)
        diagnosis_warn(out, WARNING_DUPLICATES, "%zu of %zu training examples repeat another one: K loses as many directions", twice,
                       data->n);
    if (conflicts)
        diagnosis_warn(out, WARNING_CONFLICTS, "%zu of %zu training examples repeat the input of another with another target (numbers "
                       "%zu and %zu as drawn): no model learns both", conflicts, data->n, example[0], example[1]);
    if (shared)
        diagnosis_warn(out, WARNING_OVERLAP, "%zu of %zu test examples are training examples, too: the test loss flatters", shared,
                       data->n_test);
}

/* --- sizes -------------------------------------------------------------------------------------------------------- */

static void look_at_inputs(const struct catapult_dataset *data, struct diagnosis *out)
{
    double sum = 0, least = INFINITY, most = 0;
    size_t zero = 0;
    for (size_t i = 0; i < data->n; i++) {
        double square = vector_dot(data->d, data->x + i * data->d, data->x + i * data->d) / (double)data->d;
        sum += square;
        zero += square == 0;
        least = square > 0 ? fmin(least, square) : least;
        most = fmax(most, square);
    }
    double mean = sum / (double)data->n;
    if (zero)
        diagnosis_warn(out, WARNING_ZERO, "%zu of %zu training examples are zero throughout: no weight sees them", zero, data->n);
    if (mean > 10 || mean < 0.1)
        diagnosis_warn(out, WARNING_SCALE, "|x|^2/d is %.3g on average, where about 1 is expected "
                       "(data.normalize = unit or standard)", mean);
    else if (data->d >= 8 && most > 100 * least)
        diagnosis_warn(out, WARNING_SCALE, "the longest example is %.3g times as long as the shortest: it rules lambda_1 "
                       "(data.normalize = unit)", sqrt(most / least));
}

static void look_at_targets(const struct catapult_dataset *data, struct diagnosis *out)
{
    bool equal = data->n > 1;
    for (size_t i = 1; i < data->n && equal; i++)
        equal = vector_difference(data->outputs, data->y, data->y + i * data->outputs) == 0;
    if (equal)
        diagnosis_warn(out, WARNING_ONE_CLASS, "all %zu training targets are equal", data->n);
    if (data->n_test == 0)
        diagnosis_warn(out, WARNING_NO_TEST, "no test set (data.test = 0): no test loss, no accuracy beyond the training set's");
}

void diagnosis_look(const struct catapult_settings *settings, const struct catapult_dataset *data,
                    struct diagnosis *out)
{
    (void)settings;
    look_at_equals(data, out);
    look_at_inputs(data, out);
    look_at_targets(data, out);
}

/* --- learning rates -------------------------------------------------------------------------------------------------- */

static void near_boundary(struct diagnosis *out, double boundary, const char *name)
{
    if (isfinite(boundary) && fabs(out->eta / boundary - 1) < close_by && !*out->warning[WARNING_BOUNDARY])
        diagnosis_warn(out, WARNING_BOUNDARY, "eta = %.5g is within 2 %% of %s = %.5g: another seed may be in another phase",
                       out->eta, name, boundary);
}

static void look_at_boundaries(struct diagnosis *out)
{
    char name[60];
    near_boundary(out, out->eta_crit, "eta_crit = 2/lambda_1");
    for (int k = 1; k < out->top; k++) {
        snprintf(name, sizeof name, "2/lambda_%d", k + 1);
        if (out->lambda[k] > 1e-3 * out->lambda[0])
            near_boundary(out, out->eta_crit * out->lambda[0] / out->lambda[k], name);
    }
    for (int i = 0; i < out->models; i++) {
        const struct bound_of_model *model = &out->model[i];
        snprintf(name, sizeof name, "eta_max of the %s model", catapult_model_name((int)model->kind));
        if (model->kind != CATAPULT_MODEL_LINEAR && !isnan(model->eta_max))
            near_boundary(out, model->eta_max * out->eta_crit, name);
    }
    if (out->top > 1 && out->lambda[0] - out->lambda[1] < close_by * out->lambda[0])
        diagnosis_warn(out, WARNING_NEAR_EQUAL, "lambda_1 = %.5g and lambda_2 = %.5g are within 2 %%: p_1 and p_2 change places "
                       "easily, both are thrown at once", out->lambda[0], out->lambda[1]);
}

static void look_at_schedule(const struct catapult_settings *settings, struct diagnosis *out)
{
    const struct bound_of_model *focus = &out->model[0];
    double bound = focus->eta_max;
    for (int i = 0; i < settings->n_schedule; i++) {
        double rate = catapult_settings_eta(settings, &settings->schedule[i].eta, out->lambda[0], bound * out->eta_crit)
                      / out->eta_crit;
        if (rate > bound * (1 + 1e-12) && !*out->warning[WARNING_SCHEDULE])
            diagnosis_warn(out, WARNING_SCHEDULE, "from step %ld on eta is %.4g eta_crit, beyond the eta_max of %.4g eta_crit (%s) of "
                           "the %s model (a kernel that has fallen by then may bear it)", settings->schedule[i].at, rate, bound,
                           boundary_kind(focus->from), catapult_model_name((int)focus->kind));
    }
}

void diagnosis_look_at_rates(const struct catapult_settings *settings, struct diagnosis *out)
{
    if (!(out->lambda[0] > 0)) {
        diagnosis_warn(out, WARNING_EMPTY, "lambda_1 is %g at w0: nothing moves at any eta", out->lambda[0]);
        return;
    }
    look_at_boundaries(out);
    look_at_schedule(settings, out);
}

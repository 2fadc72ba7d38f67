/* test_mutants.c - every property of src/verify can fail: the test breaks one thing at a time, and the properties
 * named for it must say FAIL.
 *
 * The library is broken from outside, when this program is linked: -Wl,--wrap=NAME redirects the calls of a function
 * to this file, and architecture_of returns copies of the classes with one function changed.  So the mutants add no
 * code to the program and cannot be reached from it.
 *
 * The table property x mutant is printed.  Every property has a mutant and every mutant is detected, also with inputs
 * a million times smaller or larger. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/dataset/batches.h"
#include "core/dataset/loss.h"
#include "core/model/model.h"
#include "core/spectrum/spectrum.h"
#include "twin.h"
#include "verify/verify.h"

/* name, what is broken, the properties that must fail. */
#define MUTANT_LIST(X)                                                                                              \
    X(NONE, "nothing", "")                                                                                          \
    X(NAN_INPUT, "an input is not a number", "data")                                                                \
    X(HALF_LABEL, "a label is 1/2", "data")                                                                         \
    X(BATCH_TWICE, "a batch shows an example twice", "batches")                                                     \
    X(BATCH_IGNORED, "the step takes all examples, not the batch", "linear")                                        \
    X(EXPORT, "an exported weight is off by 1e-6", "outputs")                                                       \
    X(ACTIVATION, "s is off by 1e-6, s' as well", "outputs")                                                        \
    X(SLOPE, "s' is off by 1e-6 of itself", "gradient kernel")                                                      \
    X(CURVATURE, "s'' is dropped: no such term in H", "taylor-quadratic")                                           \
    X(SIGN, "the step goes up the gradient", "gradient kernel linear monotone diverging single")                    \
    X(DOUBLE_STEP, "the step is twice as long", "linear monotone diverging single")                                 \
    X(FORGOTTEN, "the step forgets the last quarter of the weights", "gradient kernel distance")                    \
    X(STALE_J, "the step uses J of w0: H dw is dropped", "gradient kernel recurrence single")                        \
    X(STALE_K, "K stays that of w0", "kernel recurrence single")                                                    \
    X(SKEW_K, "K is not symmetric", "symmetric")                                                                    \
    X(SCALED_K, "K is off by 1e-6 of itself", "kernel distance start linear recurrence")                            \
    X(NEGATIVE_K, "a diagonal entry of K has the wrong sign", "positive kernel")                                    \
    X(OTHER_K, "the linear model's K is off by 1e-6 of itself", "start linear")                                     \
    X(OFF_BY_C, "lambda lacks the scale c", "tracked")                                                              \
    X(MISSED, "lambda_2 is taken for lambda_1", "tracked monotone")                                                 \
    X(STALE_P, "eigenvectors stay those of w0", "tracked")                                                          \
    X(STALE_PAIRS, "the spectrum is not followed after w0", "tracked")                                              \
    X(LOST, "the full solver loses an eigenvalue", "trace tracked")                                                 \
    X(NO_C, "losses and spectra lack the scale c", "loss tracked pi")                                               \
    X(SWAPPED, "two labels are exchanged in the residual", "loss pi linear")                                        \
    X(DERIVATIVE, "the derivative of the loss lacks a factor 1/2", "linear")                                        \
    X(ACCURACY, "the accuracy counts what is wrong", "loss")                                                        \
    X(TEST, "outputs on the test set are off by 1e-6", "test-set")                                                  \
    X(LENGTH, "|w - w0| is off by 1e-6 of itself", "distance gradient")                                             \
    X(RESTORE, "a restored run forgets the tracked vectors", "restore")                                             \
    X(TANGENT, "the linear model is the network", "taylor-linear")                                                  \
    X(NO_H, "the quadratic model is the linear one: H is dropped", "taylor-quadratic")                              \
    X(CUBIC, "the quadratic model has a cubic term", "recurrence single")
#define MUTANT_ENUM(name, what, caught) name,
enum mutant { MUTANT_LIST(MUTANT_ENUM) MUTANTS };
#define MUTANT_ROW(name, what, caught) {#name, what, caught},
static const struct {
    const char *name, *what, *caught;
} mutants[] = {MUTANT_LIST(MUTANT_ROW)};

static enum mutant alive; /* the active mutant */

/* The sizes (n c) of the objects that were made, models and spectra, the newest per address: nothing else records
 * them. */
static struct {
    const void *thing;
    size_t size;
} made[4096];
static size_t n_made;

static void note_size(const void *thing, size_t size)
{
    assert_true(n_made < sizeof made / sizeof *made);
    made[n_made].thing = thing;
    made[n_made++].size = size;
}

static size_t size_of(const void *thing)
{
    for (size_t i = n_made; i-- > 0;)
        if (made[i].thing == thing)
            return made[i].size;
    return 0;
}
static const double slip = 1 + 1e-6;

/* --- classes --------------------------------------------------------------------------------------------------------- */

const struct architecture *__real_architecture_of(int network_type);
const struct architecture *__wrap_architecture_of(int network_type);

static int type; /* of the subject's network: an enum catapult_network_kind */

static const struct model_class *real_class(enum catapult_model_kind kind)
{
    return __real_architecture_of(type)->model[kind];
}

/* A changed class must know which class it replaces.  States do not record that, so each kind has its own functions. */
enum { MATRIX_MAX = 4096 };

static void step_kind(enum catapult_model_kind kind, void *model, double eta, const double *u, bool kernel)
{
    const struct model_class *class = real_class(kind);
    size_t bytes = model_size(class, model), kept = bytes / sizeof(double) / 4;
    double *before = malloc(3 * bytes), *after = before + bytes / sizeof(double), *start = after + bytes / sizeof(double);
    size_t length = bytes / sizeof(double);
    model_save(class, model, before);
    if (alive == STALE_J) {
        class->reset(model, false);
        model_save(class, model, start);
    }
    class->step(model, alive == SIGN ? -eta : alive == DOUBLE_STEP ? 2 * eta : eta, u, kernel);
    model_save(class, model, after);
    if (alive == FORGOTTEN && kept)
        memcpy(after + length - kept, before + length - kept, kept * sizeof(double));
    for (size_t j = 0; alive == STALE_J && j < length; j++)
        after[j] += before[j] - start[j];
    model_restore(class, model, after, kernel);
    free(before);
}

static double *copied(const double *values, size_t count)
{
    static double memory[8][MATRIX_MAX];
    static int next;
    next = (next + 1) % 8;
    memcpy(memory[next], values, count * sizeof(double));
    return memory[next];
}

static const void *owner[CATAPULT_MODEL_COUNT]; /* the model whose kernel at w0 is kept */

static const double *kernel_kind(enum catapult_model_kind kind, const void *model)
{
    static double start[CATAPULT_MODEL_COUNT][MATRIX_MAX];
    const struct model_class *class = real_class(kind);
    const double *real = class->kernel(model);
    size_t size = size_of(model), count = size * size;
    if (!real || count > MATRIX_MAX)
        return real;
    double *k = copied(real, count);
    if (alive == STALE_K && owner[kind] != model && class->distance(model) == 0) {
        owner[kind] = model;
        memcpy(start[kind], real, count * sizeof(double));
    }
    if (alive == STALE_K && owner[kind] == model)
        return copied(start[kind], count);
    if (alive == SKEW_K && size > 1)
        k[1] *= slip;
    if (alive == NEGATIVE_K)
        k[0] = -k[0];
    for (size_t q = 0; q < count && alive == SCALED_K && kind != CATAPULT_MODEL_LINEAR; q++)
        k[q] *= slip;
    return k;
}

static const double *output_kind(enum catapult_model_kind kind, const void *model)
{
    const double *real = real_class(kind)->output(model);
    if (alive != CUBIC || (kind != CATAPULT_MODEL_QUADRATIC && kind != CATAPULT_MODEL_GENERAL))
        return real;
    double *f = copied(real, size_of(model)), way = real_class(kind)->distance(model);
    for (size_t q = 0; q < size_of(model); q++)
        f[q] += 1e-2 * way * way * way;
    return f;
}

static void test_kind(enum catapult_model_kind kind, void *model, double *f_test)
{
    real_class(kind)->test(model, f_test);
    if (alive == TEST)
        f_test[0] *= slip;
}

static double distance_kind(enum catapult_model_kind kind, const void *model)
{
    return real_class(kind)->distance(model) * (alive == LENGTH ? slip : 1);
}

static void *make_kind(enum catapult_model_kind kind, const struct shared *shared, bool bare)
{
    void *model = real_class(kind)->make(shared, bare);
    note_size(model, shared->n * shared->c);
    if (owner[kind] == model)
        owner[kind] = NULL; /* it was a previous model at this address */
    return model;
}

#define KIND_FUNCTIONS(kind)                                                             \
    static void *make_##kind(const struct shared *shared, bool bare)                     \
    {                                                                                    \
        return make_kind(CATAPULT_MODEL_##kind, shared, bare);                                    \
    }                                                                                    \
    static void step_##kind(void *model, double eta, const double *u, bool kernel)       \
    {                                                                                    \
        step_kind(CATAPULT_MODEL_##kind, model, eta, u, kernel);                                  \
    }                                                                                    \
    static const double *kernel_##kind(const void *model)                                \
    {                                                                                    \
        return kernel_kind(CATAPULT_MODEL_##kind, model);                                         \
    }                                                                                    \
    static const double *output_##kind(const void *model)                                \
    {                                                                                    \
        return output_kind(CATAPULT_MODEL_##kind, model);                                         \
    }                                                                                    \
    static void test_##kind(void *model, double *f_test)                                 \
    {                                                                                    \
        test_kind(CATAPULT_MODEL_##kind, model, f_test);                                          \
    }                                                                                    \
    static double distance_##kind(const void *model)                                     \
    {                                                                                    \
        return distance_kind(CATAPULT_MODEL_##kind, model);                                       \
    }
KIND_FUNCTIONS(NETWORK)
KIND_FUNCTIONS(LINEAR)
KIND_FUNCTIONS(QUADRATIC)
KIND_FUNCTIONS(GENERAL)

static bool mutates_step(void)
{
    return alive == SIGN || alive == DOUBLE_STEP || alive == FORGOTTEN || alive == STALE_J;
}

static bool mutates_kernel(void)
{
    return alive == STALE_K || alive == SKEW_K || alive == NEGATIVE_K || alive == SCALED_K;
}

/* The class of that kind with the mutant's change. */
static const struct model_class *changed_class(enum catapult_model_kind kind)
{
    static struct model_class copies[CATAPULT_MODEL_COUNT];
    static const struct model_class changed[CATAPULT_MODEL_COUNT] = {
        [CATAPULT_MODEL_NETWORK] = {.make = make_NETWORK,
                                    .step = step_NETWORK,
                                    .kernel = kernel_NETWORK,
                                    .output = output_NETWORK,
                                    .test = test_NETWORK,
                                    .distance = distance_NETWORK},
        [CATAPULT_MODEL_LINEAR] = {.make = make_LINEAR,
                                   .step = step_LINEAR,
                                   .kernel = kernel_LINEAR,
                                   .output = output_LINEAR,
                                   .test = test_LINEAR,
                                   .distance = distance_LINEAR},
        [CATAPULT_MODEL_QUADRATIC] = {.make = make_QUADRATIC,
                                      .step = step_QUADRATIC,
                                      .kernel = kernel_QUADRATIC,
                                      .output = output_QUADRATIC,
                                      .test = test_QUADRATIC,
                                      .distance = distance_QUADRATIC},
        [CATAPULT_MODEL_GENERAL] = {.make = make_GENERAL,
                                    .step = step_GENERAL,
                                    .kernel = kernel_GENERAL,
                                    .output = output_GENERAL,
                                    .test = test_GENERAL,
                                    .distance = distance_GENERAL},
    };
    if (!real_class(kind))
        return NULL;
    if (alive == TANGENT && kind == CATAPULT_MODEL_LINEAR)
        return real_class(CATAPULT_MODEL_NETWORK);
    if (alive == NO_H && kind == CATAPULT_MODEL_QUADRATIC)
        return real_class(CATAPULT_MODEL_LINEAR);
    copies[kind] = *real_class(kind);
    copies[kind].make = changed[kind].make;
    if (mutates_step())
        copies[kind].step = changed[kind].step;
    if (mutates_kernel())
        copies[kind].kernel = changed[kind].kernel;
    if (alive == CUBIC)
        copies[kind].output = changed[kind].output;
    if (alive == TEST)
        copies[kind].test = changed[kind].test;
    if (alive == LENGTH)
        copies[kind].distance = changed[kind].distance;
    return &copies[kind];
}

static bool changed_ntk(const struct shared *shared, double *k, double *f, double *k_test, double *f_test)
{
    bool done = __real_architecture_of(type)->ntk(shared, k, f, k_test, f_test);
    for (size_t q = 0; q < shared->n * shared->c * shared->n * shared->c && alive == OTHER_K; q++)
        k[q] *= slip;
    return done;
}

const struct architecture *__wrap_architecture_of(int network_type)
{
    static struct architecture copy;
    type = network_type;
    copy = *__real_architecture_of(network_type);
    if (copy.ntk)
        copy.ntk = changed_ntk;
    for (int kind = 0; kind < CATAPULT_MODEL_COUNT; kind++)
        copy.model[kind] = changed_class((enum catapult_model_kind)kind);
    return &copy;
}

/* --- functions ------------------------------------------------------------------------------------------------------- */

const size_t *__real_batches_rows(struct batches *batches, long t);
const size_t *__wrap_batches_rows(struct batches *batches, long t);
const size_t *__wrap_batches_rows(struct batches *batches, long t)
{
    static size_t rows[2];
    const size_t *real = __real_batches_rows(batches, t);
    rows[0] = rows[1] = real[0]; /* the tests' batches have two examples */
    return alive == BATCH_TWICE ? rows : real;
}

void __real_loss_derivative(enum catapult_loss_kind kind, size_t n, size_t outputs, const double *r, const size_t *rows,
                            size_t count, double *u);
void __wrap_loss_derivative(enum catapult_loss_kind kind, size_t n, size_t outputs, const double *r, const size_t *rows,
                            size_t count, double *u);
void __wrap_loss_derivative(enum catapult_loss_kind kind, size_t n, size_t outputs, const double *r, const size_t *rows,
                            size_t count, double *u)
{
    __real_loss_derivative(kind, n, outputs, r, alive == BATCH_IGNORED ? NULL : rows, count, u);
    for (size_t q = 0; q < n * outputs && alive == DERIVATIVE; q++)
        u[q] *= 2;
}

double __real_loss_residual(size_t n, size_t outputs, const double *f, const double *y, double *r);
double __wrap_loss_residual(size_t n, size_t outputs, const double *f, const double *y, double *r);
double __wrap_loss_residual(size_t n, size_t outputs, const double *f, const double *y, double *r)
{
    if (alive != SWAPPED || n < 2)
        return __real_loss_residual(n, outputs, f, y, r);
    double *other = malloc(n * outputs * sizeof *other);
    memcpy(other, y, n * outputs * sizeof *other);
    memcpy(other, y + outputs, outputs * sizeof *other);
    memcpy(other + outputs, y, outputs * sizeof *other);
    double square = __real_loss_residual(n, outputs, f, other, r);
    free(other);
    return square;
}

double __real_loss_scale(enum catapult_loss_kind kind, size_t n);
double __wrap_loss_scale(enum catapult_loss_kind kind, size_t n);
double __wrap_loss_scale(enum catapult_loss_kind kind, size_t n)
{
    return alive == NO_C ? 1 : __real_loss_scale(kind, n);
}

double __real_loss_accuracy(size_t n, size_t outputs, const double *f, const double *y);
double __wrap_loss_accuracy(size_t n, size_t outputs, const double *f, const double *y);
double __wrap_loss_accuracy(size_t n, size_t outputs, const double *f, const double *y)
{
    double right = __real_loss_accuracy(n, outputs, f, y);
    return alive == ACCURACY ? 1 - right : right;
}

void __real_activation_apply(enum catapult_activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                             double *s2);
void __wrap_activation_apply(enum catapult_activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                             double *s2);
void __wrap_activation_apply(enum catapult_activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                             double *s2)
{
    __real_activation_apply(kind, count, z, s0, s1, s2);
    for (size_t i = 0; i < count; i++) {
        if (s0 && alive == ACTIVATION)
            s0[i] *= slip;
        if (s1 && (alive == ACTIVATION || alive == SLOPE))
            s1[i] *= slip;
        if (s2 && alive == ACTIVATION)
            s2[i] *= slip;
        if (s2 && alive == CURVATURE)
            s2[i] = 0;
    }
}

bool __real_catapult_experiment_w0(const struct catapult_experiment *e, int layer, size_t *rows, size_t *cols,
                                   double *weights);
bool __wrap_catapult_experiment_w0(const struct catapult_experiment *e, int layer, size_t *rows, size_t *cols,
                                   double *weights);
bool __wrap_catapult_experiment_w0(const struct catapult_experiment *e, int layer, size_t *rows, size_t *cols,
                                   double *weights)
{
    bool there = __real_catapult_experiment_w0(e, layer, rows, cols, weights);
    if (there && weights && alive == EXPORT)
        weights[0] += 1e-6;
    return there;
}

struct spectrum *__real_spectrum_new(size_t size, int top, int cluster, bool matrix, int seed);
struct spectrum *__wrap_spectrum_new(size_t size, int top, int cluster, bool matrix, int seed);
struct spectrum *__wrap_spectrum_new(size_t size, int top, int cluster, bool matrix, int seed)
{
    struct spectrum *spectrum = __real_spectrum_new(size, top, cluster, matrix, seed);
    note_size(spectrum, size);
    return spectrum;
}

double __real_spectrum_lambda(const struct spectrum *spectrum, int k);
double __wrap_spectrum_lambda(const struct spectrum *spectrum, int k);
double __wrap_spectrum_lambda(const struct spectrum *spectrum, int k)
{
    double lambda = __real_spectrum_lambda(spectrum, alive == MISSED && spectrum_count(spectrum) > 1 ? !k : k);
    return alive == OFF_BY_C ? lambda * (double)size_of(spectrum) / 2 : lambda;
}

const double *__real_spectrum_vector(const struct spectrum *spectrum, int k);
const double *__wrap_spectrum_vector(const struct spectrum *spectrum, int k);
const double *__wrap_spectrum_vector(const struct spectrum *spectrum, int k)
{
    static const struct spectrum *whose[8];
    static double kept[8][CATAPULT_TOP_MAX][64];
    const double *real = __real_spectrum_vector(spectrum, alive == MISSED && spectrum_count(spectrum) > 1 ? !k : k);
    if (alive != STALE_P)
        return real;
    int i = 0;
    while (i < 7 && whose[i] && whose[i] != spectrum)
        i++;
    if (whose[i] != spectrum) {
        whose[i] = spectrum;
        for (int l = 0; l < spectrum_count(spectrum); l++)
            memcpy(kept[i][l], __real_spectrum_vector(spectrum, l), size_of(spectrum) * sizeof(double));
    }
    return kept[i][k];
}

bool __real_spectrum_track(struct spectrum *spectrum, const struct kernel_operator *kernel);
bool __wrap_spectrum_track(struct spectrum *spectrum, const struct kernel_operator *kernel);
bool __wrap_spectrum_track(struct spectrum *spectrum, const struct kernel_operator *kernel)
{
    if (alive == STALE_PAIRS && spectrum_products(spectrum) > 0)
        return true;
    return __real_spectrum_track(spectrum, kernel);
}

enum catapult_status __real_spectrum_all(size_t size, double *matrix, double *lambda, struct catapult_error *err);
enum catapult_status __wrap_spectrum_all(size_t size, double *matrix, double *lambda, struct catapult_error *err);
enum catapult_status __wrap_spectrum_all(size_t size, double *matrix, double *lambda, struct catapult_error *err)
{
    enum catapult_status status = __real_spectrum_all(size, matrix, lambda, err);
    if (alive == LOST && size > 1)
        memmove(lambda + 1, lambda + 2, (size - 2) * sizeof *lambda);
    return status;
}

void __real_spectrum_restore(struct spectrum *spectrum, const void *buffer);
void __wrap_spectrum_restore(struct spectrum *spectrum, const void *buffer);
void __wrap_spectrum_restore(struct spectrum *spectrum, const void *buffer)
{
    if (alive == RESTORE)
        spectrum_reset(spectrum);
    else
        __real_spectrum_restore(spectrum, buffer);
}

/* --- subjects --------------------------------------------------------------------------------------------------------- */

static const char *const shallow[] = {"model=network", "network.widths=60", "loss=mean", "data.n=9", "data.d=14",
                                      "data.test=4", NULL};
static const char *const deep[] = {"model=network", "network.widths=40,30", "network.activation=tanh", "loss=mean",
                                   "data.n=10", "data.d=4", "data.test=4", NULL};
static const char *const batches[] = {"model=network", "network.widths=50", "loss=sum", "batch=2", "data.n=8", "data.d=5",
                                      "data.test=4", NULL};
static const char *const general[] = {"model=general", "network.gamma=0.137", "loss=mean", "data.n=5", "data.d=11",
                                      "data.test=0", NULL};
static const char *const conv[] = {"model=network", "network.type=conv", "network.widths=6", "network.activation=swish",
                                   "data.image=3,4,4", "loss=mean", "data.n=7", "data.d=48", "data.test=4", NULL};
static const char *const *const presets[] = {shallow, deep, batches, general, conv};

enum { PROPERTIES = 40 };

/* Marks the properties that fail with the active mutant, for inputs of size `unit`. */
static void look(const char *const *pairs, double unit, bool failed[PROPERTIES])
{
    struct catapult_settings settings;
    struct subject *subject;
    struct catapult_error err;
    struct catapult_dataset *data = twin_gaussian(pairs);
    twin_settings(&settings, pairs);
    for (int i = 0; i < settings.data.image.count; i++)
        data->image[i] = (size_t)settings.data.image.value[i];
    for (size_t q = 0; q < data->n * data->d; q++)
        data->x[q] *= unit;
    if (alive == NAN_INPUT)
        data->x[data->n * data->d - 1] = NAN;
    if (alive == HALF_LABEL)
        data->y[data->n - 1] = 0.5;
    n_made = 0;
    if (subject_new(&subject, &settings, data, false, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; verify_properties[i].name; i++) {
        struct finding finding;
        if (alive == NAN_INPUT && strcmp(verify_properties[i].name, "data") != 0)
            continue; /* such data are refused */
        assert_true(verify_run(subject, &verify_properties[i], &finding));
        failed[i] |= finding.verdict == VERDICT_FAIL;
    }
    subject_free(subject);
    catapult_dataset_free(data);
}

static bool names(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool caught[MUTANTS][PROPERTIES];

static void print_table(int count)
{
    for (int i = 0; i < count; i++)
        print_message("# %c %s\n", 'a' + i, verify_properties[i].name);
    for (int m = 0; m < MUTANTS; m++) {
        char row[PROPERTIES + 1] = "";
        for (int i = 0; i < count; i++)
            row[i] = caught[m][i] ? (char)('a' + i) : '.';
        print_message("# %-14s %s  %s\n", mutants[m].name, row, mutants[m].what);
    }
}

static void test_inputs_of(double unit)
{
    int count = 0, missing = 0;
    memset(caught, 0, sizeof caught);
    while (verify_properties[count].name)
        count++;
    assert_true(count <= 26);
    for (int m = 0; m < MUTANTS; m++) {
        alive = (enum mutant)m;
        for (size_t p = 0; p < sizeof presets / sizeof *presets; p++)
            look(presets[p], unit, caught[m]);
    }
    alive = NONE;
    print_table(count);
    for (int m = 0; m < MUTANTS; m++) {
        int seen = 0;
        for (int i = 0; i < count; i++) {
            seen += caught[m][i];
            if (names(mutants[m].caught, verify_properties[i].name) && !caught[m][i]) {
                print_message("# %s is not caught by %s\n", mutants[m].name, verify_properties[i].name);
                missing++;
            }
        }
        if ((seen == 0) != (m == NONE)) {
            print_message("# %s: %d properties fail\n", mutants[m].name, seen);
            missing++;
        }
    }
    for (int i = 0; i < count; i++) {
        int seen = 0;
        for (int m = 0; m < MUTANTS; m++)
            seen += caught[m][i];
        if (seen == 0) {
            print_message("# nothing makes %s fail\n", verify_properties[i].name);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

static void test_table(void **state)
{
    (void)state;
    test_inputs_of(1);
}

static void test_units(void **state)
{
    (void)state;
    test_inputs_of(1e-6);
    test_inputs_of(1e6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_units)};
    return cmocka_run_group_tests_name("mutants", tests, NULL, NULL);
}

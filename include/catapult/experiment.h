/* experiment.h - the core of the laboratory: models that share data, w0 and eta, advanced one GD step per call.
 *
 * The core does not know its caller.  The caller owns the loop:
 *
 *     catapult_experiment_new(&e, &settings, data, NULL, &err);
 *     while (wanted)
 *         catapult_experiment_step(e, eta);            w(t) -> w(t+1) for every model that is not diverged
 *     catapult_experiment_free(e);
 *
 * After catapult_experiment_new and after every step the measures of all models at the present w are ready.
 * The same settings, data and thread count give the same bits, whatever program calls it.  Not thread-safe: one
 * thread at a time. */
#ifndef CATAPULT_EXPERIMENT_H
#define CATAPULT_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/measure.h>
#include <catapult/outcome.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_experiment;

/* The settings are copied; data is borrowed and must outlive the experiment.  Draws w0, makes every model
 * and measures it at w0.  CATAPULT_STATUS_NOMEM (with the bytes wanted, before anything large is allocated),
 * CATAPULT_STATUS_CANCELLED, CATAPULT_STATUS_INPUT (also for settings that do not fit together). */
enum catapult_status catapult_experiment_new(struct catapult_experiment **out, const struct catapult_settings *settings,
                                             const struct catapult_dataset *data,
                                             const struct catapult_progress *progress, struct catapult_error *err);
void catapult_experiment_free(struct catapult_experiment *experiment);

/* What catapult_experiment_new would allocate, and the floating point operations of one step of all models including
 * the spectrum.  The test set is counted separately.  The settings must be such that catapult_settings_validate accepts
 * them.  network.type = conv: settings->data.image must be the shape of the data (source_sizes returns it). */
struct catapult_experiment_cost {
    double bytes;
    double look_bytes;     /* an upper bound of what sharpness, Taylor errors and the kernel of a model take in addition,
                              when they are requested (sharpness.h, look.h) */
    double parameters;     /* p */
    double step_flops;
    double test_flops;     /* one evaluation of the test set */
};
void catapult_experiment_cost(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                              size_t outputs, struct catapult_experiment_cost *cost);

/* Where the time of the steps goes, in seconds since catapult_experiment_new.  To add a counter, add a row here. */
#define CATAPULT_WORK_LIST(X)                                                               \
    X(CATAPULT_WORK_UPDATE, "update", "weights, and pre-activations from them")             \
    X(CATAPULT_WORK_ELEMENTWISE, "elementwise", "activations, signals, outputs")            \
    X(CATAPULT_WORK_KERNEL, "kernel", "products of activations and of signals")             \
    X(CATAPULT_WORK_SPECTRUM, "spectrum", "leading eigenpairs")                             \
    X(CATAPULT_WORK_TEST, "test", "outputs on the test set")                                \
    X(CATAPULT_WORK_OTHER, "other", "losses, making models, whatever is between the steps")
#define CATAPULT_WORK_ENUM(name, word, help) name,
enum catapult_experiment_work { CATAPULT_WORK_LIST(CATAPULT_WORK_ENUM) CATAPULT_WORK_COUNT };
#undef CATAPULT_WORK_ENUM
const char *catapult_experiment_work_name(enum catapult_experiment_work work);
void catapult_experiment_times(const struct catapult_experiment *experiment, double seconds[CATAPULT_WORK_COUNT]);

int catapult_experiment_models(const struct catapult_experiment *experiment);
enum catapult_model_kind catapult_experiment_kind(const struct catapult_experiment *experiment, int model);
const struct catapult_settings *catapult_experiment_settings(const struct catapult_experiment *experiment);
const struct catapult_dataset *catapult_experiment_data(const struct catapult_experiment *experiment);

/* lambda_1(0) of c*K, the same for all models that share w0. */
double catapult_experiment_lambda_1(const struct catapult_experiment *experiment);

/* threshold/lambda_1(0), where the threshold is 2 without momentum (catapult_phase_threshold); +inf if
 * lambda_1(0) <= 0. */
double catapult_experiment_eta_crit(const struct catapult_experiment *experiment);

/* One GD step with learning rate eta of every model that is not diverged. */
void catapult_experiment_step(struct catapult_experiment *experiment, double eta);

/* Announces eta: changes only the phase of the present measures.  Call it when eta becomes known or changes. */
void catapult_experiment_set_lr(struct catapult_experiment *experiment, double eta);

/* A resting model is not stepped, measured or restored: it costs nothing and keeps its state.  To continue with it,
 * call this with resting = false and restore a state.  A sweep makes all models of a seed once and runs one at a
 * time. */
void catapult_experiment_rest(struct catapult_experiment *experiment, int model, bool resting);

long catapult_experiment_t(const struct catapult_experiment *experiment); /* steps done */
const struct catapult_measure *catapult_experiment_measure(const struct catapult_experiment *experiment, int model);
bool catapult_experiment_diverged(const struct catapult_experiment *experiment, int model);

/* The eta_max of a model that is proved for these settings; NaN if there is no proof.
 *     linear model      eta_crit, for full batches
 *     quadratic model   4/lambda_1(0), for one hidden layer of ReLU, one output, full batches and no momentum
 *     one example       the exact value (catapult_phase_eta_max_single), under the same conditions; also for the network
 *                       and the quadratic model if the activation is linear
 * Phases are named by this value and not by a measured one, so that a row's phase depends on the row alone. */
double catapult_experiment_eta_max(const struct catapult_experiment *experiment, int model);

/* Saves and restores the whole state exactly: after a restore every later step and measure has the same bits.  buffer
 * has catapult_experiment_state_size bytes. */
size_t catapult_experiment_state_size(const struct catapult_experiment *experiment);
void catapult_experiment_save(const struct catapult_experiment *experiment, void *buffer);
void catapult_experiment_restore(struct catapult_experiment *experiment, const void *buffer);

/* Present outputs f(x_i), (n, outputs) row-major; and those of the test set, (n_test, outputs), at the last step that
 * evaluated it.  Borrowed, valid until the next step. */
const double *catapult_experiment_output(const struct catapult_experiment *experiment, int model);
const double *catapult_experiment_output_test(const struct catapult_experiment *experiment, int model);

/* The same at the present w, evaluated now if this step did not; changes no measure. */
const double *catapult_experiment_evaluate_test(struct catapult_experiment *experiment, int model);

/* All n*outputs eigenvalues of c*K at the present w, largest first.  lambda has (n*outputs) entries. */
enum catapult_status catapult_experiment_spectrum(struct catapult_experiment *experiment, int model, double *lambda,
                                                  struct catapult_error *err);

/* The initial weights of a layer as a matrix that multiplies the layer's input: fc (m, d), ..., last (c, m); conv
 * (out, in k k), ..., last (c, C H W) or (c, C); general: w0 (p).  Fills rows and cols (cols is 0 for a vector).
 * weights has rows*cols entries, or is NULL to get the sizes only.  Returns false if there is no such layer. */
bool catapult_experiment_w0(const struct catapult_experiment *experiment, int layer, size_t *rows, size_t *cols,
                            double *weights);

/* All dimensions of that array: conv (out, in, k, k), last (c, C, H, W).  Returns how many there are, 0 if there is no
 * such layer. */
int catapult_experiment_w0_shape(const struct catapult_experiment *experiment, int layer, size_t shape[4]);

/* general: phi (n, p) and the diagonal of S (n, p); false for other types of network.  Borrowed. */
bool catapult_experiment_general(const struct catapult_experiment *experiment, size_t *p, const double **phi,
                                 const double **s);

/* The row numbers of the mini-batch that step t uses, (settings.batch) entries; false for full batch. */
bool catapult_experiment_batch(const struct catapult_experiment *experiment, long t, size_t *rows);

/* The learning rate up to which mini-batches keep the linear model's residual bounded in the mean square: exact for
 * batches that are drawn independently.  Call catapult_eta_ms_new at w0; it returns NULL if there is no such rate to
 * find: full batches, momentum, or no memory.  catapult_eta_ms_advance does one of some hundred steps of O(n^3) and
 * returns true at the last; then *eta is the rate (+inf: there is none, NaN: no memory). */
struct catapult_eta_ms;
struct catapult_eta_ms *catapult_eta_ms_new(struct catapult_experiment *experiment);
bool catapult_eta_ms_advance(struct catapult_eta_ms *search, double *eta);
void catapult_eta_ms_free(struct catapult_eta_ms *search);

/* The largest eta at which GD still converges, measured with runs of one model that start at w0.
 *
 * The rates that converge need not be an interval.  Rates rise in ratios of 1.1 from just below the linear model's boundary
 * (eta_crit; with mini-batches, where it is known in a second or so, that of the mean square) until three in a row fail; the
 * first failure is then narrowed to 1 %, and larger rates that converge are holes.  A run has 200 steps, doubled up to 1600
 * while the linear model still falls at 0.9 of its boundary; stop.steps has no part in it.  A run fails that diverges or dies
 * (outcome.h), with full batches one that is periodic or bounded at its end, and else one whose loss is neither below
 * twice the linear model's after as many steps and 5 % of the first, nor still falling where the linear model's is.  The eta_max
 * of the linear model with full batches is eta_crit and needs no run.
 *
 * A search advances in slices, so that a caller can run it in the background.  To cancel it, free it. */
enum { CATAPULT_ETA_HOLES = 32 };
struct catapult_eta_max_search;
struct catapult_eta_max_state {
    bool done;
    double low, high;   /* low: the largest that converges below the first that fails, high (+inf until one is known, and at
                           the end if none does up to 128 times the first); low is 0 if none converges */
    double trial;       /* the eta of the present run */
    double fraction;    /* estimated progress of the whole search, 0 to 1 */
    enum catapult_outcome_word outcome; /* of the run at high, and its last loss over its first */
    double loss;
    int holes;          /* rates above high that converge, rising; at most CATAPULT_ETA_HOLES are told */
    double hole[CATAPULT_ETA_HOLES];
    long steps;         /* of a run at most; 0: none was needed */
};
enum catapult_status catapult_eta_max_search_new(struct catapult_eta_max_search **out,
                                                 struct catapult_experiment *experiment, int model,
                                                 struct catapult_error *err);
void catapult_eta_max_search_free(struct catapult_eta_max_search *search);
void catapult_eta_max_search_advance(struct catapult_eta_max_search *search, int steps);
void catapult_eta_max_search_state(const struct catapult_eta_max_search *search, struct catapult_eta_max_state *state);

/* Runs a whole search and reports progress under the name `what`.  *state: the final state, or the last one before it
 * was cancelled (CATAPULT_STATUS_CANCELLED). */
enum catapult_status catapult_eta_max_find(struct catapult_experiment *experiment, int model, const char *what,
                                           const struct catapult_progress *progress,
                                           struct catapult_eta_max_state *state, struct catapult_error *err);

/* The same for model 0, which must have an eta_max: CATAPULT_STATUS_INPUT if no learning rate fails, or none converges. */
enum catapult_status catapult_eta_max_measure(struct catapult_experiment *experiment,
                                              const struct catapult_progress *progress, double *eta_max,
                                              struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif

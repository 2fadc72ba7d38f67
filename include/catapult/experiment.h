/* experiment.h - the laboratory core: models that share data, w0 and eta, advanced one GD step when asked.
 *
 * The core never learns who is asking.  The caller owns the loop:
 *
 *     catapult_experiment_new(&e, &settings, data, NULL, &err);
 *     while (wanted)
 *         catapult_experiment_step(e, eta);            w(t) -> w(t+1) for every model that is not diverged
 *     catapult_experiment_free(e);
 *
 * After catapult_experiment_new and after every step the measures of all models at the present w are ready.
 * Same settings, data and thread count: same bits, whoever drives it.  One thread at a time. */
#ifndef CATAPULT_EXPERIMENT_H
#define CATAPULT_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/measure.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_experiment;

/* settings are copied; data is borrowed and must outlive the experiment.  Draws w0, prepares every model
 * and measures it at w0.  CATAPULT_STATUS_NOMEM (with the bytes wanted, before anything large is allocated),
 * CATAPULT_STATUS_CANCELLED, CATAPULT_STATUS_INPUT. */
enum catapult_status catapult_experiment_new(struct catapult_experiment **out, const struct catapult_settings *settings,
                                             const struct catapult_dataset *data,
                                             const struct catapult_progress *progress, struct catapult_error *err);
void catapult_experiment_free(struct catapult_experiment *experiment);

/* What catapult_experiment_new would allocate, and the floating point operations of one step of all models with
 * its spectrum, without and with the test set.  network.type = conv: settings->data.image must be what the data
 * have (source_sizes tells it). */
struct catapult_experiment_cost {
    double bytes;
    double look_bytes;     /* more, at most: what sharpness, Taylor errors and the kernel of a model take when they are asked
                              for (sharpness.h, look.h) */
    double parameters;     /* p */
    double step_flops;
    double test_flops;
};
void catapult_experiment_cost(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                              size_t outputs, struct catapult_experiment_cost *cost);

/* Where the time of the steps goes, in seconds since catapult_experiment_new: a new counter is a row here. */
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

/* 2/lambda_1(0), or the settings' momentum's own (catapult_phase_threshold); +inf if lambda_1(0) <= 0. */
double catapult_experiment_eta_crit(const struct catapult_experiment *experiment);

/* One GD step with learning rate eta of every model that is not diverged. */
void catapult_experiment_step(struct catapult_experiment *experiment, double eta);

/* Changes nothing but which phase the present measures are given: call it when eta is known or changed. */
void catapult_experiment_set_lr(struct catapult_experiment *experiment, double eta);

/* A model that rests is neither stepped nor measured nor restored: it costs nothing and stays as it is.  To go on
 * with it, wake it and restore.  A sweep makes all models of a seed once and runs one at a time. */
void catapult_experiment_rest(struct catapult_experiment *experiment, int model, bool resting);

long catapult_experiment_t(const struct catapult_experiment *experiment); /* steps done */
const struct catapult_measure *catapult_experiment_measure(const struct catapult_experiment *experiment, int model);
bool catapult_experiment_diverged(const struct catapult_experiment *experiment, int model);

/* The eta_max of a model that is proved for these settings, NaN if none is: eta_crit of the linear model; of one hidden layer
 * of ReLU and full batches without momentum, the quadratic model's 4/lambda_1(0), and the exact one of a single example
 * (catapult_phase_eta_max_single; so has the linear network).  Phases are named by it and by nothing that is measured, so that
 * a row's phase depends on the row alone. */
double catapult_experiment_eta_max(const struct catapult_experiment *experiment, int model);

/* The whole state, exact: restoring gives the same bits in every later step and measure.  buffer has
 * catapult_experiment_state_size bytes. */
size_t catapult_experiment_state_size(const struct catapult_experiment *experiment);
void catapult_experiment_save(const struct catapult_experiment *experiment, void *buffer);
void catapult_experiment_restore(struct catapult_experiment *experiment, const void *buffer);

/* Present outputs f(x_i): (n, outputs) row-major, and of the test set (n_test, outputs) at the step of the
 * last test evaluation.  Borrowed, valid until the next step. */
const double *catapult_experiment_output(const struct catapult_experiment *experiment, int model);
const double *catapult_experiment_output_test(const struct catapult_experiment *experiment, int model);

/* All n*outputs eigenvalues of c*K at the present w, largest first.  lambda has (n*outputs) entries. */
enum catapult_status catapult_experiment_spectrum(struct catapult_experiment *experiment, int model, double *lambda,
                                                  struct catapult_error *err);

/* The initial weights as they multiply the layer's input: fc (m, d), ..., last (c, m); conv (out, in k k), ...,
 * last (c, C H W) or (c, C); general: w0 (p).  rows and cols are filled (cols 0 for a vector); weights has
 * rows*cols entries or is NULL to ask sizes.  Returns false if there is no such layer. */
bool catapult_experiment_w0(const struct catapult_experiment *experiment, int layer, size_t *rows, size_t *cols,
                            double *weights);

/* The dimensions of that array in full: conv (out, in, k, k), last (c, C, H, W).  Returns how many there are, 0 if
 * there is no such layer. */
int catapult_experiment_w0_shape(const struct catapult_experiment *experiment, int layer, size_t shape[4]);

/* general: phi (n, p) and the diagonal of S (n, p); false for the others.  Borrowed. */
bool catapult_experiment_general(const struct catapult_experiment *experiment, size_t *p, const double **phi,
                                 const double **s);

/* The row numbers of the mini-batch that step t uses, (settings.batch) entries; false for full batch. */
bool catapult_experiment_batch(const struct catapult_experiment *experiment, long t, size_t *rows);

/* The largest eta from which GD still converges, by bisection on fresh copies of one model from w0.
 *
 * A search is advanced in slices, so that a caller may do it in the background and give it up by freeing
 * it.  A trial diverges as a run does (loss not finite or past the limit) and counts as converging if it
 * reaches the stop loss, or after `steps` steps is still falling or not much above what the linear model has then
 * at 0.9 eta_crit: a network whose units have died has not converged.  The bracket starts at eta_crit and is
 * doubled until a trial fails, then halved (geometrically) to a relative width of 1 %.  The linear model's
 * is eta_crit, without a trial. */
struct catapult_eta_max_search;
struct catapult_eta_max_state {
    bool done;
    double low, high;   /* low converges; high does not (+inf while none is known) */
    double trial;       /* the eta being tried */
    double fraction;    /* of the whole search, an estimate */
};
enum catapult_status catapult_eta_max_search_new(struct catapult_eta_max_search **out,
                                                 struct catapult_experiment *experiment, int model, long steps,
                                                 struct catapult_error *err);
void catapult_eta_max_search_free(struct catapult_eta_max_search *search);
void catapult_eta_max_search_advance(struct catapult_eta_max_search *search, int steps);
void catapult_eta_max_search_state(const struct catapult_eta_max_search *search, struct catapult_eta_max_state *state);

/* A whole search, told as `what`.  *state: where it ended, or stood when it was given up (CATAPULT_STATUS_CANCELLED). */
enum catapult_status catapult_eta_max_find(struct catapult_experiment *experiment, int model, long steps,
                                           const char *what, const struct catapult_progress *progress,
                                           struct catapult_eta_max_state *state, struct catapult_error *err);

/* The same for model 0, whose eta_max there must be: CATAPULT_STATUS_INPUT if no learning rate diverges. */
enum catapult_status catapult_eta_max_measure(struct catapult_experiment *experiment, long steps,
                                              const struct catapult_progress *progress, double *eta_max,
                                              struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif

/* job.h - computes one run of a sweep, from its settings to its row, in any worker.
 *
 * A job is plain, self-contained data: it can be sent through a pipe or to another machine.  A context keeps what the
 * runs of one seed share (data, w0, the first kernel and its spectrum, as a saved experiment), so that all but the
 * first run begin with a restore.
 *
 * A run stops early if nothing moves for stop.patience steps in a row: the training loss stays within 1e-4 of itself
 * and the best test loss does not fall by 1e-4 (both relative), while eta*lambda_1 < 2.  The last condition makes
 * this safe. For eta*lambda_1 > 2, an invisibly small part of the loss along p_1 grows by (1 - eta*lambda_1)^2 per
 * step and may become a catapult a thousand steps later; at exactly 2, r -> -r keeps the loss constant forever.
 * Below 2, GD contracts in every direction. */
#ifndef SWEEP_JOB_H
#define SWEEP_JOB_H

#include <catapult/experiment.h>

#include "sweep/sweep.h"

struct job {
    struct catapult_settings settings; /* including the seed and all models of the sweep: the models decide which
                                          lambda_1(0) is used */
    struct catapult_lr eta;
    double eta_max;           /* for CATAPULT_LR_MAX and for the phase; +inf if not measured */
    long index;
    int model;                /* index into catapult_settings_models of the model to run */
    bool measure;             /* no run: measure eta_max of the first model */
};

/* The position of a job.  Jobs are ordered by seed, then eta, then model. */
struct place {
    int seed, eta, model; /* indices */
};
long sweep_jobs(const struct sweep *sweep);
struct place sweep_place(const struct sweep *sweep, long job);
void sweep_job(const struct sweep *sweep, long index, struct job *job);

/* Whether the job belongs to that shard of the sweep.  All models of an eta and seed stay together.  The etas are
 * dealt out in turn, because small ones take long; the starting shard differs from seed to seed. */
bool sweep_in_shard(const struct sweep *sweep, long job, int shard, int shards);

/* "model quadratic, eta 1.2crit, seed 3" */
void job_describe(const struct job *job, char *text, size_t size);

struct job_context {
    struct catapult_settings settings;      /* of the seed that is set up; valid if experiment is not NULL */
    struct catapult_dataset *data;
    struct catapult_experiment *experiment;
    void *start;                   /* its state at w0 */
};

/* Sets up the seed of the job unless it is set up already.  {0} is an empty context. */
enum catapult_status job_context_prepare(struct job_context *context, const struct job *job,
                                         const struct catapult_progress *progress, struct catapult_error *err);
void job_context_clear(struct job_context *context);

/* Computes the row of the job on a prepared context.  CATAPULT_STATUS_INPUT if eta has no value here. */
enum catapult_status job_context_run(struct job_context *context, const struct job *job,
                                     const struct catapult_progress *progress, struct sweep_row *row,
                                     struct catapult_error *err);

/* Measures eta_max of the first model. */
enum catapult_status job_context_measure(struct job_context *context, const struct catapult_progress *progress,
                                         double *eta_max, struct catapult_error *err);

#endif

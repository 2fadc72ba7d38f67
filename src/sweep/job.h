/* job.h - one run of a sweep, from its settings to its row, by whoever was given it.
 *
 * A job is plain data and complete: it can be sent through a pipe or to another machine.  A bench keeps what runs
 * of one seed share (data, w0, the first kernel and its spectrum, as a saved experiment), so that all but the first
 * of them begin with a restore.
 *
 * When nothing moves any more (stop.patience): the training loss has stayed within 1e-4 of itself and the best test
 * loss has not fallen by as much, relative, for so many steps on end, while eta*lambda_1 was below 2.  The last is
 * what makes it safe: from eta*lambda_1 = 2 on, a part of the loss along p_1 that is too small to be seen grows by
 * (1 - eta*lambda_1)^2 a step and may be the catapult of a thousand steps later, and at 2 exactly r -> -r keeps
 * the loss constant for ever.  Below 2, GD contracts in every direction. */
#ifndef SWEEP_JOB_H
#define SWEEP_JOB_H

#include <catapult/experiment.h>

#include "sweep/sweep.h"

struct job {
    struct catapult_settings settings; /* with its seed, and all models of the sweep: they decide lambda_1(0) */
    struct catapult_lr eta;
    double eta_max;           /* for CATAPULT_LR_MAX and for the names of phases; +inf if not measured */
    long index;
    int model;                /* which of catapult_settings_models runs */
    bool measure;             /* no run: eta_max of the first model is wanted */
};

/* The jobs in their order: seed by seed, eta by eta, model by model. */
struct place {
    int seed, eta, model; /* indices */
};
long sweep_jobs(const struct sweep *sweep);
struct place sweep_place(const struct sweep *sweep, long job);
void sweep_job(const struct sweep *sweep, long index, struct job *job);

/* Whether the job belongs to that part of the sweep.  All models of an eta and seed stay together; the etas are
 * dealt out in turns, because small ones take long, and each seed begins elsewhere. */
bool sweep_in_shard(const struct sweep *sweep, long job, int shard, int shards);

/* "model quadratic, eta 1.2crit, seed 3" */
void job_describe(const struct job *job, char *text, size_t size);

struct bench {
    struct catapult_settings settings;      /* of what is set up; valid if experiment is not NULL */
    struct catapult_dataset *data;
    struct catapult_experiment *experiment;
    void *start;                   /* its state at w0 */
};

/* Sets up the seed of the job unless it stands already.  {0} is an empty bench. */
enum catapult_status bench_prepare(struct bench *bench, const struct job *job, const struct catapult_progress *progress,
                                   struct catapult_error *err);
void bench_clear(struct bench *bench);

/* The row of the job, on a prepared bench.  CATAPULT_STATUS_INPUT if eta has no value here. */
enum catapult_status bench_run(struct bench *bench, const struct job *job, const struct catapult_progress *progress,
                               struct sweep_row *row, struct catapult_error *err);

/* The measured eta_max of the first model. */
enum catapult_status bench_measure(struct bench *bench, const struct job *job, const struct catapult_progress *progress,
                                   double *eta_max, struct catapult_error *err);

#endif

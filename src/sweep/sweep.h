/* sweep.h - many runs of one preset: learning rates x seeds x models, one row of results each (DESIGN section 5).
 *
 *     struct sweep sweep;
 *     struct sweep_options options = {.out = "fig2b.sweep", .workers = 2, .resume = true, .progress = &progress};
 *     struct sweep_outcome outcome;
 *     sweep_init(&sweep, &settings);                                  etas, models, seeds: as the preset says
 *     sweep_set_etas(&sweep, "0.2crit:6crit:24", &err);
 *     sweep_set_models(&sweep, "network,linear,quadratic", &err);
 *     sweep_set_seeds(&sweep, 5, &err);
 *     sweep_run(&sweep, &options, &outcome, &err);                        runs.csv and summary.csv in options.out
 *     sweep_read_summary("fig2b.sweep", &summary, &err);
 *
 * A job is one run: one model at one learning rate with one seed, on one thread.  Job i depends only on the sweep and
 * i, so the jobs can be distributed in any way: a row has the same bits in whatever process and order it is
 * computed.  All runs of a seed start from the same data and w0; a worker makes these once if it has several runs of
 * the seed.
 *
 * A run ends when its training loss is below stop.loss, at stop.steps, when it diverges, or when nothing moves any
 * more (stop.patience; see job.h). */
#ifndef SWEEP_SWEEP_H
#define SWEEP_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/outcome.h>
#include <catapult/phase.h>
#include <catapult/settings.h>

/* --- what is swept: plain data ---------------------------------------------------------------------------- */

enum { SWEEP_ETAS_MAX = 1000, SWEEP_SEEDS_MAX = 10000 };

struct sweep {
    struct catapult_settings settings; /* of every run; model, compare, eta, seed and threads are set by the sweep */
    int etas, models, seeds;
    struct catapult_lr
        eta[SWEEP_ETAS_MAX]; /* as asked, without repetitions; a value in units of crit differs from seed to seed */
    int model[CATAPULT_MODEL_COUNT];        /* enum catapult_model_kind, without repetitions; the first determines
                                               lambda_1(0) */
    int seed;                      /* the seeds are seed, seed + 1, ..., seed + seeds - 1 */
};

/* Uses the preset's own eta, models and seed: a sweep with one job per model. */
void sweep_init(struct sweep *sweep, const struct catapult_settings *settings);

/* "0.2crit:6crit:24": 24 values from 0.2crit to 6crit, evenly spaced; with ":log" at the end in equal ratios.  Or a
 * list "0.5crit,1crit,0.9max".  Any unit of lr.h; both ends of a range have the same unit.  CATAPULT_STATUS_USAGE. */
enum catapult_status sweep_set_etas(struct sweep *sweep, const char *text, struct catapult_error *err);

/* "network,linear"; "all": network, linear and quadratic, or general if the preset's model is general. */
enum catapult_status sweep_set_models(struct sweep *sweep, const char *text, struct catapult_error *err);

enum catapult_status sweep_set_seeds(struct sweep *sweep, int seeds, struct catapult_error *err);

/* --- the rows ------------------------------------------------------------------------------------------------ */

/* The numbers of a row that a summary averages: field, name in the CSV. */
#define SWEEP_FIELD_LIST(X)                        \
    X(SWEEP_ETA, "eta")                            \
    X(SWEEP_ETA_OVER_CRIT, "eta_over_crit")        \
    X(SWEEP_BEST_TEST_LOSS, "best_test_loss")      \
    X(SWEEP_BEST_TEST_ACCURACY, "best_test_accuracy") \
    X(SWEEP_BEST_STEP, "best_step")                \
    X(SWEEP_FINAL_TRAIN_LOSS, "final_train_loss")  \
    X(SWEEP_PEAK_TRAIN_LOSS, "peak_train_loss")    \
    X(SWEEP_LAMBDA_1_FIRST, "lambda_1_first")      \
    X(SWEEP_LAMBDA_1_LAST, "lambda_1_last")        \
    X(SWEEP_STEPS, "steps")                        \
    X(SWEEP_SPIKES, "spikes")                      \
    X(SWEEP_CROSSED_STEP, "crossed_step")          \
    X(SWEEP_PEAK_STEP, "peak_step")                \
    X(SWEEP_FINAL_TEST_LOSS, "final_test_loss")    \
    X(SWEEP_LAMBDA_1_MAX, "lambda_1_max")          \
    X(SWEEP_SHARPNESS_MAX, "sharpness_max")
#define SWEEP_FIELD_ENUM(name, word) name,
enum sweep_field { SWEEP_FIELD_LIST(SWEEP_FIELD_ENUM) SWEEP_FIELDS };
#undef SWEEP_FIELD_ENUM
const char *sweep_field_name(enum sweep_field field);

/* A line of runs.csv. */
struct sweep_row {
    enum catapult_model_kind model;
    int seed;
    double value[SWEEP_FIELDS]; /* NaN: an empty field, or (final_train_loss) a loss that is not a number */
    enum catapult_phase phase;           /* the most extreme of the run, as in the summary of `catapult run` */
    enum catapult_outcome_word outcome;  /* of all its rows */
    int period;                          /* of CATAPULT_OUTCOME_PERIODIC, else 0 */
};

struct sweep_rows {
    size_t count;
    struct sweep_row *row; /* owned, in the file's order */
};

/* Reads the rows of FOLDER/runs.csv.  An incomplete last line, which a killed run leaves, is not a row.
 * CATAPULT_STATUS_IO, CATAPULT_STATUS_INPUT with FILE:LINE. */
enum catapult_status sweep_read_rows(const char *folder, struct sweep_rows *rows, struct catapult_error *err);
void sweep_rows_done(struct sweep_rows *rows);

/* A line of summary.csv: all seeds of a model at one learning rate as asked. */
struct sweep_mean {
    enum catapult_model_kind model;
    struct catapult_lr asked;
    int runs, diverged;         /* seeds that have a row; how many of them diverged */
    double mean[SWEEP_FIELDS];  /* over the runs in which the field has a value; NaN: in none */
    double error[SWEEP_FIELDS]; /* standard error of the mean, s/sqrt(runs); NaN for fewer than two or not finite */
    int outcomes[CATAPULT_OUTCOME_COUNT]; /* the runs of each */
};

struct sweep_summary {
    size_t count;
    struct sweep_mean *mean; /* owned; by model, then by eta in the order of the sweep */
};

enum catapult_status sweep_read_summary(const char *folder, struct sweep_summary *summary, struct catapult_error *err);
void sweep_summary_done(struct sweep_summary *summary);

/* --- running it -------------------------------------------------------------------------------------------- */

struct team;

struct sweep_options {
    const char *out;  /* output folder; made if there is none; refused if it holds another sweep */
    bool resume;      /* false: a folder with this sweep is refused, too; true: jobs that have a row are not repeated */
    int workers;      /* processes; 0: one per processor */
    int shard, shards; /* 0, 0: all jobs; else shard 1 <= shard <= shards of them, into runs.SHARD-of-SHARDS.csv.
                          Without shards and with resume, rows of such files are copied into runs.csv */
    struct team *team; /* NULL: processes of this machine; see team.h */
    const struct catapult_progress
        *progress; /* may be NULL; its answer to stop ends the sweep after what is journalled */
    void (*say)(void *context, const char *text); /* prints a line at once, such as a failed job; may be NULL */
    void *say_context;
};

struct sweep_outcome {
    long jobs;    /* of this sweep or shard */
    long kept;    /* of them had a row before */
    long made;    /* got a row now */
    long failed;  /* have no row: crashed, or could not be set up; reported by say and in failed.log */
    bool summary; /* summary.csv was written: every job of the whole sweep was tried */
    double seconds;
};

/* Computes the missing rows.  Divergence is a result.  A job that fails costs only its own row, and is tried again by
 * the next resume.  CATAPULT_STATUS_CANCELLED after an interruption: all rows so far are in the file.
 * CATAPULT_STATUS_INPUT, CATAPULT_STATUS_IO, CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_USAGE (folder refused).  outcome
 * may be NULL. */
enum catapult_status sweep_run(const struct sweep *sweep, const struct sweep_options *options,
                               struct sweep_outcome *outcome, struct catapult_error *err);

#endif

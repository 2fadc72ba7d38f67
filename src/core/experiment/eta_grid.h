/* eta_grid.h - the measured eta_max of one model, with what it fails by and what lies beyond.
 *
 * The rates that converge need not be an interval, so none is found by bisection alone.  Rates rise in ratios of 1.1 from just
 * below a first one until three in a row fail; the first failure is then known to 1 %, and rates above it that converge
 * are holes.  How many steps a run has is the linear model's to say, not stop.steps: 200, doubled (up to 1600) while it still falls
 * at 0.9 of that first rate.
 *
 * A run fails that diverges or dies, with full batches one that is periodic or bounded at its end (outcome.h), and else one
 * that is not below twice the linear model's loss after as many steps and 5 % of the first loss. To be falling still is
 * enough where the linear model is, too. */
#ifndef CORE_ETA_GRID_H
#define CORE_ETA_GRID_H

#include <catapult/experiment.h>
#include <catapult/outcome.h>

enum { ETA_GRID_HOLES = 32, ETA_GRID_FLOOR = 200, ETA_GRID_CAP = 1600 };

struct eta_grid {
    double eta_max;        /* the largest that converges below the first failure; 0: none does */
    double first_failure;  /* +inf: up to 128 times the first rate nothing fails */
    enum catapult_outcome_word outcome; /* of the first failure, and its last loss over its first */
    double loss;
    int holes;
    double hole[ETA_GRID_HOLES]; /* rates of the grid above the first failure that converge, rising */
    long steps;            /* of a run at most */
};

/* eta: where the linear model's boundary is, eta_crit or that of mini-batches.  CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED. */
enum catapult_status eta_grid_find(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   enum catapult_model_kind kind, double eta, const struct catapult_progress *progress,
                                   struct eta_grid *out, struct catapult_error *err);

#endif

/* eta_grid.h - which learning rates a search for the largest converging one tries, and what it concludes.  Pure: the runs are
 * those of eta_max.c, or of a test.
 *
 * The rates that converge need not be an interval, so none is found by bisection alone.  Rates rise in ratios of 1.1 from just
 * below a first one until three in a row fail; the first failure is then known to 1 %, and rates above it that converge
 * are holes.  If not even the lowest converges, rates fall until one does. */
#ifndef CORE_ETA_GRID_H
#define CORE_ETA_GRID_H

#include <catapult/experiment.h>
#include <catapult/outcome.h>

enum { ETA_GRID_FLOOR = 200, ETA_GRID_CAP = 1600 }; /* steps of a run at most: the least and the most */

struct eta_grid {
    double eta_max;        /* the largest that converges below the first failure; 0: none does */
    double first_failure;  /* +inf: up to 128 times the first rate nothing fails */
    enum catapult_outcome_word outcome; /* of the first failure, and its last loss over its first */
    double loss;
    int holes;
    double hole[CATAPULT_ETA_HOLES]; /* rates of the grid above the first failure that converge, rising */
    long steps;            /* of a run at most; 0: no run was needed */

    bool done;
    double trial;          /* the next rate to try, until done */
    double first;          /* of the grid */
    int failures;          /* in a row, while rates rise */
    enum { ETA_GRID_UP, ETA_GRID_DOWN, ETA_GRID_BETWEEN } way;
};

/* What became of a run at the rate `trial`. */
struct eta_grid_ending {
    bool converges;
    enum catapult_outcome_word outcome;
    double loss; /* over the first */
};

/* eta: where the linear model's boundary is. */
void eta_grid_begin(struct eta_grid *grid, double eta);
void eta_grid_note(struct eta_grid *grid, const struct eta_grid_ending *ending);

/* An estimate of the share that is done, 0 to 1, after so many runs. */
double eta_grid_fraction(const struct eta_grid *grid, double runs);

/* A whole search with runs of one model of an experiment that it makes.  eta: eta_crit or that of mini-batches.
 * CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED. */
enum catapult_status eta_grid_find(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   enum catapult_model_kind kind, double eta, const struct catapult_progress *progress,
                                   struct eta_grid *out, struct catapult_error *err);

#endif

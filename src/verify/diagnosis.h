/* diagnosis.h - what to expect of a preset's run, and what in it needs a second look. */
#ifndef VERIFY_DIAGNOSIS_H
#define VERIFY_DIAGNOSIS_H

#include <catapult/experiment.h>

#include "verify/boundaries.h"
#include "verify/prediction.h"
#include "verify/verify.h"

/* The possible warnings.  A new one is a row here and a check in warnings.c. */
#define WARNING_LIST(X)                                                                        \
    X(WARNING_DEAD, "dead-units", "units that no training example reaches")                    \
    X(WARNING_DUPLICATES, "duplicates", "training examples that are there more than once")     \
    X(WARNING_CONFLICTS, "conflicts", "equal inputs with different targets")                   \
    X(WARNING_OVERLAP, "overlap", "test examples that are training examples, too")             \
    X(WARNING_NO_TEST, "no-test-set", "no test set")                                           \
    X(WARNING_SCALE, "scale", "inputs that are not of the size the parametrisation expects")   \
    X(WARNING_ZERO, "zero-inputs", "examples that are zero throughout")                        \
    X(WARNING_ONE_CLASS, "one-target", "all targets equal, or all of one output")              \
    X(WARNING_CLASSES, "classes", "targets that look like numbers of classes")                 \
    X(WARNING_COUNTER, "counter", "an input that counts the rows")                             \
    X(WARNING_HEADING, "heading", "a first row that looks like a heading of numbers")          \
    X(WARNING_CHANNELS, "channels-last", "images whose last dimension looks like the channels") \
    X(WARNING_SEED, "untypical-seed", "eta_crit or the ratio of the two rates is unusual among 30 seeds") \
    X(WARNING_NEAR_EQUAL, "near-equal", "lambda_1 and lambda_2 nearly equal")                  \
    X(WARNING_BOUNDARY, "boundary", "eta within 2 % of a boundary")                            \
    X(WARNING_SCHEDULE, "schedule", "a scheduled eta beyond eta_max")                          \
    X(WARNING_STEPS, "steps", "too few steps for the slow directions")                         \
    X(WARNING_FLOOR, "floor", "stop.loss below what can be learnt")                            \
    X(WARNING_EMPTY, "no-kernel", "K = 0 at w0: nothing moves")
#define WARNING_ENUM(name, word, help) name,
enum warning { WARNING_LIST(WARNING_ENUM) WARNING_COUNT };
#undef WARNING_ENUM
const char *warning_word(enum warning warning);

struct bound_of_model {
    enum catapult_model_kind kind;
    double eta_max;            /* over eta_crit; NaN: not known, +inf: nothing fails */
    enum boundary_kind from;   /* exact, an estimate, or measured at the preset's own size */
    struct eta_grid grid;      /* of a measured one */
    double seconds;            /* about what measuring it takes, if it is not known; 0: it cannot be measured */
    enum catapult_phase phase; /* of the preset's eta; CATAPULT_PHASE_UNKNOWN: not predicted */
};

struct diagnosis {
    char size[120];            /* size at which lambda was measured */
    bool whole;                /* it is the preset's own size */
    int top;
    double lambda[CATAPULT_TOP_MAX];    /* of c K at w0 */
    double eta_crit, eta, most; /* the preset's eta at step 0, and the largest of its schedule; NaN: not known */
    int models;
    struct bound_of_model model[CATAPULT_MODEL_COUNT];
    struct prediction prediction;
    double first_loss, floor;  /* floor: the loss in directions where the kernel is 0; NaN if not known */
    double rank;               /* number of directions with a kernel; NaN */
    struct catapult_experiment_cost cost;
    double seconds;            /* for all steps */
    bool timed;                /* measured over some steps; else a lower bound from this machine's speed */
    char warning[WARNING_COUNT][240]; /* "" if there is no warning */
};

/* Loads the data of settings: source_load of src/data. */
typedef enum catapult_status diagnosis_loader(const struct catapult_settings *settings, struct catapult_dataset **out,
                                              const struct catapult_progress *progress, struct catapult_error *err);

/* full: at the preset's own size, if it fits into memory.  load: for a look at other seeds and at data that are not
 * normalised; NULL: without.  CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED. */
enum catapult_status diagnosis_make(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                    bool full, diagnosis_loader *load, const struct catapult_progress *progress,
                                    struct diagnosis *out, struct catapult_error *err);

#endif

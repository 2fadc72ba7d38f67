/* boundaries.h - the learning rates at which something changes, each with where it comes from. */
#ifndef VERIFY_BOUNDARIES_H
#define VERIFY_BOUNDARIES_H

#include "core/experiment/eta_grid.h"

#define BOUNDARY_NAME_LIST(X)                                                                      \
    X(BOUNDARY_CRIT, "eta_crit", "where the linear model diverges with full batches")              \
    X(BOUNDARY_MS, "eta_ms", "where it does with mini-batches, in the mean square")                \
    X(BOUNDARY_MAX, "eta_max", "the largest rate that converges")                                  \
    X(BOUNDARY_MARK_4, "mark_4", "4/lambda_1(0)")                                                  \
    X(BOUNDARY_MARK_12, "mark_12", "12/lambda_1(0)")

#define BOUNDARY_KIND_LIST(X)                                                  \
    X(BOUNDARY_EXACT, "exact")       /* proved for these settings */           \
    X(BOUNDARY_MEASURED, "measured") /* by runs */                             \
    X(BOUNDARY_ESTIMATE, "estimate") /* proved for settings like these */      \
    X(BOUNDARY_MARK, "mark")         /* a place on the ruler, nothing more */

#define BOUNDARY_NAME_ENUM(name, word, help) name,
#define BOUNDARY_KIND_ENUM(name, word) name,
enum boundary_name { BOUNDARY_NAME_LIST(BOUNDARY_NAME_ENUM) BOUNDARY_NAMES };
enum boundary_kind { BOUNDARY_KIND_LIST(BOUNDARY_KIND_ENUM) BOUNDARY_KINDS };
#undef BOUNDARY_NAME_ENUM
#undef BOUNDARY_KIND_ENUM
const char *boundary_name(enum boundary_name name);
const char *boundary_kind(enum boundary_kind kind);

struct boundary {
    enum catapult_model_kind model;
    enum boundary_name name;
    enum boundary_kind kind;
    double eta;          /* NaN: not known; +inf: there is none */
    char formula[120];   /* or why it is not known */
    struct eta_grid grid; /* of a measured one; steps 0: it was not measured */
    double seconds;       /* about what measuring it takes; 0 for the others */
};

enum { BOUNDARIES_MAX = CATAPULT_MODEL_COUNT * (BOUNDARY_NAMES + 1) };

struct boundaries {
    double eta_crit;
    int count;
    struct boundary row[BOUNDARIES_MAX]; /* by models, the one in focus first */
};

/* At the preset's own size.  patience: operations (reduce_work); what would take more is not known.  INFINITY: however
 * long it takes.  CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED, CATAPULT_STATUS_INPUT. */
static const double boundaries_patience = 2e12; /* a second has some 1e10, and most runs end early */
enum catapult_status boundaries_find(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                     double patience, const struct catapult_progress *progress, struct boundaries *out,
                                     struct catapult_error *err);

#endif

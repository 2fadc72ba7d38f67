/* verify.h - the properties of a correct experiment, each measured and compared with a derived bound.
 *
 * `catapult check` and the unit tests use the same table.  A property is checked on a struct subject: the preset's
 * settings and data, reduced to a size at which everything can be checked, with every model that its parameters
 * allow.  It does not rely on what the core reports about itself: K is compared with differences of f, f with loops
 * over the exported weights, lambda with another solver, the scale c with its definition. */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>

#define VERDICT_LIST(X)                  \
    X(VERDICT_OK, "ok")                  \
    X(VERDICT_WARN, "warn")              \
    X(VERDICT_FAIL, "FAIL")              \
    X(VERDICT_NA, "n.a.")
#define VERDICT_ENUM(name, word) name,
enum verdict { VERDICT_LIST(VERDICT_ENUM) VERDICT_COUNT };
#undef VERDICT_ENUM
const char *verdict_word(enum verdict verdict);

/* The result for a property.  measured and bound are those of the worst case, which is nearest to its bound or
 * farthest beyond it; NaN if the property was not applicable. */
struct finding {
    enum verdict verdict;
    double measured, bound;
    int cases;       /* number of comparisons */
    char what[120];  /* the worst case: "quadratic, step 3"; or why not applicable */
    char size[120];  /* what it was checked at: "n 48, d 1, width 160" */
};

struct subject;

struct property {
    const char *name;
    const char *what;  /* what is compared, one line */
    const char *bound; /* where the bound comes from, in a few words */
    void (*run)(struct subject *subject, struct finding *finding);
};

extern const struct property verify_properties[]; /* ended by a name of NULL */

/* NULL if there is no such property. */
const struct property *verify_find(const char *name);

/* The preset's settings and data; both are borrowed.  full: at full size, else at a size that takes seconds.
 * CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_INPUT, CATAPULT_STATUS_CANCELLED. */
enum catapult_status subject_new(struct subject **out, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, bool full,
                                 const struct catapult_progress *progress, struct catapult_error *err);
void subject_free(struct subject *subject);

/* Runs one property from w0.  False if the caller's progress asked to stop; then the finding is void. */
bool verify_run(struct subject *subject, const struct property *property, struct finding *finding);

#endif

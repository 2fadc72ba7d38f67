/* subject.h - the experiment on which the properties are checked, and helpers for the checks. */
#ifndef VERIFY_SUBJECT_H
#define VERIFY_SUBJECT_H

#include <gsl/gsl_rng.h>

#include "core/experiment/laboratory.h"
#include "verify/vector.h"
#include "verify/verify.h"

struct subject {
    const struct catapult_settings *given;  /* the preset's */
    const struct catapult_dataset *data;    /* all of it */
    bool full, cancelled;
    const struct catapult_progress *progress;
    struct catapult_settings settings;      /* of the experiment below: reduced, all models */
    struct catapult_dataset *small;         /* NULL, or all examples as smaller images, owned */
    struct catapult_dataset *few;           /* the experiment's data, owned; the test set repeats the training set */
    struct catapult_experiment *experiment;
    void *start;                   /* the experiment's state at w0 */
    double scale;                  /* c, computed from its definition */
    double rate;                   /* the preset's eta over eta_crit, limited to 0.5 .. 1.9 */
    double p;                      /* parameters */
    size_t size;                   /* n c */
    gsl_rng *rng;                  /* for directions; restarted for every property */
    char text[120];                /* "n 48, d 1, width 160" */
};

/* The model of that kind, NULL if the subject has none. */
struct running *subject_model(struct subject *subject, enum catapult_model_kind kind);
int subject_number(const struct subject *subject, const struct running *running);

/* Returns to w0. */
void subject_reset(struct subject *subject);

/* The learning rate for checks: subject->rate times eta_crit, if there is one. */
double subject_eta(const struct subject *subject);

/* Reports progress to the caller; true if the property must stop. */
bool subject_stop(struct subject *subject);

/* A separate experiment with `n` of the preset's examples and other settings, based on subject->settings; data is
 * owned by the caller.  Used for the exact maps. */
enum catapult_status subject_single(struct subject *subject, struct catapult_dataset **data,
                                    struct catapult_experiment **experiment);

/* gamma_k = k eps / (1 - k eps): bound of the relative error of k roundings in a sum of products (Higham 2002, 3.1). */
double subject_gamma(double k);

/* Whether the loss has grown a million times: such a run only diverges, and so do its rounding errors. */
bool subject_blown_up(const struct running *running);

/* Runs the experiment at subject_eta and calls `look` for every model that has not blown up, at steps 0, every, 2
 * every, ..., last. */
void subject_along(struct subject *subject, struct finding *finding, int last, int every,
                   void (*look)(struct subject *subject, struct running *running, struct finding *finding));

/* --- findings -------------------------------------------------------------------------------------------- */

/* Records one comparison: measured must not exceed bound; NaN never passes.  what: printf format. */
void finding_case(struct finding *finding, double measured, double bound, const char *what, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a comparison that only deserves a warning. */
void finding_warn(struct finding *finding, double measured, double bound, const char *what, ...)
    __attribute__((format(printf, 4, 5)));

/* Records that the property is not applicable, and why. */
void finding_na(struct finding *finding, const char *why, ...) __attribute__((format(printf, 2, 3)));

/* --- access to a model --------------------------------------------------------------------------------------- */

/* K as a matrix (size, size) at the current w; K u, (c n) both.  false without memory. */
bool kernel_matrix(struct subject *subject, const struct running *running, double *matrix);
bool kernel_times(struct subject *subject, const struct running *running, const double *u, double *ku);

/* tr K; NaN without memory. */
double kernel_trace(struct subject *subject, const struct running *running);

/* Random numbers of size 1. */
void subject_random(struct subject *subject, size_t count, double *values);

/* r (c, n), and the derivative c r of the loss over all examples, by plain loops. */
void subject_residual(const struct subject *subject, const struct running *running, double *r);
void subject_signal(const struct subject *subject, const struct running *running, double *u);

#endif

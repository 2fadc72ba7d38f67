/* trace.h - figures of runs followed step by step: what is run, what is recorded, and access to it.
 *
 * A figure of this kind is a struct trace_plan: plan() defines the runs, then they are computed, then draw()
 * describes the panels and judge() compares with the paper. */
#ifndef FIGURE_TRACE_H
#define FIGURE_TRACE_H

#include <catapult/experiment.h>

#include "figure/kind.h"

/* Columns recorded at every step: field, name in the CSV. */
#define TRACE_FIELD_LIST(X)        \
    X(TRACE_TRAIN, "train_loss")   \
    X(TRACE_TEST, "test_loss")     \
    X(TRACE_LAMBDA_1, "lambda_1")  \
    X(TRACE_LAMBDA_2, "lambda_2")  \
    X(TRACE_PI_1, "pi_1")          \
    X(TRACE_DISTANCE, "distance")  \
    X(TRACE_R_F, "r_f")            \
    X(TRACE_R_K, "r_k")            \
    X(TRACE_OVERLAP, "overlap")
#define TRACE_FIELD_ENUM(name, word) name,
enum trace_field { TRACE_FIELD_LIST(TRACE_FIELD_ENUM) TRACE_FIELDS };
#undef TRACE_FIELD_ENUM

enum { TRACE_RUNS = 24, TRACE_SERIES = 48, TRACE_COLUMN = 4 /* of the first field in the CSV */ };

/* An eta between the two critical rates: 2/sqrt(lambda_1 lambda_2). */
#define TRACE_BETWEEN "between"

/* One model in one run; row t is step t. */
struct trace_series {
    int run;
    enum catapult_model_kind model;
    bool diverged;
    size_t length;
    double *column[TRACE_FIELDS]; /* NaN where a value does not exist */
};

struct trace_run {
    const struct figure_setting *setting;
    char last[200];        /* what differs in this run, "key=value key=value" */
    char label[PAGE_LABEL];
    char eta_text[40];     /* "1.2crit", TRACE_BETWEEN */
    struct catapult_settings settings;
    char fitted[FIGURE_TEXT];
    double flops;
    double eta, lambda_1, lambda_2; /* at w0 */
    int first, models;     /* range of its series */
};

struct trace {
    const struct figure_request *request;
    bool directions; /* also record the quantities of Figures 6 and 7 */
    bool identity;   /* lambda_1 stays the eigenvalue of the direction that was first at w0, even after it has fallen
                        below lambda_2 */
    int runs, n_series;
    struct trace_run run[TRACE_RUNS];
    struct trace_series series[TRACE_SERIES];
};

struct trace_plan {
    const struct figure_setting *setting; /* (settings) */
    int settings;
    int model;                            /* distinguishes the figures that share a plan */
    void (*plan)(struct trace *trace, const struct trace_plan *plan);
    void (*draw)(const struct trace *trace, const struct trace_plan *plan, struct page *page);
    void (*judge)(const struct trace *trace, const struct trace_plan *plan, struct figure_report *report);
};

/* Adds a run; returns its number.  last sets the models, so that a user's --set cannot remove them. */
int trace_add(struct trace *trace, const struct figure_setting *setting, const char *last, const char *eta,
              const char *label);

/* The series of a model in a run; NULL if it has none. */
const struct trace_series *trace_of(const struct trace *trace, int run, enum catapult_model_kind model);

double trace_eta_crit(const struct trace_run *run);

double trace_first(const struct trace_series *series, enum trace_field field);
double trace_last(const struct trace_series *series, enum trace_field field); /* the last value that exists */
double trace_peak(const struct trace_series *series, enum trace_field field, size_t *at); /* at may be NULL */

/* A curve of a field over the steps; label NULL: the run's label. */
struct page_curve *trace_curve(const struct trace *trace, struct page_panel *panel, const struct trace_series *series,
                               enum trace_field field, int style, const char *label);

extern const struct trace_plan plan_regimes, plan_kernel, plan_two_rates_quadratic, plan_two_rates_network,
    plan_directions_quadratic, plan_directions_network, plan_directions_quadratic_cnn, plan_directions_network_cnn,
    plan_general, plan_width;

#endif

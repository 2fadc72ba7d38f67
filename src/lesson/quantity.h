/* quantity.h - quantities of a run as a lesson names them: in captions, marks, waits and expectations.
 *
 *     loss   eta   2/lambda_1   1.5*eta_crit   linear.loss@12   loss@0
 *
 * A quantity is a row of QUANTITY_LIST.  It is of the preset's own model unless another is named before a dot, and at
 * the newest iteration unless another follows '@'.  A value is a number, a quantity, or a number times or divided by
 * a quantity. */
#ifndef SESSION_QUANTITY_H
#define SESSION_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "session/thread/session.h"

/* X(constant, word, help) */
#define QUANTITY_LIST(X)                                                            \
    X(QUANTITY_STEP, "step", "the iteration")                                       \
    X(QUANTITY_ETA, "eta", "the learning rate")                                     \
    X(QUANTITY_CRIT, "crit", "eta in units of eta_crit")                            \
    X(QUANTITY_ETA_CRIT, "eta_crit", "2/lambda_1(0), or the momentum's own")        \
    X(QUANTITY_LOSS, "loss", "training loss")                                       \
    X(QUANTITY_TEST_LOSS, "test_loss", "test loss")                                 \
    X(QUANTITY_ACCURACY, "accuracy", "training accuracy")                           \
    X(QUANTITY_TEST_ACCURACY, "test_accuracy", "test accuracy")                     \
    X(QUANTITY_LAMBDA_1, "lambda_1", "largest eigenvalue of c*K")                   \
    X(QUANTITY_LAMBDA_2, "lambda_2", "second largest eigenvalue of c*K")                                  \
    X(QUANTITY_PI_1, "pi_1", "loss along the first eigenvector")                    \
    X(QUANTITY_PI_2, "pi_2", "loss along the second eigenvector")                                    \
    X(QUANTITY_DISTANCE, "distance", "|w - w0|")                                    \
    X(QUANTITY_PEAK, "peak", "the largest training loss so far")                    \
    X(QUANTITY_PEAK_STEP, "peak_step", "the iteration of the peak")

#define QUANTITY_ENUM(constant, ...) constant,
enum quantity_kind { QUANTITY_LIST(QUANTITY_ENUM) QUANTITY_COUNT };
#undef QUANTITY_ENUM

struct quantity {
    enum quantity_kind kind;
    int model; /* enum catapult_model_kind; -1: the preset's own */
    long at;   /* iteration; -1: the newest */
};

struct value {
    double number;
    char with;  /* '*', '/', or 0 for only the number */
    struct quantity quantity;
};

enum condition_kind { CONDITION_CONVERGED, CONDITION_DIVERGED, CONDITION_PHASE, CONDITION_COMPARE };

/* "loss < 1e-3", "linear.diverged", "not converged", "phase catapult". "=" with a number: the quantity rounds to it,
 * to the digits written. "=" with a quantity: equal up to a relative 1e-6. */
struct condition {
    enum condition_kind kind;
    bool negated;
    int model;            /* of the first two kinds, and of the phase */
    int phase;            /* enum catapult_phase */
    struct value left, right;
    char sign[3];         /* "<", "<=", ">", ">=", "=" */
    double half;          /* half a unit of the last digit of the number after "=" */
};

/* The current state of a run. */
struct run_view {
    const struct catapult_settings *settings;
    const struct snapshot *snapshot;
    const struct catapult_history *histories; /* (snapshot->models) */
};

/* Parse the whole text.  CATAPULT_STATUS_INPUT says what is wrong with it, without FILE:LINE. */
enum catapult_status value_parse(const char *text, struct value *out, struct catapult_error *err);
enum catapult_status condition_parse(const char *text, struct condition *out, struct catapult_error *err);

/* NaN if the quantity does not exist (yet). */
double value_of(const struct value *value, const struct run_view *run);

/* False if a quantity in it does not exist, negated or not. */
bool condition_holds(const struct condition *condition, const struct run_view *run);

/* "(loss 4.3e-4)": the current value that the condition tests; cut to size. */
void condition_measured(const struct condition *condition, const struct run_view *run, char *text, size_t size);

/* Replaces {VALUE} or {VALUE:DIGITS} (default: three significant digits) in text by numbers; "{{" is a brace.
 * quantity_check reports a malformed one. quantity_fill writes "..." if run is NULL or a quantity does not exist, and
 * returns how many do not exist. */
enum catapult_status quantity_check(const char *text, struct catapult_error *err);
int quantity_fill(const char *text, const struct run_view *run, char *out, size_t size);

extern const struct quantity_info {
    const char *word, *help;
} quantities[QUANTITY_COUNT];

#endif

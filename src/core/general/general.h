/* general.h - the data of the general quadratic model g(w; x) = w.phi(x) + gamma/2 w^T S(x) w with diagonal S. */
#ifndef CORE_GENERAL_H
#define CORE_GENERAL_H

#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include "base/arena.h"

struct general_data {
    size_t n, n_test, p;      /* p = d: one parameter per input */
    double gamma;
    struct arena arena;
    double *phi, *s;          /* (n, p): features, diagonal of S */
    double *phi_test, *s_test;/* (n_test, p) */
    double *w0;               /* (p), N(0, 1) */
};

/* phi from the inputs (network.phi), S(x) drawn for every example (network.s).  CATAPULT_STATUS_NOMEM; CATAPULT_STATUS_INPUT if
 * there is more than one output. */
enum catapult_status general_new(struct general_data **out, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, struct catapult_error *err);
void general_free(struct general_data *general);

#endif

/* properties.h - the functions of the table in properties.c, by file. */
#ifndef VERIFY_PROPERTIES_H
#define VERIFY_PROPERTIES_H

#include "verify/subject.h"

/* values.c */
void property_data(struct subject *subject, struct finding *finding);
void property_batches(struct subject *subject, struct finding *finding);
void property_outputs(struct subject *subject, struct finding *finding);
void property_start(struct subject *subject, struct finding *finding);
void property_loss(struct subject *subject, struct finding *finding);
void property_test_set(struct subject *subject, struct finding *finding);
void property_restore(struct subject *subject, struct finding *finding);

/* gradient.c */
void property_gradient(struct subject *subject, struct finding *finding);
void property_kernel(struct subject *subject, struct finding *finding);
void property_distance(struct subject *subject, struct finding *finding);

/* eigen.c */
void property_symmetric(struct subject *subject, struct finding *finding);
void property_positive(struct subject *subject, struct finding *finding);
void property_trace(struct subject *subject, struct finding *finding);
void property_tracked(struct subject *subject, struct finding *finding);
void property_pi(struct subject *subject, struct finding *finding);

/* taylor.c */
void property_taylor_linear(struct subject *subject, struct finding *finding);
void property_taylor_quadratic(struct subject *subject, struct finding *finding);

/* recurrence.c */
void property_linear(struct subject *subject, struct finding *finding);
void property_recurrence(struct subject *subject, struct finding *finding);
void property_monotone(struct subject *subject, struct finding *finding);
void property_diverging(struct subject *subject, struct finding *finding);

/* single.c */
void property_single(struct subject *subject, struct finding *finding);

#endif

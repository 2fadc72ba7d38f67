/* lr.h - the notation of a learning rate: a number, or a number with a unit.
 *
 *     0.37       the value itself
 *     1.2crit    times eta_crit, which is 2/lambda_1(0) without momentum
 *     3.9/l1     divided by lambda_1(0)
 *     0.9max     times the measured eta_max
 *
 * The same notation is used in presets, in --set eta=, in --eta and at the prompt of the laboratory. */
#ifndef CATAPULT_LR_H
#define CATAPULT_LR_H

#include <stddef.h>

#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum catapult_lr_unit { CATAPULT_LR_PLAIN, CATAPULT_LR_CRIT, CATAPULT_LR_L1, CATAPULT_LR_MAX };

struct catapult_lr {
    double value; /* finite, >= 0 */
    enum catapult_lr_unit unit;
};

/* Parses the whole string; spaces are allowed around it and between number and unit.  On an error
 * CATAPULT_STATUS_INPUT with a message that shows the text and the notations. */
enum catapult_status catapult_lr_parse(const char *text, struct catapult_lr *out, struct catapult_error *err);

/* The shortest text that catapult_lr_parse reads back to the same bits. */
void catapult_lr_format(const struct catapult_lr *lr, char *text, size_t size);

/* The plain value.  threshold: eta_crit times lambda_1, which is 2 without momentum (catapult_settings_threshold).
 * lambda_1: of c*K at w0.  eta_max: the measured value, used for CATAPULT_LR_MAX only. */
double catapult_lr_resolve(const struct catapult_lr *lr, double threshold, double lambda_1, double eta_max);

#ifdef __cplusplus
}
#endif

#endif

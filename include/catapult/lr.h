/* lr.h - a learning rate as people write it: a number, or a number with a unit.
 *
 *     0.37       the value itself
 *     1.2crit    times eta_crit: 2/lambda_1(0), or the momentum's own threshold
 *     3.9/l1     over lambda_1(0)
 *     0.9max     times the measured eta_max
 *
 * The same notation in presets, in --set eta=, in --eta and at the laboratory's prompt. */
#ifndef CATAPULT_LR_H
#define CATAPULT_LR_H

#include <stddef.h>

#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lr_unit { LR_PLAIN, LR_CRIT, LR_L1, LR_MAX };

struct lr {
    double value; /* finite, >= 0 */
    enum lr_unit unit;
};

/* Whole string, spaces around it and between number and unit allowed.  STATUS_INPUT with a message that
 * names the text and the notations otherwise. */
enum status lr_parse(const char *text, struct lr *out, struct error *err);

/* The shortest text that lr_parse reads back to the same bits. */
void lr_format(const struct lr *lr, char *text, size_t size);

/* The plain value.  threshold: eta_crit times lambda_1, 2 without momentum (settings_threshold).  lambda_1: of c*K at
 * w0.  eta_max: the measured one, used for LR_MAX only. */
double lr_resolve(const struct lr *lr, double threshold, double lambda_1, double eta_max);

#ifdef __cplusplus
}
#endif

#endif

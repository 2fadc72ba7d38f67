/* lr.c - see lr.h. */
#include <catapult/lr.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static const char *const units[] = {
    [CATAPULT_LR_PLAIN] = "",
    [CATAPULT_LR_CRIT] = "crit",
    [CATAPULT_LR_L1] = "/l1",
    [CATAPULT_LR_MAX] = "max",
};
enum { UNITS = sizeof units / sizeof units[0] };

/* The index of the unit `text`, which may have spaces after it; -1 if it is not a unit. */
static int unit_of(const char *text)
{
    for (int i = 0; i < UNITS; i++) {
        size_t length = strlen(units[i]);
        if (strncmp(text, units[i], length) == 0 && !*number_skip(text + length))
            return i;
    }
    return -1;
}

enum catapult_status catapult_lr_parse(const char *text, struct catapult_lr *out, struct catapult_error *err)
{
    double value;
    const char *rest = number_read(text, &value);
    int unit = rest ? unit_of(number_skip(rest)) : -1;
    if (unit < 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "'%.60s' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)", text);
    if (!isfinite(value))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "learning rate '%.60s' is not finite", text);
    if (value < 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "learning rate '%.60s' is below 0", text);
    out->value = value + 0.0; /* -0 is 0 */
    out->unit = (enum catapult_lr_unit)unit;
    return CATAPULT_STATUS_OK;
}

void catapult_lr_format(const struct catapult_lr *lr, char *text, size_t size)
{
    char number[NUMBER_TEXT];
    number_format(lr->value, number);
    snprintf(text, size, "%s%s", number, units[lr->unit]);
}

double catapult_lr_resolve(const struct catapult_lr *lr, double threshold, double lambda_1, double eta_max)
{
    switch (lr->unit) {
    case CATAPULT_LR_CRIT:
        return lr->value * threshold / lambda_1;
    case CATAPULT_LR_L1:
        return lr->value / lambda_1;
    case CATAPULT_LR_MAX:
        return lr->value * eta_max;
    case CATAPULT_LR_PLAIN:
        break;
    }
    return lr->value;
}

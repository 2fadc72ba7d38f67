/* measure.c - see measure.h. */
#include <catapult/measure.h>

#include <stddef.h>
#include <string.h>

#include "base/number.h"

static const struct {
    const char *name; /* with '_' at the end: in front of a number from 1 to CATAPULT_TOP_MAX */
    size_t offset;
} measure_values[] = {
    {"train_loss", offsetof(struct catapult_measure, train_loss)},
    {"test_loss", offsetof(struct catapult_measure, test_loss)},
    {"train_accuracy", offsetof(struct catapult_measure, train_accuracy)},
    {"test_accuracy", offsetof(struct catapult_measure, test_accuracy)},
    {"distance", offsetof(struct catapult_measure, distance)},
    {"sharpness", offsetof(struct catapult_measure, sharpness)},
    {"lambda_", offsetof(struct catapult_measure, lambda)},
    {"pi_", offsetof(struct catapult_measure, pi)},
    {"overlap_", offsetof(struct catapult_measure, overlap)},
};

bool catapult_measure_value(const struct catapult_measure *measure, const char *name, double *value)
{
    size_t length = strcspn(name, "0123456789");
    long k = 1;
    if (name[length] && (!number_whole(name + length, &k) || k < 1 || k > CATAPULT_TOP_MAX))
        return false;
    for (size_t i = 0; i < sizeof measure_values / sizeof *measure_values; i++) {
        const char *row = measure_values[i].name;
        bool numbered = row[strlen(row) - 1] == '_';
        if (strlen(row) != length || strncmp(row, name, length) != 0 || numbered != (name[length] != '\0'))
            continue;
        const char *place = (const char *)measure + measure_values[i].offset;
        memcpy(value, place + (size_t)(k - 1) * sizeof *value, sizeof *value);
        return true;
    }
    return false;
}

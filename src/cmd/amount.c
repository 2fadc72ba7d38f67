/* amount.c - see amount.h. */
#include "cmd/amount.h"

const char *amount(double value, const char *unit, char text[AMOUNT_TEXT])
{
    static const char *const prefix[] = {"", "k", "M", "G", "T", "P"};
    int i = 0;
    while (value >= 999.5 && i < 5) {
        value /= 1000;
        i++;
    }
    snprintf(text, AMOUNT_TEXT, "%.3g %s%s", value, prefix[i], unit);
    return text;
}

const char *amount_time(double seconds, char text[AMOUNT_TEXT])
{
    static const struct {
        double from, unit;
        const char *name;
    } units[] = {{3 * 3600, 3600, "h"}, {180, 60, "min"}, {1, 1, "s"}, {1e-3, 1e-3, "ms"}, {0, 1e-6, "us"}};
    int i = 0;
    while (units[i].from > seconds)
        i++;
    snprintf(text, AMOUNT_TEXT, "%.3g %s", seconds / units[i].unit, units[i].name);
    return text;
}

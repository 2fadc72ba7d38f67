/* map.c - see map.h. */
#include <catapult/map.h>

#include <math.h>

#define REGIME_ROW(name, end, word, help) [name] = {end, word, help},
static const struct {
    double end;
    const char *name, *help;
} regimes[CATAPULT_MAP_REGIMES] = {CATAPULT_MAP_REGIME_LIST(REGIME_ROW)};

struct catapult_map_point catapult_map_step(struct catapult_map_point p)
{
    double factor = 1 - p.v + p.u + p.w;
    return (struct catapult_map_point){
        .u = factor * factor * p.u, .v = p.v - p.u * (4 - p.v) - 4 * p.w, .w = factor * p.w};
}

bool catapult_map_is_real(double u, double v)
{
    return v * v >= 4 * u && v >= 0;
}

double catapult_map_cubic(double a, double z)
{
    return ((z + a - 2) * z + 1 - 2 * a) * z;
}

enum catapult_map_regime catapult_map_regime_of(double a)
{
    int regime = 0;
    while (regime < CATAPULT_MAP_REGIMES - 1 && a > regimes[regime].end)
        regime++;
    return (enum catapult_map_regime)regime;
}

double catapult_map_regime_end(enum catapult_map_regime regime)
{
    return regime < CATAPULT_MAP_REGIMES - 1 ? regimes[regime].end : INFINITY;
}

const char *catapult_map_regime_name(enum catapult_map_regime regime)
{
    return regimes[regime].name;
}

const char *catapult_map_regime_help(enum catapult_map_regime regime)
{
    return regimes[regime].help;
}

int catapult_map_cubic_period(double a, double z, long settle, int most)
{
    for (long t = 0; t < settle; t++)
        z = catapult_map_cubic(a, z);
    double first = z;
    for (int p = 1; p <= most; p++) {
        z = catapult_map_cubic(a, z);
        if (!(fabs(z) < 1e6))
            return -1;
        if (fabs(z - first) < 1e-9)
            return p;
    }
    return 0;
}

/* phase.c - see phase.h. */
#include <catapult/phase.h>

#include <math.h>

#define PHASE_ROW(name, word, help) [name] = {word, help},
static const struct {
    const char *name, *help;
} phases[] = {CATAPULT_PHASE_LIST(PHASE_ROW)};

const char *catapult_phase_name(enum catapult_phase phase)
{
    return phases[phase].name;
}

const char *catapult_phase_help(enum catapult_phase phase)
{
    return phases[phase].help;
}

double catapult_phase_threshold(double momentum, bool nesterov)
{
    return 2 * (1 + momentum) / (nesterov ? 1 + 2 * momentum : 1);
}

double catapult_phase_eta_crit(double lambda_1, double threshold)
{
    return lambda_1 > 0 ? threshold / lambda_1 : INFINITY;
}

double catapult_phase_eta_max_theory(double lambda_1)
{
    return lambda_1 > 0 ? 4 / lambda_1 : INFINITY;
}

/* Written as 8 / (lambda + sqrt(lambda^2 + 16 A)), which has no cancellation near A = 0. */
double catapult_phase_eta_max_single(double lambda, double k, double r_0, double y)
{
    return lambda > 0 ? 8 / (lambda + sqrt(lambda * lambda - 16 * k * r_0 * y)) : INFINITY;
}

enum catapult_phase catapult_phase_of(double eta, double eta_crit, double eta_max)
{
    if (eta < eta_crit)
        return CATAPULT_PHASE_LAZY;
    if (isnan(eta_max))
        return CATAPULT_PHASE_UNKNOWN;
    return eta <= eta_max && eta_crit < eta_max ? CATAPULT_PHASE_CATAPULT : CATAPULT_PHASE_DIVERGENT;
}

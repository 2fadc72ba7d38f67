/* experiment_cost.c - what an experiment will take, told before anything is allocated. */
#include "core/laboratory.h"
#include "core/memory.h"

/* With several outputs the kernel of a network is known by products only. */
static bool has_matrix(int kind, double c)
{
    return kind == MODEL_LINEAR || c == 1;
}

/* Tracking keeps about a hundred vectors, and of a matrix another one for its proof. */
static double spectrum_bytes(double size, bool matrix)
{
    return 8 * ((matrix ? size * size : 0) + 100 * size);
}

/* Some forty products K x and the proof's Cholesky factorisation; products alone are counted with the model. */
static double spectrum_flops(double size, bool matrix)
{
    return matrix ? 80 * size * size + size * size * size / 3 : 1e4 * size;
}

static double test_flops(const struct settings *settings, int kind, double n, double n_test, double d, double c)
{
    const struct int_list *widths = &settings->network.widths;
    if (kind == MODEL_LINEAR)
        return 2 * n * c * n_test * c;
    if (kind == MODEL_GENERAL)
        return 5 * n_test * d;
    double k = net_uses_span((size_t)n, (size_t)d) ? n : d, flops = 2 * widths->value[0] * k * n_test;
    for (int l = 1; l < widths->count; l++)
        flops += 2.0 * widths->value[l] * widths->value[l - 1] * n_test;
    flops += 2.0 * widths->value[widths->count - 1] * c * n_test;
    return kind == MODEL_QUADRATIC ? (widths->count > 1 ? 3 : 1) * flops : flops; /* a, a', a'' */
}

static double parameters(const struct settings *settings, double d, double c)
{
    const struct int_list *widths = &settings->network.widths;
    if (settings->network.type == NETWORK_GENERAL)
        return d;
    double count = 0, fan = d;
    for (int l = 0; l < widths->count; l++) {
        count += widths->value[l] * fan;
        fan = widths->value[l];
    }
    return count + c * fan;
}

void experiment_cost(const struct settings *settings, size_t n, size_t n_test, size_t d, size_t outputs,
                     struct experiment_cost *cost)
{
    int kinds[MODEL_COUNT], count = settings_models(settings, kinds);
    double size = (double)n * (double)outputs, tests = (double)n_test * (double)outputs;
    *cost = (struct experiment_cost){.parameters = parameters(settings, (double)d, (double)outputs)};
    cost->bytes = 8 * ((double)n + (double)n_test) * (double)(d + outputs);
    if (settings->network.type == NETWORK_FC)
        cost->bytes += net_bytes(settings, n, n_test, d, outputs);
    for (int i = 0; i < count; i++) {
        const struct model_class *class = model_class_of((enum model_kind)kinds[i]);
        bool matrix = has_matrix(kinds[i], (double)outputs);
        cost->bytes += class->bytes(settings, n, n_test, d, outputs) + spectrum_bytes(size, matrix);
        cost->bytes += 8 * (3 * size + 2 * tests);
        cost->step_flops += class->flops(settings, n, d, outputs);
        cost->step_flops += class->constant_kernel ? 0 : spectrum_flops(size, matrix) / settings->spectrum.every;
        cost->test_flops += test_flops(settings, kinds[i], (double)n, (double)n_test, (double)d, (double)outputs);
    }
}

enum status experiment_fits(const struct settings *settings, size_t n, size_t n_test, size_t d, size_t outputs,
                            struct error *err)
{
    struct experiment_cost cost;
    experiment_cost(settings, n, n_test, d, outputs, &cost);
    return memory_check(cost.bytes, "the experiment (fewer network.widths, data.n or data.test would help)", err);
}

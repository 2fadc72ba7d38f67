/* experiment_cost.c - estimates memory and operations of an experiment before anything is allocated. */
#include <math.h>

#include <catapult/sharpness.h>

#include "core/experiment/laboratory.h"
#include "base/allowed.h"
#include "core/experiment/architectures.h"
#include "base/parallel.h"

/* Tracking stores its vectors, and if K is a matrix a second one for the proof: see spectrum_new. */
static double spectrum_bytes(double size, bool matrix, int top, size_t outputs)
{
    double block = fmax(top, fmin((double)outputs, 16)) + 3;
    return 8 * ((matrix ? size * size : 0) + (fmin(80, 2 * size) + 3 * fmin(block, size) + top) * size);
}

enum { SHARPNESS_PRODUCTS = 60 }; /* of Lanczos' method until it stops; each is about a step without its kernel */

/* About forty products K x and the Cholesky factorisation of the proof.  If there is no matrix, the products are counted with
 * the model. */
static double spectrum_flops(double size, bool matrix)
{
    return matrix ? 80 * size * size + size * size * size / 3 : 1e4 * size;
}

/* An upper bound: look_bytes is for Taylor errors as well. */
static double sharpness_bytes(const struct architecture *architecture, const struct catapult_settings *settings, size_t n, size_t d,
                              size_t outputs)
{
    return architecture->look_bytes(settings, n, d, outputs)
           + 8.0 * CATAPULT_SHARPNESS_PRODUCTS * CATAPULT_SHARPNESS_PRODUCTS; /* of Lanczos' method */
}

void catapult_experiment_cost(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                              size_t outputs, struct catapult_experiment_cost *cost)
{
    const struct architecture *architecture = architecture_of(settings->network.type);
    int kinds[CATAPULT_MODEL_COUNT], count = catapult_settings_models(settings, kinds);
    double size = (double)n * (double)outputs, tests = (double)n_test * (double)outputs;
    double bytes = 8 * ((double)n + (double)n_test) * (double)(d + outputs);
    *cost = (struct catapult_experiment_cost){.parameters = architecture->parameters(settings, d, outputs)};
    bytes += architecture->bytes(settings, n, n_test, d, outputs);
    bytes += *settings->network.w0 ? 8 * cost->parameters : 0; /* given weights stay in memory with the data */
    double first = bytes, making = first + (architecture->making_bytes ? architecture->making_bytes(settings, d) : 0);
    for (int i = 0; i < count; i++) {
        const struct model_class *class = architecture->model[kinds[i]];
        bool matrix = !class->products || outputs == 1;
        bytes += class->bytes(settings, n, n_test, d, outputs);
        bytes += spectrum_bytes(size, matrix, settings->spectrum.top, outputs) + 8 * (outputs > 1 ? 2 : 1) * (size + tests);
        if (settings->momentum > 0)
            bytes += momentum_bytes(class->numbers(settings, n, d, outputs));
        if (kinds[i] == CATAPULT_MODEL_LINEAR
            && architecture->ntk_bytes) /* made first, so its temporary memory is free again for the other models */
            making = fmax(making, first + class->bytes(settings, n, n_test, d, outputs)
                                      + architecture->ntk_bytes(settings, n, n_test, d, outputs));
        cost->step_flops += class->flops(settings, n, d, outputs);
        cost->step_flops += class->constant_kernel ? 0 : spectrum_flops(size, matrix) / settings->spectrum.every;
        if (settings->sharpness.every > 0 && !class->constant_kernel) {
            cost->step_flops += SHARPNESS_PRODUCTS * class->flops(settings, n, d, outputs) / settings->sharpness.every;
            bytes += sharpness_bytes(architecture, settings, n, d, outputs);
        }
        cost->test_flops += (double)n_test * class->test_flops(settings, n, d, outputs);
    }
    cost->bytes = fmax(bytes, making) + pool_bytes(pool_wanted(settings->threads));
    cost->look_bytes = sharpness_bytes(architecture, settings, n, d, outputs) + 8 * size * size; /* the kernel */
}

enum catapult_status experiment_fits(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                                     size_t outputs, struct catapult_error *err)
{
    struct catapult_experiment_cost cost;
    catapult_experiment_cost(settings, n, n_test, d, outputs, &cost);
    const char *what = "the experiment (fewer network.widths, data.n or data.test would help)";
    enum catapult_status status = memory_check(cost.bytes, what, err);
    return status == CATAPULT_STATUS_OK ? pool_room(pool_wanted(settings->threads), cost.bytes, what, err) : status;
}

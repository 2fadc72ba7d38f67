/* read_weights.c - see read_weights.h. */
#include "data/read_weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "data/npy.h"
#include "data/stream.h"

enum { WEIGHTS_PATH = CATAPULT_SETTING_TEXT + 32 };

static void weights_path(const char *folder, const char *stem, int layer, char path[WEIGHTS_PATH])
{
    snprintf(path, WEIGHTS_PATH, "%s/%s_%d.npy", folder, stem, layer);
}

static bool weights_exist(const char *folder, const char *stem, int layer)
{
    char path[WEIGHTS_PATH];
    weights_path(folder, stem, layer, path);
    return access(path, F_OK) == 0;
}

static enum catapult_status to_c_order(struct catapult_weight *weight, size_t count, const char *shown,
                                       struct catapult_error *err)
{
    double *ordered = try_array(count, sizeof *ordered);
    if (!ordered)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu weights", shown, count);
    for (size_t f = 0; f < count; f++)
        ordered[npy_place_in_c(weight->shape, weight->dimensions, f)] = weight->value[f];
    free(weight->value);
    weight->value = ordered;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status fill_weight(const struct npy *npy, const char *shown, struct catapult_weight *out,
                                        struct catapult_error *err)
{
    if (npy->dimensions < 1 || npy->dimensions > CATAPULT_WEIGHT_DIMENSIONS)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %d dimensions; weights have 1 to %d", shown,
                                  npy->dimensions, CATAPULT_WEIGHT_DIMENSIONS);
    out->dimensions = npy->dimensions;
    memcpy(out->shape, npy->shape, (size_t)npy->dimensions * sizeof *out->shape);
    if (!(out->value = try_array(npy->count, sizeof *out->value)))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu weights", shown, npy->count);
    enum catapult_status status = npy_read(npy, 0, npy->count, out->value, err);
    if (status == CATAPULT_STATUS_OK && npy->fortran && npy->dimensions > 1)
        status = to_c_order(out, npy->count, shown, err);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < npy->count; i++)
        if (!isfinite(out->value[i]))
            status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: weight %zu (counted from 0) is %g, not finite",
                                        shown, i, out->value[i]);
    return status;
}

static enum catapult_status read_weight(const char *path, struct catapult_weight *out, struct catapult_error *err)
{
    struct npy npy;
    enum catapult_status status = npy_open(&npy, path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = fill_weight(&npy, path_shown(path), out, err);
    npy_close(&npy);
    return status;
}

enum catapult_status weights_read(const char *folder, struct catapult_weights **out, struct catapult_error *err)
{
    const char *stem = weights_exist(folder, "w0", 0) ? "w0" : "w";
    char path[WEIGHTS_PATH];
    *out = NULL;
    if (!weights_exist(folder, stem, 0))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "network.w0: %s has neither w0_0.npy nor w_0.npy (`catapult run PRESET --dump DIR` writes "
                                  "such a folder)",
                                  path_shown(folder));
    struct catapult_weights *weights = xnew_array(1, sizeof *weights);
    snprintf(weights->name, sizeof weights->name, "%s", path_shown(folder));
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int layer = 0; status == CATAPULT_STATUS_OK && weights_exist(folder, stem, layer); layer++) {
        if (layer > CATAPULT_DEPTH_MAX)
            status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "network.w0: %s has more than %d layers", weights->name,
                                        CATAPULT_DEPTH_MAX + 1);
        else {
            weights_path(folder, stem, layer, path);
            weights->layers = layer + 1;
            status = read_weight(path, &weights->layer[layer], err);
        }
    }
    if (status != CATAPULT_STATUS_OK) {
        catapult_weights_free(weights);
        return status;
    }
    *out = weights;
    return CATAPULT_STATUS_OK;
}

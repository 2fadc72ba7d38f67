/* dump.c - see dump.h. */
#include "cmd/dump.h"

#include <catapult/look.h>
#include <catapult/weights.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/xalloc.h"
#include "data/npy.h"
#include "data/stream.h"
#include "base/outfile.h"

enum { PATH = 4096, NO_MODEL = -1 };

static enum catapult_status dump_path_of(char path[PATH], const char *folder, const char *name,
                                         struct catapult_error *err)
{
    if (snprintf(path, PATH, "%s/%s", folder, name) >= PATH)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s: the path is too long", folder);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status make_dump_folder(const char *option, const char *folder, struct catapult_error *err)
{
    struct stat info;
    if (!*folder)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "--%s: the folder's name is empty", option);
    if (mkdir(folder, 0777) == 0)
        return CATAPULT_STATUS_OK;
    int reason = errno;
    if (reason == EEXIST && stat(folder, &info) == 0 && S_ISDIR(info.st_mode))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot make the folder: %s", folder, strerror(reason));
}

/* Refuses a folder with an input of the run in it, or in a folder of it. */
static enum catapult_status refuse_inputs(const char *folder, int depth, size_t *names, struct catapult_error *err)
{
    struct folder list;
    struct stat info;
    char path[PATH];
    enum catapult_status status = folder_open(&list, folder, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    *names = list.count;
    for (size_t i = 0; i < list.count && status == CATAPULT_STATUS_OK; i++) {
        size_t inside;
        if (snprintf(path, PATH, "%s/%s", folder, list.name[i]) >= PATH || stat(path, &info) != 0)
            continue;
        if (outfile_is_input(path))
            status = catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                        "%.300s: not written: %.200s in it is an input of this run; choose another folder", folder,
                                        list.name[i]);
        else if (S_ISDIR(info.st_mode) && depth > 0)
            status = refuse_inputs(path, depth - 1, &inside, err);
    }
    folder_close(&list);
    return status;
}

enum catapult_status dump_prepare(const char *option, const char *folder, struct catapult_error *err)
{
    char meta[PATH];
    size_t names;
    enum catapult_status status = make_dump_folder(option, folder, err);
    if (status == CATAPULT_STATUS_OK)
        status = dump_path_of(meta, folder, "meta.json", err);
    if (status == CATAPULT_STATUS_OK)
        status = refuse_inputs(folder, 1, &names, err);
    if (status != CATAPULT_STATUS_OK || names == 0 || outfile_forced() || outfile_is_ours(meta))
        return status;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "%.300s: not written: the folder has files but no meta.json of a dump; choose a new or an empty "
                              "folder, or give --force",
                              folder);
}

static enum catapult_status remove_file(const char *folder, const char *name, struct catapult_error *err)
{
    char path[PATH];
    enum catapult_status status = dump_path_of(path, folder, name, err);
    if (status == CATAPULT_STATUS_OK && unlink(path) != 0 && errno != ENOENT)
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot remove: %s", path, strerror(errno));
    return status;
}

/* Removes what an earlier run left and this one might not write: the files of these names (NULL at their end), and STEM_0.npy,
 * STEM_1.npy, ... */
static enum catapult_status remove_old(const char *folder, const char *const *names, const char *stem,
                                       struct catapult_error *err)
{
    char name[32];
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (; *names && status == CATAPULT_STATUS_OK; names++)
        status = remove_file(folder, *names, err);
    for (int layer = 0; layer <= CATAPULT_DEPTH_MAX && status == CATAPULT_STATUS_OK; layer++) {
        snprintf(name, sizeof name, "%s_%d.npy", stem, layer);
        status = remove_file(folder, name, err);
    }
    return status;
}

static enum catapult_status remove_old_dump(const char *folder, struct catapult_error *err)
{
    static const char *const names[] = {"meta.json", "batches.npy", "phi_train.npy", "s_train.npy", "w0.npy", NULL};
    return remove_old(folder, names, "w0", err);
}

static enum catapult_status write_shaped(const char *folder, const char *name, int dimensions, const size_t *shape,
                                         const double *values, struct catapult_error *err)
{
    char path[PATH];
    if (dump_path_of(path, folder, name, err) != CATAPULT_STATUS_OK)
        return CATAPULT_STATUS_INPUT;
    return npy_write_file(path, dimensions, shape, values, err);
}

/* cols 0: a vector. */
static enum catapult_status write_array(const char *folder, const char *name, size_t rows, size_t cols,
                                        const double *values, struct catapult_error *err)
{
    return write_shaped(folder, name, cols ? 2 : 1, (const size_t[]){rows, cols}, values, err);
}

static enum catapult_status write_data(const char *folder, const struct catapult_dataset *data,
                                       struct catapult_error *err)
{
    size_t c = data->outputs > 1 ? data->outputs : 0;
    enum catapult_status status = write_array(folder, "x_train.npy", data->n, data->d, data->x, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "y_train.npy", data->n, c, data->y, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "x_test.npy", data->n_test, data->d, data->x_test, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "y_test.npy", data->n_test, c, data->y_test, err);
    return status;
}

/* The weights of a layer: those of the model as w_LAYER.npy; NO_MODEL: the initial ones as w0_LAYER.npy. */
static enum catapult_status write_layer(const char *folder, const struct catapult_experiment *e, int model, int layer,
                                        int dimensions, const size_t *shape, struct catapult_error *err)
{
    char name[32];
    size_t count = 1, rows, cols;
    for (int i = 0; i < dimensions; i++)
        count *= shape[i];
    double *w = try_array(count, sizeof *w);
    if (!w)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the weights of layer %d", layer);
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (model == NO_MODEL)
        catapult_experiment_w0(e, layer, &rows, &cols, w);
    else
        status = catapult_experiment_weights(e, model, layer, w, err);
    snprintf(name, sizeof name, model == NO_MODEL ? "w0_%d.npy" : "w_%d.npy", layer);
    if (status == CATAPULT_STATUS_OK)
        status = write_shaped(folder, name, dimensions, shape, w, err);
    if (status == CATAPULT_STATUS_OK && model == NO_MODEL
        && dimensions == 1) /* general: the one vector, under both names that readers expect */
        status = write_shaped(folder, "w0.npy", dimensions, shape, w, err);
    free(w);
    return status;
}

static enum catapult_status write_layers(const char *folder, const struct catapult_experiment *e, int model,
                                         struct catapult_error *err)
{
    size_t shape[4];
    int dimensions;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int layer = 0;
         status == CATAPULT_STATUS_OK && (dimensions = catapult_experiment_w0_shape(e, layer, shape)) > 0; layer++)
        status = write_layer(folder, e, model, layer, dimensions, shape, err);
    return status;
}

static enum catapult_status write_weights(const char *folder, const struct catapult_experiment *e,
                                          struct catapult_error *err)
{
    size_t p;
    const double *phi, *s;
    enum catapult_status status = write_layers(folder, e, NO_MODEL, err);
    if (status != CATAPULT_STATUS_OK || !catapult_experiment_general(e, &p, &phi, &s))
        return status;
    size_t n = catapult_experiment_data(e)->n;
    status = write_array(folder, "phi_train.npy", n, p, phi, err);
    return status == CATAPULT_STATUS_OK ? write_array(folder, "s_train.npy", n, p, s, err) : status;
}

static enum catapult_status write_batches(const char *folder, const struct catapult_experiment *e, long steps,
                                          struct catapult_error *err)
{
    size_t batch = (size_t)catapult_experiment_settings(e)->batch;
    if (batch == 0)
        return CATAPULT_STATUS_OK;
    size_t *rows = xnew_array(batch, sizeof *rows);
    double *values = try_array((size_t)steps * batch, sizeof *values);
    for (long t = 0; values && t < steps; t++) {
        catapult_experiment_batch(e, t, rows);
        for (size_t b = 0; b < batch; b++)
            values[(size_t)t * batch + b] = (double)rows[b];
    }
    enum catapult_status status = values ? write_array(folder, "batches.npy", (size_t)steps, batch, values, err)
                                         : catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                                              "no memory for the batches of %ld steps", steps);
    free(values);
    free(rows);
    return status;
}

static void write_widths(FILE *out, const struct catapult_settings *settings)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    fprintf(out, "  \"widths\": [");
    for (int i = 0; i < widths->count; i++)
        fprintf(out, "%s%d", i ? ", " : "", widths->value[i]);
    fprintf(out, "],\n  \"activation\": \"%s\",\n", catapult_activation_name(settings->network.activation));
}

static enum catapult_status write_meta(const char *folder, const struct catapult_experiment *e, long steps,
                                       struct catapult_error *err)
{
    const struct catapult_settings *settings = catapult_experiment_settings(e);
    const struct catapult_dataset *data = catapult_experiment_data(e);
    bool general = settings->network.type == CATAPULT_NETWORK_GENERAL;
    char path[PATH];
    struct outfile *file;
    enum catapult_status status = dump_path_of(path, folder, "meta.json", err);
    if (status != CATAPULT_STATUS_OK || (status = outfile_open(&file, path, err)) != CATAPULT_STATUS_OK)
        return status;
    FILE *out = outfile_stream(file);
    fprintf(out, "{\n  \"program\": \"catapult %s\",\n  \"preset\": ", PACKAGE_VERSION);
    json_string(out, settings->name);
    fprintf(out, ",\n  \"model\": \"%s\",\n  \"architecture\": \"%s\",\n",
            catapult_model_name((int)catapult_experiment_kind(e, 0)), catapult_network_name(settings->network.type));
    if (general)
        fprintf(out, "  \"widths\": [],\n  \"gamma\": %.17g,\n", settings->network.gamma);
    else
        write_widths(out, settings);
    if (data->image[0])
        fprintf(out, "  \"image\": [%zu, %zu, %zu],\n", data->image[0], data->image[1], data->image[2]);
    if (settings->network.type == CATAPULT_NETWORK_CONV)
        fprintf(out, "  \"kernel\": %d,\n  \"readout\": \"%s\",\n", settings->network.kernel,
                catapult_readout_name(settings->network.readout));
    fprintf(out, "  \"loss\": \"%s\",\n  \"outputs\": %zu,\n", settings->loss == CATAPULT_LOSS_SUM ? "sum" : "mean",
            data->outputs);
    fprintf(out, "  \"parametrization\": \"ntk\",\n  \"sigma_w\": 1,\n  \"sigma_b\": 0,\n  \"bias\": \"none\",\n  \"decay\": 0,\n");
    fprintf(out, "  \"n\": %zu,\n  \"n_test\": %zu,\n  \"d\": %zu,\n", data->n, data->n_test, data->d);
    fprintf(out, "  \"momentum\": %.17g,\n  \"nesterov\": %s,\n", settings->momentum,
            settings->nesterov ? "true" : "false");
    fprintf(out, "  \"steps\": %ld,\n  \"batch\": %d,\n  \"seed\": %d\n}\n", steps, settings->batch, settings->seed);
    return outfile_commit(file, err);
}

enum catapult_status dump_write(const char *folder, const struct catapult_experiment *e, long steps,
                                struct catapult_error *err)
{
    enum catapult_status status = remove_old_dump(folder, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_data(folder, catapult_experiment_data(e), err);
    if (status == CATAPULT_STATUS_OK)
        status = write_weights(folder, e, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_batches(folder, e, steps, err);
    return status == CATAPULT_STATUS_OK ? write_meta(folder, e, steps, err) : status;
}

/* --- the end of a run ------------------------------------------------------------------------------------- */

/* DIR/MODEL, made if it is not there. */
static enum catapult_status final_folder(char path[PATH], const char *folder, const struct catapult_experiment *e, int model,
                                         struct catapult_error *err)
{
    const char *name = catapult_model_name((int)catapult_experiment_kind(e, model));
    enum catapult_status status = dump_path_of(path, folder, name, err);
    return status == CATAPULT_STATUS_OK ? make_dump_folder("final", path, err) : status;
}

/* The place in f_train.npy (n, outputs) of entry q*n + i, output q of example i, of a vector of the core. */
static size_t by_example(const struct catapult_dataset *data, size_t entry)
{
    return entry % data->n * data->outputs + entry / data->n;
}

/* K = J J^T without the factor of the loss, and all eigenvalues of c*K. */
static enum catapult_status final_kernel(const char *folder, struct catapult_experiment *e, int model,
                                         struct catapult_error *err)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    size_t size = data->n * data->outputs;
    double scale = catapult_experiment_settings(e)->loss == CATAPULT_LOSS_MEAN ? 2 / (double)data->n : 1;
    double *scaled = try_array(size * size, sizeof *scaled), *k = try_array(size * size, sizeof *k);
    double *lambda = try_array(size, sizeof *lambda);
    enum catapult_status status =
        scaled && k && lambda
            ? catapult_look_kernel(e, model, scaled, err)
            : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a kernel of size %zu", size);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < size; i++)
        for (size_t j = 0; j < size; j++)
            k[by_example(data, i) * size + by_example(data, j)] = scaled[i * size + j] / scale;
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "k.npy", size, size, k, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_spectrum(e, model, lambda, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "lambda.npy", size, 0, lambda, err);
    free(scaled);
    free(k);
    free(lambda);
    return status;
}

/* The leading eigenvectors, a row each. */
static enum catapult_status final_vectors(const char *folder, struct catapult_experiment *e, int model,
                                          struct catapult_error *err)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    size_t size = data->n * data->outputs, top = (size_t)catapult_experiment_settings(e)->spectrum.top;
    size_t count = top < size ? top : size;
    double *found = try_array(top * size, sizeof *found), *p = try_array(count * size, sizeof *p);
    enum catapult_status status = found && p ? catapult_look_vectors(e, model, found, err)
                                             : catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                                                  "no memory for %zu eigenvectors", count);
    for (size_t k = 0; k < count && status == CATAPULT_STATUS_OK; k++)
        for (size_t i = 0; i < size; i++)
            p[k * size + by_example(data, i)] = found[k * size + i];
    if (status == CATAPULT_STATUS_OK)
        status = write_array(folder, "p.npy", count, size, p, err);
    free(found);
    free(p);
    return status;
}

static enum catapult_status final_model(const char *folder, struct catapult_experiment *e, int model,
                                        struct catapult_error *err)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    size_t c = data->outputs > 1 ? data->outputs : 0;
    char path[PATH];
    enum catapult_status status = final_folder(path, folder, e, model, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_layers(path, e, model, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_array(path, "f_train.npy", data->n, c, catapult_experiment_output(e, model), err);
    if (status == CATAPULT_STATUS_OK && data->n_test > 0)
        status = write_array(path, "f_test.npy", data->n_test, c, catapult_experiment_evaluate_test(e, model), err);
    /* a diverged model's kernel is not finite: no eigenvalues */
    if (status == CATAPULT_STATUS_OK && !catapult_experiment_diverged(e, model))
        status = final_kernel(path, e, model, err);
    if (status == CATAPULT_STATUS_OK && !catapult_experiment_diverged(e, model))
        status = final_vectors(path, e, model, err);
    return status;
}

/* What an earlier run left of any model: other layers, or a model that this one does not have. */
static enum catapult_status remove_old_models(const char *folder, struct catapult_error *err)
{
    static const char *const names[] = {"f_train.npy", "f_test.npy", "k.npy", "lambda.npy", "p.npy", NULL};
    char path[PATH];
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int kind = 0; kind < CATAPULT_MODEL_COUNT && status == CATAPULT_STATUS_OK; kind++) {
        status = dump_path_of(path, folder, catapult_model_name(kind), err);
        if (status == CATAPULT_STATUS_OK)
            status = remove_old(path, names, "w", err);
        if (status == CATAPULT_STATUS_OK)
            rmdir(path); /* stays if something else is in it */
    }
    return status;
}

enum catapult_status dump_final(const char *folder, struct catapult_experiment *e, struct catapult_error *err)
{
    enum catapult_status status = remove_old_dump(folder, err);
    if (status == CATAPULT_STATUS_OK)
        status = remove_old_models(folder, err);
    if (status == CATAPULT_STATUS_OK)
        status = write_data(folder, catapult_experiment_data(e), err);
    for (int i = 0; i < catapult_experiment_models(e) && status == CATAPULT_STATUS_OK; i++)
        status = final_model(folder, e, i, err);
    return status == CATAPULT_STATUS_OK ? write_meta(folder, e, catapult_experiment_t(e), err) : status;
}

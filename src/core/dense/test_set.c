/* test_set.c - the outputs of the network and of its quadratic model on the test set, computed from the increments.  So there is
 * no drift, and Z_1(0) is the only stored array with a unit for every test example.  Layer by layer, for chunks of columns. */
#include <string.h>

#include "core/algebra/gemm.h"
#include "core/dense/network.h"
#include "core/dense/quadratic.h"

/* --- the network ------------------------------------------------------------------------------------------------------- */

struct network_test_pass {
    struct network *model;
    int layer;
    size_t column, columns;   /* of the test set */
    const double *below;      /* A_l-1 of the chunk, (m_l-1, columns); NULL for the first layer */
    double *above;            /* A_l, (m_l, columns); NULL for the last layer */
};

static void network_test_rows(const struct network_test_pass *pass, size_t row, size_t rows, double *z)
{
    const struct network *model = pass->model;
    const struct net *net = model->net;
    size_t cols = pass->columns;
    if (pass->layer > 0) {
        size_t fan = net->width[pass->layer - 1];
        gemm(rows, cols, fan, 1 / network_root(model, pass->layer - 1), model->w[pass->layer] + row * fan, fan,
             pass->below, cols, 0, z, cols);
    } else {
        for (size_t h = 0; h < rows; h++)
            memcpy(z + h * cols, net->z0_test + (row + h) * net->n_test + pass->column,
                   cols * sizeof(double));
        gemm(rows, cols, net->k, 1, model->inc + row * net->k, net->k, net->mul_test + pass->column,
             net->n_test, 1, z, cols);
    }
    activation_apply(net->activation, rows * cols, z, z, NULL, NULL);
}

static void network_test_part(void *context, int thread, int threads)
{
    const struct network_test_pass *pass = context;
    const struct network *model = pass->model;
    size_t begin, end, cols = pass->columns, c = model->c;
    double *f = model->test_part + (size_t)thread * c * cols;
    pool_part(model->net->width[pass->layer], BLOCK, thread, threads, &begin, &end);
    memset(f, 0, c * cols * sizeof(double));
    for (size_t row = begin; row < end; row += BLOCK) {
        size_t rows = end - row < BLOCK ? end - row : BLOCK;
        double *z = pass->above ? pass->above + row * cols : net_scratch(model->net, thread);
        network_test_rows(pass, row, rows, z);
        if (network_is_last(model, pass->layer))
            gemm_tn(c, cols, rows, 1, model->v + row * c, c, z, cols, 1, f, cols);
    }
}

static void network_test_chunk(struct network *model, size_t column, size_t columns, double *f_test)
{
    const struct net *net = model->net;
    struct network_test_pass pass = {.model = model, .column = column, .columns = columns};
    for (int l = 0; l < net->depth; l++) {
        pass.layer = l;
        pass.below = l > 0 ? model->test_a[(l - 1) % 2] : NULL;
        pass.above = network_is_last(model, l) ? NULL : model->test_a[l % 2];
        pool_run(net->pool, network_test_part, &pass);
    }
    layers_gather(net, model->test_part, column, columns, f_test);
}

void network_test(void *state, double *f_test)
{
    struct network *model = state;
    size_t n_test = model->net->n_test, chunk = layers_test_columns(model->net);
    for (size_t column = 0; column < n_test; column += chunk)
        network_test_chunk(model, column, n_test - column < chunk ? n_test - column : chunk, f_test);
}

/* --- its quadratic model ----------------------------------------------------------------------------------------------- */

struct quadratic_test_pass {
    struct quadratic *model;
    int layer;
    size_t column, columns;
    double *const *below;     /* a, a', a'' of the layer below, (m, columns) each */
    double *const *above;     /* the same for this layer; not used for the last */
};

/* z, z', z'' of the rows. */
static void quadratic_test_directions(const struct quadratic_test_pass *pass, size_t row, size_t rows, double *z, double *dz,
                                      double *ddz)
{
    const struct quadratic *model = pass->model;
    const struct net *net = model->net;
    size_t cols = pass->columns;
    int l = pass->layer;
    if (l == 0) {
        for (size_t h = 0; h < rows; h++)
            memcpy(z + h * cols, net->z0_test + (row + h) * net->n_test + pass->column,
                   cols * sizeof(double));
        gemm(rows, cols, net->k, 1, model->inc + row * net->k, net->k, net->mul_test + pass->column,
             net->n_test, 0, dz, cols);
        return;
    }
    size_t fan = net->width[l - 1];
    double scale = 1 / quadratic_root(model, l - 1);
    const double *dw = model->dw[l] + row * fan, *w = net->w[l] + row * fan;
    gemm(rows, cols, fan, scale, w, fan, pass->below[0], cols, 0, z, cols);
    gemm(rows, cols, fan, scale, dw, fan, pass->below[0], cols, 0, dz, cols);
    gemm(rows, cols, fan, scale, w, fan, pass->below[1], cols, 1, dz, cols);
    gemm(rows, cols, fan, 2 * scale, dw, fan, pass->below[1], cols, 0, ddz, cols);
    gemm(rows, cols, fan, scale, w, fan, pass->below[2], cols, 1, ddz, cols);
}

static void last_rows(const struct quadratic_test_pass *pass, size_t row, size_t rows, const struct expansion *e,
                      double *f)
{
    const struct quadratic *model = pass->model;
    size_t cols = pass->columns, c = model->c;
    for (size_t i = 0; i < rows * cols; i++)
        e->a[i] += e->a1[i];
    gemm_tn(c, cols, rows, 1, model->v + row * c, c, e->a, cols, 1, f, cols);
    if (e->a2)
        gemm_tn(c, cols, rows, 0.5, model->net->v + row * c, c, e->a2, cols, 1, f, cols);
}

static void quadratic_test_rows(const struct quadratic_test_pass *pass, size_t row, size_t rows, double *scratch, double *f)
{
    const struct quadratic *model = pass->model;
    size_t cols = pass->columns, block = BLOCK * cols;
    int l = pass->layer;
    bool last = quadratic_is_last(model, l);
    double *dz = scratch + block, *ddz = l > 0 ? scratch + 2 * block : NULL;
    struct expansion e = {.z = scratch, .dz = dz, .ddz = ddz, .q2 = scratch + 3 * block};
    /* a needs its own block, because the block of z'' becomes a'': five blocks in all. */
    e.a = last ? scratch + 4 * block : pass->above[0] + row * cols;
    e.a1 = last ? dz : pass->above[1] + row * cols;
    e.a2 = !last ? pass->above[2] + row * cols : (model->curved || l > 0) ? scratch + 2 * block : NULL;
    quadratic_test_directions(pass, row, rows, e.z, dz, ddz);
    quadratic_expand(model->net->activation, rows * cols, &e);
    if (last)
        last_rows(pass, row, rows, &e, f);
}

static void quadratic_test_part(void *context, int thread, int threads)
{
    const struct quadratic_test_pass *pass = context;
    const struct quadratic *model = pass->model;
    size_t begin, end, cols = pass->columns, c = model->c;
    double *f = model->test_part + (size_t)thread * c * cols;
    pool_part(model->net->width[pass->layer], BLOCK, thread, threads, &begin, &end);
    memset(f, 0, c * cols * sizeof(double));
    for (size_t row = begin; row < end; row += BLOCK)
        quadratic_test_rows(pass, row, end - row < BLOCK ? end - row : BLOCK, net_scratch(model->net, thread), f);
}

static void quadratic_test_chunk(struct quadratic *model, size_t column, size_t columns, double *f_test)
{
    const struct net *net = model->net;
    struct quadratic_test_pass pass = {.model = model, .column = column, .columns = columns};
    for (int l = 0; l < net->depth; l++) {
        pass.layer = l;
        pass.below = model->test_a[(l + 1) % 2];
        pass.above = model->test_a[l % 2];
        pool_run(net->pool, quadratic_test_part, &pass);
    }
    layers_gather(net, model->test_part, column, columns, f_test);
}

void quadratic_test(void *state, double *f_test)
{
    struct quadratic *model = state;
    size_t n_test = model->net->n_test, chunk = layers_test_columns(model->net);
    for (size_t column = 0; column < n_test; column += chunk)
        quadratic_test_chunk(model, column, n_test - column < chunk ? n_test - column : chunk, f_test);
}

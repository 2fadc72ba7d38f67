/* network_test.c - the network's outputs on the test set, computed from the increments.  So there is no drift, and Z_1(0) is
 * the only stored array with a unit for every test example.  Layer by layer, for chunks of columns. */
#include "core/dense/network.h"
#include "core/algebra/gemm.h"

#include <string.h>

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

/* naive.c - the models of naive.h. */
#include "naive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hyperdual.h"

static void *array(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        abort();
    return memory;
}

struct naive *naive_new(const struct naive *shape, size_t p, const double *w0)
{
    struct naive *model = array(1, sizeof *model);
    *model = *shape;
    model->p = p;
    model->w0 = array(p, sizeof(double));
    model->w = array(p, sizeof(double));
    memcpy(model->w0, w0, p * sizeof(double));
    memcpy(model->w, w0, p * sizeof(double));
    return model;
}

void naive_free(struct naive *model)
{
    if (!model)
        return;
    free(model->w0);
    free(model->w);
    free(model);
}

/* The network at the point w + e1 u + e2 v; u and v are components of w. */
static void forward(const struct naive *model, const struct hd *w, size_t i, struct hd *f)
{
    const double *x = i < model->n ? model->x + i * model->d : model->x_test + (i - model->n) * model->d;
    size_t widest = 0;
    if (model->image.height) {
        naive_conv(model, w, x, f);
        return;
    }
    for (int l = 0; l <= model->layers; l++)
        widest = model->size[l] > widest ? model->size[l] : widest;
    struct hd *a = array(2 * widest, sizeof *a), *z = a + widest;
    for (size_t j = 0; j < model->d; j++)
        a[j] = hd_const(x[j]);
    for (int l = 0; l < model->layers; l++) {
        size_t in = model->size[l], out = model->size[l + 1];
        bool last = l == model->layers - 1;
        for (size_t j = 0; j < out; j++) {
            z[j] = hd_const(0);
            for (size_t k = 0; k < in; k++)
                z[j] = hd_add(z[j], hd_mul(*w++, a[k]));
            z[j] = hd_scale(z[j], 1 / sqrt((double)in));
        }
        for (size_t j = 0; j < out; j++)
            a[j] = last ? z[j] : hd_activation(model->activation, z[j]);
    }
    memcpy(f, a, model->c * sizeof *f);
    free(a);
}

/* g = w.phi_i + gamma/2 sum_j s_ij w_j^2 */
static void general(const struct naive *model, const struct hd *w, size_t i, struct hd *f)
{
    const double *phi = model->phi + i * model->p, *s = model->s + i * model->p;
    *f = hd_const(0);
    for (size_t j = 0; j < model->p; j++) {
        *f = hd_add(*f, hd_scale(w[j], phi[j]));
        *f = hd_add(*f, hd_scale(hd_mul(w[j], w[j]), model->gamma / 2 * s[j]));
    }
}

static void evaluate(const struct naive *model, const struct hd *w, size_t i, struct hd *f)
{
    if (model->layers)
        forward(model, w, i, f);
    else
        general(model, w, i, f);
}

static bool own_function(const struct naive *model)
{
    return model->kind == CATAPULT_MODEL_NETWORK || model->kind == CATAPULT_MODEL_GENERAL;
}

/* The point at which the network itself is evaluated for this model. */
static struct hd *base_point(const struct naive *model)
{
    struct hd *w = array(model->p, sizeof *w);
    for (size_t j = 0; j < model->p; j++)
        w[j] = hd_const(own_function(model) ? model->w[j] : model->w0[j]);
    return w;
}

/* w0 + e1 dw + e2 dw gives f, f'dw and dw^T f'' dw in one evaluation. */
void naive_output(const struct naive *model, size_t i, double *f)
{
    struct hd *w = base_point(model), *value = array(model->c, sizeof *value);
    for (size_t j = 0; j < model->p && !own_function(model); j++)
        w[j].b = w[j].c = model->w[j] - model->w0[j];
    evaluate(model, w, i, value);
    for (size_t k = 0; k < model->c; k++) {
        f[k] = value[k].a;
        if (!own_function(model))
            f[k] += value[k].b;
        if (model->kind == CATAPULT_MODEL_QUADRATIC)
            f[k] += value[k].d / 2;
    }
    free(w);
    free(value);
}

/* Gradient at the base point (first) and H v (second), one parameter at a time: e1 along e_j, e2 along v. */
static void derivatives(const struct naive *model, size_t i, const double *v, double *first, double *second)
{
    struct hd *w = base_point(model), *value = array(model->c, sizeof *value);
    for (size_t j = 0; j < model->p; j++)
        w[j].c = v ? v[j] : 0;
    for (size_t j = 0; j < model->p; j++) {
        w[j].b = 1;
        evaluate(model, w, i, value);
        w[j].b = 0;
        for (size_t k = 0; k < model->c; k++) {
            first[k * model->p + j] = value[k].b;
            second[k * model->p + j] = value[k].d;
        }
    }
    free(w);
    free(value);
}

void naive_jacobian(const struct naive *model, size_t i, double *jac)
{
    size_t count = model->c * model->p;
    double *second = array(count, sizeof(double)), *dw = array(model->p, sizeof(double));
    for (size_t j = 0; j < model->p; j++)
        dw[j] = model->w[j] - model->w0[j];
    derivatives(model, i, dw, jac, second);
    /* J_quad(w) = J(w0) + H(w0) dw */
    for (size_t j = 0; j < count && model->kind == CATAPULT_MODEL_QUADRATIC; j++)
        jac[j] += second[j];
    free(second);
    free(dw);
}

void naive_hessian(const struct naive *model, size_t i, const double *v, double *hv)
{
    double *first = array(model->c * model->p, sizeof(double));
    derivatives(model, i, v, first, hv);
    for (size_t j = 0; j < model->c * model->p && model->kind == CATAPULT_MODEL_LINEAR; j++)
        hv[j] = 0;
    free(first);
}

void naive_outputs(const struct naive *model, double *f)
{
    for (size_t i = 0; i < model->n; i++)
        naive_output(model, i, f + i * model->c);
}

void naive_jacobians(const struct naive *model, double *jac)
{
    for (size_t i = 0; i < model->n; i++)
        naive_jacobian(model, i, jac + i * model->c * model->p);
}

double naive_scale(enum catapult_loss_kind loss, size_t count)
{
    return loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)count;
}

void naive_step(struct naive *model, double eta, enum catapult_loss_kind loss, const size_t *rows, size_t batch)
{
    size_t count = rows ? batch : model->n, c = model->c;
    double scale = naive_scale(loss, count);
    double *gradient = array(model->p, sizeof(double)), *jac = array(c * model->p, sizeof(double));
    double *f = array(c, sizeof(double));
    for (size_t b = 0; b < count; b++) {
        size_t i = rows ? rows[b] : b;
        naive_output(model, i, f);
        naive_jacobian(model, i, jac);
        for (size_t k = 0; k < c; k++)
            for (size_t j = 0; j < model->p; j++)
                gradient[j] += scale * (f[k] - model->y[i * c + k]) * jac[k * model->p + j];
    }
    for (size_t j = 0; j < model->p; j++)
        model->w[j] -= eta * gradient[j];
    free(gradient);
    free(jac);
    free(f);
}

static double loss_of(const struct naive *model, size_t begin, size_t count, const double *y, double scale)
{
    double sum = 0, *f = array(model->c, sizeof(double));
    for (size_t i = 0; i < count; i++) {
        naive_output(model, begin + i, f);
        for (size_t k = 0; k < model->c; k++)
            sum += (f[k] - y[i * model->c + k]) * (f[k] - y[i * model->c + k]);
    }
    free(f);
    return scale / 2 * sum;
}

double naive_train_loss(const struct naive *model, enum catapult_loss_kind loss)
{
    return loss_of(model, 0, model->n, model->y, naive_scale(loss, model->n));
}

double naive_test_loss(const struct naive *model, enum catapult_loss_kind loss)
{
    if (!model->n_test)
        return NAN;
    return loss_of(model, model->n, model->n_test, model->y_test, naive_scale(loss, model->n_test));
}

static size_t largest(const double *v, size_t count)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (v[k] > v[best])
            best = k;
    return best;
}

double naive_accuracy(const struct naive *model, bool test)
{
    size_t count = test ? model->n_test : model->n, c = model->c, right = 0;
    const double *y = test ? model->y_test : model->y;
    double *f = array(c, sizeof(double));
    for (size_t i = 0; i < count; i++) {
        naive_output(model, test ? model->n + i : i, f);
        right += c == 1 ? (f[0] > 0) == (y[i] > 0) : largest(f, c) == largest(y + i * c, c);
    }
    free(f);
    return (double)right / (double)count;
}

double naive_distance(const struct naive *model)
{
    double sum = 0;
    for (size_t j = 0; j < model->p; j++)
        sum += (model->w[j] - model->w0[j]) * (model->w[j] - model->w0[j]);
    return sqrt(sum);
}

void naive_kernel(const struct naive *model, double scale, double *k)
{
    size_t rows = model->n * model->c, p = model->p;
    double *jac = array(rows * p, sizeof(double));
    naive_jacobians(model, jac);
    for (size_t a = 0; a < rows; a++)
        for (size_t b = 0; b < rows; b++) {
            double sum = 0;
            for (size_t j = 0; j < p; j++)
                sum += jac[a * p + j] * jac[b * p + j];
            k[a * rows + b] = scale * sum;
        }
    free(jac);
}

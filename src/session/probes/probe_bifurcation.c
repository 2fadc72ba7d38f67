/* probe_bifurcation.c - where two exact maps end as a function of the learning rate, a few columns at a time.
 *
 * With one example both maps are the preset's own.  The general model is stepped itself, from its w0.  The two-layer
 * ReLU quadratic model is the map of Eqs. 7 and 8, from its own r and lambda at w0.  For any other preset the cubic
 * map, and the map of Eqs. 7 and 8 from a small residual, show what one example would do (PAPER section 6). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/map.h>

#include "base/xalloc.h"
#include "session/probes/probe_class.h"

enum { SETTLE = 600, COLUMNS_AT_ONCE = 4, PRODUCTS_MOST = 4000000 };

struct bifurcation {
    bool started;
    size_t p;
    const double *phi, *s;      /* borrowed from the experiment; general model with one example */
    double *w0, *w, *j;         /* (p) */
    double gamma, y, c;
    struct catapult_map_point unit;      /* k c^2 r^2, lambda, k c^2 r y at w0; multiply by eta^2, eta, eta^2 */
};

static void bifurcation_done(void *own)
{
    struct bifurcation *b = own;
    free(b->w0);
    free(b->w);
    free(b->j);
}

/* --- what each preset shows -------------------------------------------------------------------------------------- */

static void prepare_general(struct bifurcation *b, struct catapult_experiment *e, struct bifurcation_probe *out)
{
    const struct catapult_settings *settings = catapult_experiment_settings(e);
    size_t rows, cols;
    catapult_experiment_general(e, &b->p, &b->phi, &b->s);
    b->w0 = xnew_array(b->p, sizeof *b->w0);
    b->w = xnew_array(b->p, sizeof *b->w);
    b->j = xnew_array(b->p, sizeof *b->j);
    catapult_experiment_w0(e, 0, &rows, &cols, b->w0);
    b->gamma = settings->network.gamma;
    out->cubic = settings->network.phi == CATAPULT_PHI_ZERO && settings->network.s == CATAPULT_S_IDENTITY
                 && b->y * b->gamma > 0;
    out->per_a = b->c * b->gamma * b->y;
    out->high = out->cubic ? 2.1 / out->per_a : 4.2 / catapult_experiment_lambda_1(e);
    out->v_high = out->high * catapult_experiment_lambda_1(e);
}

/* f at w0 of a two-layer ReLU network, for its single example. */
static double first_output(const struct catapult_experiment *e)
{
    size_t m, d, one;
    catapult_experiment_w0(e, 0, &m, &d, NULL);
    double *u = try_array(m * d, sizeof *u), *v = try_array(m, sizeof *v), f = 0;
    const double *x = catapult_experiment_data(e)->x;
    if (u && v) {
        catapult_experiment_w0(e, 0, &m, &d, u);
        catapult_experiment_w0(e, 1, &one, &m, v);
        for (size_t h = 0; h < m; h++) {
            double z = 0;
            for (size_t j = 0; j < d; j++)
                z += u[h * d + j] * x[j];
            f += v[h] * fmax(z, 0);
        }
        f /= sqrt((double)m * (double)d);
    }
    free(u);
    free(v);
    return f;
}

static void prepare_two_layers(struct bifurcation *b, const struct catapult_experiment *e,
                               struct bifurcation_probe *out)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    double x2 = 0, m = catapult_experiment_settings(e)->network.widths.value[0];
    for (size_t j = 0; j < data->d; j++)
        x2 += data->x[j] * data->x[j];
    double k = x2 / (m * (double)data->d) * b->c * b->c, r = first_output(e) - b->y;
    b->unit = (struct catapult_map_point){k * r * r, catapult_experiment_lambda_1(e), k * r * b->y};
    out->high = 4.2 / b->unit.v;
    out->v_high = 4.2;
}

static void bifurcation_prepare(struct bifurcation *b, struct catapult_experiment *e, struct bifurcation_probe *out)
{
    const struct catapult_settings *settings = catapult_experiment_settings(e);
    const struct catapult_dataset *data = catapult_experiment_data(e);
    bool one = data->n == 1 && data->outputs == 1 && catapult_experiment_lambda_1(e) > 0;
    bool two_layers = settings->network.type == CATAPULT_NETWORK_FC && settings->network.widths.count == 1
                      && settings->network.activation == CATAPULT_ACTIVATION_RELU;
    b->started = true;
    b->c = settings->loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)data->n;
    b->y = data->y[0];
    out->low = out->v_low = 0;
    out->own = one && (settings->network.type == CATAPULT_NETWORK_GENERAL || two_layers);
    if (out->own && settings->network.type == CATAPULT_NETWORK_GENERAL) {
        prepare_general(b, e, out);
    } else if (out->own) {
        prepare_two_layers(b, e, out);
    } else {
        b->unit = (struct catapult_map_point){1e-4, 1, 0};
        out->cubic = true;
        out->per_a = 1;
        out->high = 2.1;
        out->v_high = 4.2;
    }
    out->head.known = true;
}

/* --- columns ----------------------------------------------------------------------------------------------------- */

static double column_middle(double low, double high, int column)
{
    return low + (high - low) * (column + 0.5) / BIFURCATION_COLUMNS;
}

static void cubic_column(struct bifurcation_probe *out, int column)
{
    double a = out->per_a * column_middle(out->low, out->high, column), z = 0.0123 * (a < 1 ? a : 1);
    out->count[column] = 0;
    for (int t = 0; t < SETTLE; t++)
        z = catapult_map_cubic(a, z);
    for (int i = 0; i < BIFURCATION_VALUES && fabs(z) < 100; i++, z = catapult_map_cubic(a, z)) {
        out->z[column][i] = (float)z;
        out->count[column]++;
    }
}

/* One column of the map of Eqs. 7 and 8.  If out->own, also stores the residual in out->z. */
static void map_column(const struct bifurcation *b, struct bifurcation_probe *out, int column)
{
    double eta = column_middle(out->v_low, out->v_high, column) / b->unit.v;
    struct catapult_map_point p = {b->unit.u * eta * eta, b->unit.v * eta, b->unit.w * eta * eta};
    out->v_count[column] = 0;
    for (int t = 0; t < SETTLE && fabs(p.u) < 1e6; t++)
        p = catapult_map_step(p);
    for (int i = 0; i < BIFURCATION_VALUES && fabs(p.u) < 1e6 && fabs(p.v) < 1e6; i++, p = catapult_map_step(p)) {
        out->v[column][i] = (float)p.v;
        if (out->own) /* |z| = sqrt(u), with the sign of r */
            out->z[column][i] = (float)(copysign(sqrt(p.u), p.w * b->y));
        out->v_count[column]++;
    }
    if (out->own)
        out->count[column] = out->v_count[column];
}

/* Returns r and sets lambda = |J|^2, both at w; then takes one step with eta. */
static double bifurcation_general_step(struct bifurcation *b, double eta, double *lambda)
{
    double g = 0;
    *lambda = 0;
    for (size_t j = 0; j < b->p; j++) {
        double sw = b->gamma * b->s[j] * b->w[j];
        g += b->w[j] * (b->phi[j] + sw / 2);
        b->j[j] = b->phi[j] + sw;
        *lambda += b->j[j] * b->j[j];
    }
    double r = g - b->y;
    for (size_t j = 0; j < b->p; j++)
        b->w[j] -= eta * b->c * r * b->j[j];
    return r;
}

static void general_column(struct bifurcation *b, struct bifurcation_probe *out, int column)
{
    double eta = column_middle(out->low, out->high, column), lambda, r = 0;
    size_t most = PRODUCTS_MOST / (b->p + 1);
    int settle = most < SETTLE ? (int)most : SETTLE;
    memcpy(b->w, b->w0, b->p * sizeof *b->w);
    for (int t = 0; t < settle && fabs(r) < 1e12; t++)
        r = bifurcation_general_step(b, eta, &lambda);
    out->count[column] = 0;
    for (int i = 0; i < BIFURCATION_VALUES && fabs(r) < 1e12; i++) {
        r = bifurcation_general_step(b, eta, &lambda);
        out->z[column][i] = (float)(r * (out->cubic ? b->c * eta * b->gamma : 1));
        out->v[column][i] = (float)(b->c * eta * lambda);
        out->count[column] += isfinite(r);
    }
    out->v_count[column] = out->count[column];
}

static bool bifurcation_slice(void *own, struct catapult_experiment *e, int model, void *result, bool *news)
{
    struct bifurcation *b = own;
    struct bifurcation_probe *out = result;
    (void)model;
    if (!b->started)
        bifurcation_prepare(b, e, out);
    for (int i = 0; i < COLUMNS_AT_ONCE && out->done < BIFURCATION_COLUMNS; i++, out->done++) {
        if (b->w0)
            general_column(b, out, out->done);
        else
            map_column(b, out, out->done);
        if (!out->own)
            cubic_column(out, out->done);
    }
    *news = out->done % 16 == 0;
    return out->done < BIFURCATION_COLUMNS;
}

const struct probe_class probe_bifurcation = {.name = "bifurcation", .own_size = sizeof(struct bifurcation),
                                              .done = bifurcation_done, .slice = bifurcation_slice};

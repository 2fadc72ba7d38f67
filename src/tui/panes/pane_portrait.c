/* pane_portrait.c - the run as a path of (u, v) = (k eta^2 r^2 along p_1, eta lambda_1), over trajectories of the exact
 * map of one example; and its return map, as a cobweb. */
#include <math.h>

#include <catapult/map.h>

#include "tui/panes/chart.h"

enum { ROWS_MOST = 4000, FLOW_STEPS = 120, WEB_STEPS = 60, WEB_STEPS_MOVING = 12 /* for a map that changes */ };

static const struct path_probe *path_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->path.head.serial && probes->path.head.known ? &probes->path : NULL;
}

/* Why there is no path probe, or NULL. */
static const char *path_missing(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    if (!pane_has_models(scene->view))
        return "nothing has run yet";
    if (!probes || !probes->path.head.serial)
        return "being looked for";
    return probes->path.head.known ? NULL : probes->path.head.note;
}

/* --- (u, v) -------------------------------------------------------------------------------------------------------- */

/* The run's point at row t: u = 2 c k eta^2 Pi_1, since Pi_1 = (c/2) (p_1.r)^2. */
static bool place(const struct scene *scene, double factor, long t, double *u, double *v)
{
    double eta = catapult_history_get(scene->longest, CATAPULT_FIELD_ETA, (size_t)t);
    *u = factor * eta * eta * catapult_history_get(scene->focus, CATAPULT_FIELD_PI, (size_t)t);
    *v = eta * catapult_history_get(scene->focus, CATAPULT_FIELD_LAMBDA, (size_t)t);
    return isfinite(*u) && isfinite(*v) && *u > 0;
}

static long portrait_first_row(const struct scene *scene)
{
    long length = (long)scene->focus->length;
    return length > ROWS_MOST ? length - ROWS_MOST : 0;
}

static void portrait_find_axes(struct chart *chart, const struct scene *scene, double factor, bool mapped)
{
    double low = mapped ? 1e-4 : INFINITY, high = mapped ? 4 : -INFINITY, top = 4.4, u, v;
    for (long t = portrait_first_row(scene); t < (long)scene->focus->length; t++)
        if (place(scene, factor, t, &u, &v)) {
            low = fmin(low, u);
            high = fmax(high, u);
            top = fmax(top, fmin(v, 8));
        }
    if (low <= high)
        chart_x(chart, mapped ? fmax(low, 1e-6) : fmax(low, high * 1e-14), high, true);
    chart_y(chart, 0, top, false);
}

/* One trajectory of the map with y = 0 from (u, v). */
static void draw_flow(struct chart *chart, double u, double v)
{
    struct catapult_map_point p = {.u = u, .v = v};
    for (int t = 0; t < FLOW_STEPS && p.u > chart->left / 10 && p.u < 1e3 && fabs(p.v) < 20; t++) {
        struct catapult_map_point next = catapult_map_step(p);
        chart_line(chart, p.u, p.v, next.u, next.v, GLYPH_GHOST, STYLE_DIM);
        p = next;
    }
}

/* Trajectories that leave from small u where v > 2, and enter elsewhere; and the boundary of what a real model can
 * reach. */
static void draw_map(struct chart *chart)
{
    for (double v = 2.2; v < 4; v += 0.4)
        draw_flow(chart, chart->left * 2, v);
    for (double v = 0.4; v < 2; v += 0.4)
        draw_flow(chart, v * v / 4 * 0.9, v);
    for (int i = 0; i < 400; i++) {
        double u = chart->left * pow(chart->right / chart->left, i / 399.0);
        if (i % 4 < 2)
            chart_dot(chart, u, 2 * sqrt(u), GLYPH_UNKNOWN, STYLE_CRIT);
    }
}

/* One example: the run is bounded if and only if it is below v = 4 + w (w = k eta^2 r y, so w^2 = b^2 u).  w has the sign of
 * r y, which most steps turn over: both branches. */
static void draw_bound(struct chart *chart, double b)
{
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i < 200; i++) {
            double u = chart->left * pow(chart->right / chart->left, i / 199.0);
            chart_dot(chart, u, 4 + side * fabs(b) * sqrt(u), GLYPH_MAX, STYLE_MAX);
        }
}

static void draw_path(struct chart *chart, const struct scene *scene, double factor)
{
    const struct view *view = scene->view;
    enum style style = pane_model_style(view->snapshot->kind[view->focus]);
    enum glyph glyph = pane_model_glyph(view->snapshot->kind[view->focus]);
    double u, v, u_before = NAN, v_before = NAN;
    for (long t = portrait_first_row(scene); t < (long)scene->focus->length; t++) {
        if (!place(scene, factor, t, &u, &v))
            u = v = NAN;
        chart_line(chart, u_before, v_before, u, v, GLYPH_LINE, style);
        u_before = u;
        v_before = v;
    }
    for (long t = portrait_first_row(scene), last = (long)scene->focus->length; t < last; t++)
        if (place(scene, factor, t, &u, &v) && last - t <= 40)
            chart_mark(chart, u, v, t == last - 1 ? glyph : GLYPH_TEST, style);
    if (!view->follow && place(scene, factor, scene->cursor, &u, &v))
        chart_mark(chart, u, v, GLYPH_CURSOR_FOOT, STYLE_STRONG);
}

/* Whether v = 4 + w decides about the model in focus. */
static bool has_bound(const struct view *view)
{
    const struct snapshot *s = view->snapshot;
    return s->n == 1 && s->kind[view->focus] != CATAPULT_MODEL_LINEAR && isfinite(s->eta_max_proved[view->focus]);
}

static void draw_portrait(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct path_probe *path = path_found(scene);
    const char *why = path_missing(scene);
    chart_init(&chart, canvas, scene, rect);
    bool mapped = path && isfinite(path->k) && path->k > 0;
    double factor = !path ? NAN : mapped ? 2 * path->scale * path->k : 2 * path->scale;
    if (path && scene->focus) {
        portrait_find_axes(&chart, scene, factor, mapped);
        if (mapped)
            draw_map(&chart);
        draw_path(&chart, scene, factor);
        chart_horizontal(&chart, 2, GLYPH_CRIT, STYLE_CRIT);
        bool exact = mapped && has_bound(scene->view);
        if (exact)
            draw_bound(&chart, path->scale * scene->view->snapshot->eta * sqrt(path->k) * path->y);
        else
            chart_horizontal(&chart, 4, GLYPH_MAX, STYLE_MAX);
        chart_text(&chart, chart.right, 2, STYLE_CRIT, "2");
        int kind = scene->view->snapshot->kind[scene->view->focus];
        chart_legend(&legend, scene, 0, pane_model_glyph(kind), pane_model_style(kind), "the run");
        if (mapped)
            chart_legend(&legend, scene, 1, GLYPH_GHOST, STYLE_DIM, "exact map");
        chart_legend(&legend, scene, 2, GLYPH_MAX, STYLE_MAX, exact ? "4 + w" : "4");
    }
    chart_frame(&chart, PANE_PORTRAIT, "v = eta lambda_1", &legend,
                mapped || !path ? "u = k eta^2 r^2, log" : "(eta p_1.r)^2, log; no exact map here");
    if (why)
        chart_note(&chart, why);
}

const struct pane_class pane_portrait = {.name = "portrait", .draw = draw_portrait};

/* --- the return map ----------------------------------------------------------------------------------------------------- */

/* The data of the return map z' over z, z = c eta sqrt(k) p_1.r: z' = (1 - v + z^2 + b z) z with b = c eta sqrt(k) y.
 * The general model of one weight has v = 2 (a + z) at every z (map.h); the others use v of the current step. */
struct web {
    double unit, b, v;
    bool cubic;
};

static struct web web_of(const struct scene *scene, const struct path_probe *path)
{
    const struct catapult_settings *settings = scene->view->settings;
    double eta = scene->view->snapshot->eta;
    struct web web = {.unit = path->scale * eta * sqrt(path->k), .v = eta * path->lambda};
    web.b = web.unit * path->y;
    web.cubic = settings->network.type == CATAPULT_NETWORK_GENERAL && settings->network.phi == CATAPULT_PHI_ZERO &&
                settings->network.s == CATAPULT_S_IDENTITY && scene->view->snapshot->n == 1;
    return web;
}

static double next_z(const struct web *web, double z)
{
    double v = web->cubic ? 2 * (web->b + z) : web->v;
    return (1 - v + z * z + web->b * z) * z;
}

static double z_of(const struct path_probe *path, int i)
{
    if (i >= path->count)
        return path->along; /* multiplied by the current eta below */
    return path->row[i].along;
}

static int web_begin(const struct path_probe *path, const struct web *web)
{
    int steps = web->cubic ? WEB_STEPS : WEB_STEPS_MOVING;
    int begin = path->count > steps ? path->count - steps : 0;
    for (int i = path->count - 1; i > begin; i--) /* the map changes with eta */
        if (path->row[i - 1].eta != path->row[path->count - 1].eta)
            return i;
    return begin;
}

static void draw_web(struct chart *chart, const struct scene *scene, const struct path_probe *path, const struct web *web)
{
    int begin = web_begin(path, web), kind = scene->view->snapshot->kind[scene->view->focus];
    enum style style = pane_model_style(kind);
    for (int i = begin; i < path->count; i++) {
        double z = web->unit * z_of(path, i), next = web->unit * z_of(path, i + 1);
        chart_line(chart, z, z, z, next, GLYPH_SIDE, style);
        chart_line(chart, z, next, next, next, GLYPH_LINE, style);
    }
    double z = web->unit * path->along;
    chart_mark(chart, z, z, pane_model_glyph(kind), style);
}

static double reach(const struct path_probe *path, const struct web *web)
{
    double most = web->cubic ? fmax(2, web->b) : 0.1;
    for (int i = web_begin(path, web); i <= path->count; i++)
        most = fmax(most, fabs(web->unit * z_of(path, i)));
    return 1.1 * fmin(most, 100);
}

static void draw_cobweb(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct path_probe *path = path_found(scene);
    const char *why = path_missing(scene);
    chart_init(&chart, canvas, scene, rect);
    if (path && !(path->k > 0))
        why = "no exact map: it needs one hidden layer, or the general model";
    else if (path && path->count == 0)
        why = "steps are recorded from here on; r begins again";
    if (path && path->k > 0 && isfinite(path->along)) {
        struct web web = web_of(scene, path);
        double most = reach(path, &web);
        chart_x(&chart, -most, most, false);
        chart_y(&chart, -most, most, false);
        chart_line(&chart, -most, -most, most, most, GLYPH_GHOST, STYLE_DIM);
        for (int i = 0; i < 400; i++) {
            double z = most * (i / 200.0 - 1), step = most / 200;
            chart_line(&chart, z, next_z(&web, z), z + step, next_z(&web, z + step), GLYPH_GENERAL, STYLE_CRIT);
        }
        draw_web(&chart, scene, path, &web);
        chart_legend(&legend, scene, 0, GLYPH_LINE, STYLE_CRIT, web.cubic ? "map" : "map at this v");
        chart_legend(&legend, scene, 1, GLYPH_GHOST, STYLE_DIM, "z' = z");
    }
    chart_frame(&chart, PANE_COBWEB, "z(t+1)", &legend, "z(t) = c eta sqrt(k) p_1.r");
    if (why)
        chart_note(&chart, why);
}

const struct pane_class pane_cobweb = {.name = "cobweb", .draw = draw_cobweb};

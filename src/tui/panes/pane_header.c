/* pane_header.c - what is running, and its current task. */
#include "tui/panes/pane.h"

#include <math.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/plot/numeral.h"

enum { BAR_COLS = 12 };

/* "3072", or for a convolutional network "3x32x32"; "?" if not known yet. */
static size_t inputs_text(const struct view *view, char *text, size_t size)
{
    const struct catapult_settings *settings = view->settings;
    const size_t *image = view->snapshot->image;
    const int *named = settings->data.image.value; /* known before the data are loaded, as is data.d */
    size_t d = view->snapshot->d;
    bool conv = settings->network.type == CATAPULT_NETWORK_CONV;
    if (!d && settings->data.source <= CATAPULT_SOURCE_SPHERE)
        d = (size_t)settings->data.d;
    if (conv && image[0])
        return (size_t)snprintf(text, size, "%zux%zux%zu", image[0], image[1], image[2]);
    if (conv && settings->data.image.count == 3)
        return (size_t)snprintf(text, size, "%dx%dx%d", named[0], named[1], named[2]);
    return (size_t)(d && !conv ? snprintf(text, size, "%zu", d) : snprintf(text, size, "?"));
}

/* "1-5000-1", "16-300x3-1": consecutive equal widths are counted. */
static void widths_text(const struct view *view, char *text, size_t size)
{
    const struct catapult_int_list *widths = &view->settings->network.widths;
    size_t outputs = view->snapshot->outputs, used = inputs_text(view, text, size);
    for (int i = 0, same = 1; i < widths->count && used < size; i += same) {
        for (same = 1; i + same < widths->count && widths->value[i + same] == widths->value[i];)
            same++;
        if (same < 3)
            same = 1;
        used += (size_t)snprintf(text + used, size - used, same > 1 ? "-%dx%d" : "-%d", widths->value[i], same);
    }
    if (used < size)
        snprintf(text + used, size - used, "-%zu", outputs ? outputs : 1);
}

static void add_architecture(struct fields *fields, const struct view *view)
{
    const struct catapult_settings *settings = view->settings;
    char text[FIELDS_TEXT];
    if (settings->network.type == CATAPULT_NETWORK_GENERAL) {
        fields_add(fields, 5, STYLE_PLAIN, "general gamma %.4g", settings->network.gamma);
        return;
    }
    widths_text(view, text, sizeof text);
    if (settings->network.type == CATAPULT_NETWORK_CONV) {
        fields_add(fields, 5, STYLE_PLAIN, "conv %dx%d %.60s %s%s", settings->network.kernel, settings->network.kernel,
                   text, catapult_activation_name(settings->network.activation),
                   settings->network.readout == CATAPULT_CONV_MEAN ? " mean" : "");
        return;
    }
    fields_add(fields, 5, STYLE_PLAIN, "fc %.60s %s", text, catapult_activation_name(settings->network.activation));
}

/* "########........ 45 %" and the task. */
static void draw_progress(struct canvas *canvas, const struct scene *scene, int row, int col, int end)
{
    double fraction = scene->view->snapshot->fraction;
    if (fraction >= 0 && end - col > BAR_COLS + 8) {
        int full = (int)lround(fmin(fraction, 1) * BAR_COLS);
        for (int i = 0; i < BAR_COLS; i++)
            canvas_put(canvas, row, col + i, glyph_of(scene->view->glyphs, i < full ? GLYPH_FULL : GLYPH_EMPTY),
                       STYLE_STRONG);
        canvas_printf(canvas, row, col + BAR_COLS + 1, 5, STYLE_PLAIN, "%3.0f %%", 100 * fmin(fraction, 1));
        col += BAR_COLS + 8;
    }
    if (*scene->view->snapshot->task)
        canvas_text(canvas, row, col, end - col, STYLE_PLAIN, scene->view->snapshot->task);
}

static const char *state_text(const struct snapshot *snapshot)
{
    static const char *const names[] = {
        [SESSION_LOADING] = "LOADING",
        [SESSION_PAUSED] = "PAUSED ",
        [SESSION_RUNNING] = "RUNNING",
        [SESSION_FAILED] = "FAILED ",
    };
    return names[snapshot->state];
}

static void header_add_eta(struct fields *fields, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    char eta[NUMERAL_TEXT], ratio[NUMERAL_TEXT];
    double crit = pane_eta_crit(view);
    fields_add(fields, 2, STYLE_STRONG, "eta %-7s", numeral(eta, snapshot->eta));
    if (isfinite(crit))
        fields_add(fields, 3, STYLE_STRONG, "= %-6s eta_crit", numeral(ratio, snapshot->eta / crit));
}

/* Where eta stands, and what the run did: the second may be any, whatever the first is. */
static void header_add_outcome(struct fields *fields, const struct view *view, long newest)
{
    struct catapult_outcome_facts did;
    char word[CATAPULT_OUTCOME_TEXT];
    enum catapult_phase regime = pane_regime(view, view->focus, view->snapshot->eta);
    pane_outcome(view, view->focus, newest, &did);
    fields_add(fields, 9, pane_phase_style(regime), "regime %s", catapult_phase_name(regime));
    fields_add(fields, 4, pane_outcome_style(did.word), "%s", catapult_outcome_format(did.word, did.period, word));
    if (did.thrown >= 2)
        fields_add(fields, 10, STYLE_PLAIN, "thrown %.3gx at %ld", did.thrown, did.peak_step);
}

static void header_add_model(struct fields *fields, const struct view *view)
{
    int kind = view->settings->model;
    if (pane_has_models(view))
        kind = view->snapshot->kind[view->focus];
    struct field *model = fields_add(fields, 5, pane_model_style(kind), "%s", catapult_model_name(kind));
    model->mark = glyph_of(view->glyphs, pane_model_glyph(kind));
    model->mark_style = model->style;
}

static void add_sizes(struct fields *fields, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    header_add_model(fields, view);
    add_architecture(fields, view);
    if (snapshot->n)
        fields_add(fields, 6, STYLE_PLAIN, "n %zu", snapshot->n);
    else
        fields_add(fields, 6, STYLE_PLAIN, "n %d", view->settings->data.n);
    if (view->settings->batch > 0)
        fields_add(fields, 7, STYLE_PLAIN, "batch %d", view->settings->batch);
    fields_add(fields, 7, STYLE_PLAIN, "seed %d", snapshot->models ? snapshot->seed : view->settings->seed);
    if (view->screen != SCREEN_MAIN)
        fields_add(fields, 6, STYLE_STRONG, "%d %s", (int)view->screen + 1, screen_name(view->screen));
    if (snapshot->runs > 1)
        fields_add(fields, 1, STYLE_STRONG, "run %c of %d", snapshot->run[snapshot->focus].name, snapshot->runs);
}

static void add_state(struct fields *fields, const struct scene *scene)
{
    const struct view *view = scene->view;
    const struct snapshot *snapshot = view->snapshot;
    fields_add(fields, 0, STYLE_INVERSE, " %s ", state_text(snapshot));
    if (!pane_has_models(view)) {
        char eta[64];
        catapult_lr_format(catapult_settings_lr_at(view->settings, 0), eta, sizeof eta);
        if (snapshot->state == SESSION_LOADING)
            fields_add(fields, 2, STYLE_STRONG, "eta %s", eta);
        return;
    }
    char speed[NUMERAL_TEXT];
    fields_add(fields, 1, STYLE_STRONG, "t %-6ld", snapshot->t);
    if (*snapshot->task && snapshot->fraction >= 0)
        fields_add(fields, 1, STYLE_WARNING, "%s %.0f %%", snapshot->task, 100 * snapshot->fraction);
    else if (*snapshot->task)
        fields_add(fields, 1, snapshot->diverged[0] ? STYLE_WARNING : STYLE_STRONG, "%s", snapshot->task);
    else if (snapshot->state == SESSION_RUNNING && snapshot->steps_per_second > 0)
        fields_add(fields, 8, STYLE_PLAIN, "%6s steps/s", numeral(speed, snapshot->steps_per_second));
    else
        fields_add(fields, 8, STYLE_PLAIN, "%14s", "");
    header_add_eta(fields, view);
    header_add_outcome(fields, view, scene->newest);
}

/* Name and title at the left, sizes at the right; the title is cut if necessary. */
static void draw_wide(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct catapult_settings *settings = scene->view->settings;
    struct fields sizes = {0};
    add_sizes(&sizes, scene->view);
    int width = 0;
    for (int i = 0; i < sizes.count; i++)
        width += canvas_text_width(sizes.field[i].text) + 2; /* a blank or mark */
    int right = rect.cols - width > 12 ? rect.cols - width : 12;
    int used = canvas_text(canvas, rect.row, rect.col, right - 2, STYLE_STRONG, settings->name) + 2;
    fields_draw(&sizes, canvas, (struct rect){rect.row, rect.col + right, 1, rect.cols - right});
    int room = right - used - 2;
    if (room < 12)
        return;
    int title = canvas_text(canvas, rect.row, rect.col + used, room, STYLE_PLAIN, settings->title);
    if (title == room && canvas_text_width(settings->title) > room)
        canvas_text(canvas, rect.row, rect.col + used + room - 2, 2, STYLE_PLAIN, "..");
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    bool wide = rect.rows > 1 && rect.cols >= 60;
    struct rect inner = {rect.row, rect.col + (rect.cols > 20), rect.rows, rect.cols - 2 * (rect.cols > 20)};
    struct fields fields = {0};
    if (wide)
        draw_wide(canvas, scene, inner);
    else if (rect.rows > 1)
        fields_add(&fields, 5, STYLE_STRONG, "%.20s", scene->view->settings->name);
    add_state(&fields, scene);
    if (!wide && rect.rows > 1)
        add_sizes(&fields, scene->view);
    inner.row += wide;
    inner.rows -= wide;
    int used = fields_draw(&fields, canvas, inner);
    if (scene->view->snapshot->state != SESSION_LOADING)
        return;
    if (inner.rows > 1) {
        used = -2;
        inner.row++;
        canvas_fill(canvas, (struct rect){inner.row, inner.col, 1, inner.cols}, ' ', STYLE_PLAIN);
    }
    draw_progress(canvas, scene, inner.row, inner.col + used + 2, inner.col + inner.cols);
}

const struct pane_class pane_header = {.name = "header", .draw = draw};

/* marks.c - see marks.h. */
#include "tui/panes/marks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/plot/numeral.h"
#include "tui/panes/pane.h"

static const char *const kind_names[] = {"exact", "measured", "estimate", "mark"};

const char *mark_kind_name(enum mark_kind kind)
{
    return kind_names[kind];
}

struct marks {
    struct mark *mark;
    int count;
};

/* letter: a short name.  The texts, from the longest: "eta_crit 0.3692 exact, 2/lambda_1(0)", "eta_crit 0.3692 exact",
 * "crit 0.3692 exact", "crit 0.3692". */
static void add_mark(struct marks *marks, double eta, const struct mark *look, const char *letter)
{
    char number[NUMERAL_TEXT], kind[16] = "";
    if (!isfinite(eta) || eta <= 0)
        return;
    struct mark *mark = &marks->mark[marks->count++];
    size_t size = sizeof mark->text[0];
    *mark = *look;
    mark->eta = eta;
    numeral(number, eta);
    if (mark->kind != MARK_PLACE)
        snprintf(kind, sizeof kind, " %s", kind_names[mark->kind]);
    bool formula = *mark->formula && mark->kind == MARK_EXACT; /* the name of the others says it */
    snprintf(mark->text[0], size, "%s %s%s%s%s", mark->name, number, kind, formula ? ", " : "", formula ? mark->formula : "");
    snprintf(mark->text[1], size, "%s %s%s", mark->name, number, kind);
    snprintf(mark->text[2], size, "%s %s%s", letter, number, kind);
    snprintf(mark->text[3], size, "%s %s", letter, number);
}

/* --- the linear model's boundary ------------------------------------------------------------------------------- */

static bool has_batches(const struct view *view)
{
    return view->settings->batch > 0 && (size_t)view->settings->batch != view->snapshot->n;
}

/* See catapult_phase_threshold. */
static void crit_formula(const struct view *view, char *text, size_t size)
{
    const struct catapult_settings *settings = view->settings;
    const char *batches = has_batches(view) ? ", full batches" : "";
    if (pane_plain_gd(view))
        snprintf(text, size, "2/lambda_1(0)%s", batches);
    else if (settings->nesterov)
        snprintf(text, size, "(2+2b)/((1+2b) lambda_1(0)), b = %g%s", settings->momentum, batches);
    else
        snprintf(text, size, "2(1+b)/lambda_1(0), b = %g%s", settings->momentum, batches);
}

static bool knows_ms(const struct view *view)
{
    return has_batches(view) && view->snapshot->eta_ms > 0 && isfinite(view->snapshot->eta_ms);
}

static void add_crit(struct marks *marks, const struct view *view)
{
    struct mark crit = {.glyph = GLYPH_BOUND_CRIT, .style = STYLE_CRIT, .name = "eta_crit"};
    crit_formula(view, crit.formula, sizeof crit.formula);
    if (knows_ms(view)) {
        add_mark(marks, view->snapshot->eta_ms,
                 &(struct mark){.glyph = GLYPH_BOUND_CRIT, .style = STYLE_CRIT, .name = "eta_ms",
                                .formula = "E[r^2] bounded, independent batches"},
                 "ms");
        crit.glyph = GLYPH_BOUND_FULL;
        crit.rank = 3;
    }
    add_mark(marks, pane_eta_crit(view), &crit, "crit");
}

/* eta_crit for the present lambda_1: 2/lambda_1(t), with momentum 3.8/lambda_1(t) or its own threshold. */
static void add_running(struct marks *marks, const struct view *view)
{
    const struct catapult_history *focus = &view->histories[view->focus];
    double threshold = catapult_settings_threshold(view->settings);
    double now = pane_value(focus, CATAPULT_FIELD_LAMBDA, (long)focus->length - 1, pane_spectrum_every(view));
    struct mark mark = {.glyph = GLYPH_BOUND_NOW, .style = STYLE_STRONG, .kind = MARK_PLACE, .rank = 2};
    char letter[32];
    snprintf(mark.name, sizeof mark.name, "%.3g/lambda_1(t)", threshold);
    snprintf(letter, sizeof letter, "%.3g/l1(t)", threshold);
    if (now > 0)
        add_mark(marks, threshold / now, &mark, letter);
}

/* --- the largest rate ------------------------------------------------------------------------------------------- */

/* The proved eta_max of one example; NaN if the model in focus, or what it runs on, has none. */
static double exact_eta_max(const struct view *view, int model)
{
    const struct snapshot *s = view->snapshot;
    return s->n == 1 && s->kind[model] != CATAPULT_MODEL_LINEAR ? s->eta_max_proved[model] : NAN;
}

/* The same of several examples, where it is that of one along p_1. */
static double estimated_eta_max(const struct view *view, int model)
{
    const struct snapshot *s = view->snapshot;
    return s->n > 1 && s->kind[model] != CATAPULT_MODEL_LINEAR ? s->eta_max_proved[model] : NAN;
}

static void add_places(struct marks *marks, const struct view *view)
{
    const struct snapshot *s = view->snapshot;
    bool linear = s->kind[view->focus] == CATAPULT_MODEL_LINEAR;
    struct mark four = {.glyph = GLYPH_BOUND_FOUR, .style = STYLE_MAX, .kind = MARK_PLACE, .rank = 4, .name = "4/lambda_1(0)"};
    if (isfinite(estimated_eta_max(view, view->focus))) {
        four.kind = MARK_ESTIMATE;
        snprintf(four.formula, sizeof four.formula, "eta_max of one example along p_1");
    }
    if (pane_plain_gd(view) && !linear)
        add_mark(marks, catapult_phase_eta_max_theory(s->lambda_1), &four, "4/l1(0)");
    bool relu = view->settings->network.type != CATAPULT_NETWORK_GENERAL
                && view->settings->network.activation == CATAPULT_ACTIVATION_RELU;
    if (relu && !linear)
        add_mark(marks, 12 / s->lambda_1,
                 &(struct mark){.glyph = GLYPH_BOUND_FAR, .style = STYLE_DIM, .kind = MARK_PLACE, .rank = 5,
                                .name = "12/lambda_1(0)"},
                 "12/l1(0)");
}

void marks_failure(const struct snapshot *s, char *text, size_t size)
{
    char high[NUMERAL_TEXT];
    int used = snprintf(text, size, "%s %s in %ld steps", numeral(high, s->eta_max_high), catapult_outcome_name(s->eta_max_fails),
                        s->eta_max_steps);
    if (s->eta_max_steps == 0)
        *text = '\0';
    else if (s->eta_max_holes > 0 && used > 0 && (size_t)used < size)
        snprintf(text + used, size - (size_t)used, "; %d larger converge%s", s->eta_max_holes, s->eta_max_holes == 1 ? "s" : "");
}

/* The measured eta_max of model 0; during the measurement, the lower end of its bracket. */
static void add_eta_max(struct marks *marks, const struct view *view)
{
    const struct snapshot *s = view->snapshot;
    struct mark mark = {.glyph = GLYPH_BOUND_MAX, .style = STYLE_MAX, .kind = MARK_MEASURED, .rank = 1};
    char letter[32], low[NUMERAL_TEXT], high[NUMERAL_TEXT];
    bool own = view->focus == 0; /* else every text names the model */
    snprintf(mark.name, sizeof mark.name, "%s%s", own ? "eta_max" : "eta_max of ", own ? "" : catapult_model_name(s->kind[0]));
    snprintf(letter, sizeof letter, "%s%smax", own ? "" : catapult_model_name(s->kind[0]), own ? "" : " ");
    if (s->eta_max_kind == ETA_MAX_UNKNOWN)
        return;
    if (s->eta_max_kind == ETA_MAX_MEASURED)
        marks_failure(s, mark.formula, sizeof mark.formula);
    int before = marks->count;
    add_mark(marks, s->eta_max, &mark, letter);
    if (s->eta_max_kind == ETA_MAX_MEASURED || marks->count == before)
        return;
    struct mark *bracket = &marks->mark[before];
    size_t size = sizeof bracket->text[0];
    const char *upper = isfinite(s->eta_max_high) ? numeral(high, s->eta_max_high) : "?";
    numeral(low, s->eta_max);
    snprintf(bracket->text[0], size, "%s %s to %s, measuring", mark.name, low, upper);
    snprintf(bracket->text[1], size, "%s %s to %s", mark.name, low, upper);
    snprintf(bracket->text[2], size, "%s %s..%s", letter, low, upper);
    snprintf(bracket->text[3], size, "%s %s..", letter, low);
}

int marks_find(const struct view *view, struct mark mark[MARKS_MAX])
{
    struct marks marks = {mark, 0};
    if (!pane_has_models(view) || !isfinite(pane_eta_crit(view)))
        return 0;
    add_crit(&marks, view);
    add_running(&marks, view);
    add_mark(&marks, exact_eta_max(view, view->focus),
             &(struct mark){.glyph = GLYPH_BOUND_EXACT, .style = STYLE_MAX, .rank = 1, .name = "bounded up to",
                            .formula = "(sqrt(l^2+16A) - l)/2A, A = -k r_0 y"},
             "bounded");
    add_places(&marks, view);
    add_eta_max(&marks, view);
    return marks.count;
}

void marks_regimes(const struct view *view, int model, struct marks_regimes *out)
{
    const struct snapshot *s = view->snapshot;
    double exact = exact_eta_max(view, model), estimate = estimated_eta_max(view, model);
    out->crit = knows_ms(view) ? s->eta_ms : pane_eta_crit(view);
    out->max_low = out->crit;
    out->max_high = INFINITY;
    if (s->kind[model] == CATAPULT_MODEL_LINEAR) {
        out->max_high = out->crit;
    } else if (isfinite(exact)) {
        out->max_low = out->max_high = exact;
    } else if (model == 0 && s->eta_max_kind == ETA_MAX_MEASURED) {
        out->max_low = out->max_high = s->eta_max;
    } else if (model == 0 && s->eta_max_kind == ETA_MAX_MEASURING) {
        out->max_low = fmax(s->eta_max, out->crit);
        out->max_high = isfinite(s->eta_max_high) ? s->eta_max_high : INFINITY;
    } else if (isfinite(estimate)) {
        out->max_low = out->max_high = estimate;
    }
}

/* Relative tolerance: an eta set to a mark is neither above nor below it. */
static const double same = 1e-9;

const struct mark *marks_next(const struct mark *mark, int count, double eta, int direction)
{
    const struct mark *next = NULL;
    for (int i = 0; i < count; i++) {
        bool beyond = direction > 0 ? mark[i].eta > eta * (1 + same) : mark[i].eta < eta * (1 - same);
        if (beyond && (!next || (direction > 0 ? mark[i].eta < next->eta : mark[i].eta > next->eta)))
            next = &mark[i];
    }
    return next;
}

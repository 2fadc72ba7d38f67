/* marks.c - see marks.h. */
#include "tui/panes/marks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/plot/numeral.h"
#include "tui/panes/pane.h"

struct marks {
    struct mark *mark;
    int count;
};

static void add_mark(struct marks *marks, double eta, enum glyph glyph, enum style style, int rank,
                      const char *first, const char *second, const char *third)
{
    if (!isfinite(eta) || eta <= 0)
        return;
    struct mark *mark = &marks->mark[marks->count++];
    *mark = (struct mark){.eta = eta, .glyph = glyph, .style = style, .rank = rank};
    const char *texts[MARK_TEXTS] = {first, second, third};
    for (int i = 0; i < MARK_TEXTS; i++)
        snprintf(mark->text[i], sizeof mark->text[i], "%s", texts[i]);
}

static void add_numbered(struct marks *marks, double eta, enum glyph glyph, enum style style, int rank,
                         const char *name, const char *source, const char *letter)
{
    char number[NUMERAL_TEXT], full[64], middle[64], brief[64];
    numeral(number, eta);
    snprintf(full, sizeof full, "%s %s %s", name, number, source);
    snprintf(middle, sizeof middle, "%s %s", name, number);
    snprintf(brief, sizeof brief, "%s %s", letter, number);
    if (!*source)
        full[strlen(full) - 1] = '\0';
    add_mark(marks, eta, glyph, style, rank, full, middle, brief);
}

/* eta_crit for the current lambda_1: 2/lambda_1(t), with momentum 3.8/lambda_1(t) or its own threshold. */
static void add_running(struct marks *marks, const struct view *view, double lambda)
{
    char name[64], brief[64];
    double threshold = catapult_settings_threshold(view->settings);
    snprintf(name, sizeof name, "%.3g/lambda_1(t)", threshold);
    snprintf(brief, sizeof brief, "%.3g/l1(t)", threshold);
    add_numbered(marks, threshold / lambda, GLYPH_BOUND_NOW, STYLE_STRONG, 2, name, "", brief);
}

/* The measured eta_max of model 0; during the measurement, the lower end of its bracket. */
static void add_eta_max(struct marks *marks, const struct view *view)
{
    const struct snapshot *s = view->snapshot;
    char name[48], letter[48], low[NUMERAL_TEXT], high[NUMERAL_TEXT];
    bool own = view->focus == 0; /* else every text names the model */
    snprintf(name, sizeof name, "%s%s", own ? "eta_max" : "eta_max of ", own ? "" : catapult_model_name(s->kind[0]));
    snprintf(letter, sizeof letter, "%s%smax", own ? "" : catapult_model_name(s->kind[0]), own ? "" : " ");
    if (s->eta_max_kind == ETA_MAX_MEASURED) {
        add_numbered(marks, s->eta_max, GLYPH_BOUND_MAX, STYLE_MAX, 1, name, "measured", letter);
    } else if (s->eta_max_kind == ETA_MAX_MEASURING && isfinite(s->eta_max) && s->eta_max > 0) {
        char full[96], middle[96], brief[96];
        const char *upper = isfinite(s->eta_max_high) ? numeral(high, s->eta_max_high) : "?";
        numeral(low, s->eta_max);
        snprintf(full, sizeof full, "%s %s to %s, measuring", name, low, upper);
        snprintf(middle, sizeof middle, "%s %s to %s", name, low, upper);
        snprintf(brief, sizeof brief, "%s %s..", letter, low);
        add_mark(marks, s->eta_max, GLYPH_BOUND_MAX, STYLE_MAX, 1, full, middle, brief);
    }
}

/* The mark at which ReLU networks of a few layers were found to diverge; for tanh networks the boundary is near
 * theory's 4. */
static bool has_far_mark(const struct view *view)
{
    return view->settings->network.type != CATAPULT_NETWORK_GENERAL
           && view->settings->network.activation == CATAPULT_ACTIVATION_RELU;
}

int marks_find(const struct view *view, struct mark mark[MARKS_MAX])
{
    const struct snapshot *s = view->snapshot;
    struct marks marks = {mark, 0};
    double crit = pane_eta_crit(view);
    if (!pane_has_models(view) || !isfinite(crit))
        return 0;
    const struct catapult_history *focus = &view->histories[view->focus];
    double now = pane_value(focus, CATAPULT_FIELD_LAMBDA, (long)focus->length - 1, pane_spectrum_every(view));
    add_numbered(&marks, crit, GLYPH_BOUND_CRIT, STYLE_CRIT, 0, "eta_crit", "", "crit");
    if (now > 0)
        add_running(&marks, view, now);
    if (pane_plain_gd(view))
        add_numbered(&marks, catapult_phase_eta_max_theory(s->lambda_1), GLYPH_BOUND_THEORY, STYLE_MAX, 3,
                     "4/lambda_1(0)", "theory", "4/l1(0)");
    if (has_far_mark(view))
        add_numbered(&marks, 12 / s->lambda_1, GLYPH_BOUND_FAR, STYLE_DIM, 4, "12/lambda_1(0)", "ReLU", "12/l1(0)");
    add_eta_max(&marks, view);
    return marks.count;
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

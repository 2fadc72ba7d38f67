/* pane_ruler.c - the learning rate on a ruler of phases: eta relative to the boundaries of marks.h.
 *
 * At most four rows: eta and the names of the phases, the bar, one or two rows of boundaries.  Each boundary has the
 * same mark on the bar and before its label, because a label must move aside if two boundaries are close. */
#include "tui/panes/pane.h"

#include <math.h>

#include <catapult/phase.h>

#include "tui/panes/marks.h"
#include "tui/plot/numeral.h"

enum { TALL_ROWS = 10 };

struct ruler_bound {
    struct mark mark;
    int wording;                   /* index of the text shown */
    int column, width;             /* of the label */
};

struct ruler {
    struct canvas *canvas;
    struct rect rect;
    enum glyph_set glyphs;
    bool log;
    double low, high;              /* eta at the ends */
    double eta;
    struct marks_regimes regimes;
    int count;
    struct ruler_bound bound[MARKS_MAX];
};

/* --- phases and ends ------------------------------------------------------------------------------------------- */

/* The upper end changes in a few steps, in units of eta_crit, so that the ruler does not move while eta does. */
static void find_ends(struct ruler *ruler, const struct snapshot *s, bool tall)
{
    static const double ends[] = {2.5, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50};
    double wanted = tall || ruler->log ? 6.3 : 2.3; /* room for all marks, or for two */
    if (s->eta_max_kind != ETA_MAX_UNKNOWN && isfinite(s->eta_max))
        wanted = fmax(wanted, 1.1 * s->eta_max / ruler->regimes.crit);
    wanted = fmax(wanted, 1.1 * ruler->eta / ruler->regimes.crit);
    size_t i = 0, last = sizeof ends / sizeof ends[0] - 1;
    while (i < last && ends[i] < wanted)
        i++;
    ruler->high = ends[i] * ruler->regimes.crit;
    ruler->low = ruler->log ? ruler->regimes.crit / 20 : 0;
}

static bool find_ruler(struct ruler *ruler, struct canvas *canvas, const struct scene *scene, struct rect rect,
                       bool tall)
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    *ruler = (struct ruler){.canvas = canvas, .rect = rect, .glyphs = view->glyphs,
                            .log = view->log_scale[PANE_RULER],
                            .eta = s->eta};
    if (!pane_has_models(view) || !isfinite(pane_eta_crit(view)))
        return false;
    marks_regimes(view, view->focus, &ruler->regimes);
    find_ends(ruler, s, tall);
    struct mark marks[MARKS_MAX];
    ruler->count = marks_find(view, marks);
    for (int i = 0; i < ruler->count; i++)
        ruler->bound[i] = (struct ruler_bound){.mark = marks[i]};
    return true;
}

/* --- positions ---------------------------------------------------------------------------------------------- */

/* The column of eta, clamped to the bar. */
static int ruler_column(const struct ruler *ruler, double eta)
{
    double part = ruler->log ? log(fmax(eta, 1e-300) / ruler->low) / log(ruler->high / ruler->low)
                             : eta / ruler->high;
    return (int)lround(fmin(fmax(part, 0), 1) * (ruler->rect.cols - 1));
}

static bool beyond(const struct ruler *ruler, double eta)
{
    return eta > ruler->high || eta < ruler->low;
}

static const char *label_of(const struct ruler_bound *bound)
{
    return bound->mark.text[bound->wording];
}

enum { RANK_KIND = 1 /* up to here the kind goes last */, RANK_SPARE = 4 /* from here on a mere place goes before that */ };

/* The label of the highest rank that can still be shortened, without its kind only if kinds may go; NULL if there is none. */
static struct ruler_bound *longest_winded(struct ruler_bound *bounds[], int count, bool kinds)
{
    struct ruler_bound *found = NULL;
    for (int i = 0; i < count; i++)
        if (bounds[i]->wording == 0)
            return bounds[i]; /* a formula goes before any kind does */
    for (int i = 0; i < count; i++) {
        int last = !kinds && bounds[i]->mark.rank <= RANK_KIND ? MARK_TEXTS - 2 : MARK_TEXTS - 1;
        if (bounds[i]->wording < last && (!found || bounds[i]->mark.rank > found->mark.rank))
            found = bounds[i];
    }
    return found;
}

static bool has_spare(struct ruler_bound *bounds[], int count)
{
    for (int i = 0; i < count; i++)
        if (bounds[i]->mark.rank >= RANK_SPARE && bounds[i]->mark.kind == MARK_PLACE)
            return true;
    return false;
}

static int drop_one(struct ruler_bound *bounds[], int count)
{
    int drop = 0;
    for (int i = 1; i < count; i++)
        if (bounds[i]->mark.rank > bounds[drop]->mark.rank)
            drop = i;
    for (int i = drop; i < count - 1; i++)
        bounds[i] = bounds[i + 1];
    return count - 1;
}

static int total_width(struct ruler_bound *bounds[], int count)
{
    int total = 0;
    for (int i = 0; i < count; i++) {
        bounds[i]->width = canvas_text_width(label_of(bounds[i])) + 2; /* mark and blank */
        total += bounds[i]->width + (i ? 2 : 0);
    }
    return total;
}

/* Shortens and drops labels until they fit into the row, then puts each with its mark below its boundary, or as near
 * as the other labels allow. */
static int place_labels(const struct ruler *ruler, struct ruler_bound *bounds[], int count)
{
    int cols = ruler->rect.cols, total;
    while ((total = total_width(bounds, count)) > cols && count > 0) {
        struct ruler_bound *winded = longest_winded(bounds, count, !has_spare(bounds, count));
        if (winded)
            winded->wording++;
        else
            count = drop_one(bounds, count);
    }
    int limit = cols;
    for (int i = count - 1; i >= 0; i--) { /* from the right: as far right as desired and possible */
        int wanted = ruler_column(ruler, bounds[i]->mark.eta);
        bounds[i]->column = wanted < limit - bounds[i]->width ? wanted : limit - bounds[i]->width;
        limit = bounds[i]->column - 2;
    }
    limit = 0;
    for (int i = 0; i < count; i++) {
        bounds[i]->column = bounds[i]->column > limit ? bounds[i]->column : limit;
        limit = bounds[i]->column + bounds[i]->width + 2;
    }
    return count;
}

/* --- drawing ------------------------------------------------------------------------------------------------- */

static enum catapult_phase phase_at(const struct ruler *ruler, double eta, bool *unknown)
{
    *unknown = eta >= ruler->regimes.max_low && eta < ruler->regimes.max_high;
    return catapult_phase_of(eta, ruler->regimes.crit, ruler->regimes.max_low);
}

static void draw_bar(const struct ruler *ruler, int row)
{
    static const enum glyph glyphs[] = {[CATAPULT_PHASE_LAZY] = GLYPH_LAZY,
                                        [CATAPULT_PHASE_CATAPULT] = GLYPH_CATAPULT,
                                        [CATAPULT_PHASE_DIVERGENT] = GLYPH_DIVERGENT};
    for (int column = 0; column < ruler->rect.cols; column++) {
        double part = (double)column / (ruler->rect.cols > 1 ? ruler->rect.cols - 1 : 1);
        double eta = ruler->log ? ruler->low * pow(ruler->high / ruler->low, part) : part * ruler->high;
        bool unknown;
        enum catapult_phase phase = phase_at(ruler, eta, &unknown);
        canvas_put(ruler->canvas, row, ruler->rect.col + column,
                   glyph_of(ruler->glyphs, unknown ? GLYPH_UNKNOWN : glyphs[phase]),
                   unknown ? STYLE_DIM : pane_phase_style(phase));
    }
    for (int i = ruler->count - 1; i >= 0; i--) {
        const struct ruler_bound *bound = &ruler->bound[i];
        canvas_put(ruler->canvas, row, ruler->rect.col + ruler_column(ruler, bound->mark.eta),
                   glyph_of(ruler->glyphs, beyond(ruler, bound->mark.eta) ? GLYPH_RIGHT : bound->mark.glyph), bound->mark.style);
    }
}

/* Columns [begin, end) of the first row. */
struct stretch {
    int begin, end;
};

static void eta_text(const struct ruler *ruler, char text[48])
{
    char number[NUMERAL_TEXT];
    snprintf(text, 48, "eta %s", numeral(number, ruler->eta));
}

/* What eta's mark and value take with the value on that side of the mark; nothing if there is no room. */
static struct stretch eta_stretch(const struct ruler *ruler, bool left)
{
    char text[48];
    eta_text(ruler, text);
    int column = ruler_column(ruler, ruler->eta), width = canvas_text_width(text);
    struct stretch stretch = left ? (struct stretch){column - width - 1, column + 1} : (struct stretch){column, column + 2 + width};
    return stretch.begin < 0 || stretch.end > ruler->rect.cols ? (struct stretch){0, 0} : stretch;
}

static void draw_eta(const struct ruler *ruler, int row, struct stretch stretch)
{
    char text[48];
    int column = ruler_column(ruler, ruler->eta);
    enum glyph glyph = ruler->eta > ruler->high ? GLYPH_RIGHT : ruler->eta < ruler->low ? GLYPH_LEFT : GLYPH_ETA;
    eta_text(ruler, text);
    if (stretch.end > 0)
        canvas_text(ruler->canvas, row, ruler->rect.col + (stretch.begin < column ? stretch.begin : column + 2),
                    canvas_text_width(text), STYLE_STRONG, text);
    canvas_put(ruler->canvas, row, ruler->rect.col + column, glyph_of(ruler->glyphs, glyph), STYLE_STRONG);
}

/* --- the names of the regimes ---------------------------------------------------------------------------------- */

struct region {
    const char *name;
    enum style style;
    double from, to;
};

/* In the order of the ruler.  Returns how many there are. */
static int find_regions(const struct ruler *ruler, struct region regions[4])
{
    const struct marks_regimes *r = &ruler->regimes;
    const struct region all[] = {
        {catapult_phase_name(CATAPULT_PHASE_LAZY), STYLE_LAZY, ruler->low, r->crit},
        {catapult_phase_name(CATAPULT_PHASE_CATAPULT), STYLE_CATAPULT, r->crit, r->max_low},
        {"eta_max is in here", STYLE_DIM, r->max_low, r->max_high},
        {catapult_phase_name(CATAPULT_PHASE_DIVERGENT), STYLE_DIVERGENT, r->max_high, ruler->high},
    };
    int count = 0;
    for (int i = 0; i < 4; i++)
        if (all[i].from < all[i].to)
            regions[count++] = all[i];
    return count;
}

/* Where a name goes: above the middle of its part of the bar, or next to eta if eta is there; -1: there is no room. */
static int name_column(const struct ruler *ruler, const struct region *region, struct stretch eta)
{
    int left = ruler_column(ruler, region->from), right = ruler_column(ruler, region->to) + 1;
    int width = canvas_text_width(region->name), column = left + (right - left - width) / 2;
    if (column < eta.end + 2 && column + width + 2 > eta.begin) {
        int room_left = eta.begin - 2 - left, room_right = right - eta.end - 2;
        if (room_left < width && room_right < width)
            return -1;
        column = room_left >= room_right ? left + (room_left - width) / 2 : eta.end + 2 + (room_right - width) / 2;
    }
    return right - left >= width + 2 && column >= left ? column : -1;
}

static int names_shown(const struct ruler *ruler, const struct region *regions, int count, struct stretch eta)
{
    int shown = 0;
    for (int i = 0; i < count; i++)
        shown += name_column(ruler, &regions[i], eta) >= 0;
    return shown;
}

/* The value of eta is right of its mark, unless more names have room when it is on the left. */
static void draw_names(const struct ruler *ruler, int row)
{
    struct region regions[4];
    int count = find_regions(ruler, regions);
    struct stretch right = eta_stretch(ruler, false), left = eta_stretch(ruler, true), eta = right;
    if (left.end > 0 && (right.end == 0 || names_shown(ruler, regions, count, left) > names_shown(ruler, regions, count, right)))
        eta = left;
    draw_eta(ruler, row, eta);
    for (int i = 0; i < count; i++) {
        int column = name_column(ruler, &regions[i], eta);
        if (column >= 0)
            canvas_text(ruler->canvas, row, ruler->rect.col + column, canvas_text_width(regions[i].name), regions[i].style,
                        regions[i].name);
    }
}

static void draw_labels(struct ruler *ruler, struct ruler_bound *bounds[], int count, int row)
{
    for (int i = 1; i < count; i++) /* sort by eta */
        for (int j = i; j > 0 && bounds[j]->mark.eta < bounds[j - 1]->mark.eta; j--) {
            struct ruler_bound *swap = bounds[j];
            bounds[j] = bounds[j - 1];
            bounds[j - 1] = swap;
        }
    count = place_labels(ruler, bounds, count);
    for (int i = 0; i < count; i++) {
        const struct ruler_bound *bound = bounds[i];
        int col = ruler->rect.col + bound->column;
        canvas_put(ruler->canvas, row, col, glyph_of(ruler->glyphs, bound->mark.glyph), bound->mark.style);
        canvas_text(ruler->canvas, row, col + 2, bound->width - 2, STYLE_PLAIN, label_of(bound));
    }
}

/* All labels in one row; or, with two rows, the places and the second eta_crit in the second, 4/lambda_1(0) only if
 * there are more than three marks. */
static void draw_all_labels(struct ruler *ruler, int row, int rows)
{
    struct ruler_bound *upper[MARKS_MAX], *lower[MARKS_MAX];
    int n_upper = 0, n_lower = 0;
    for (int i = 0; i < ruler->count; i++) {
        struct ruler_bound *bound = &ruler->bound[i];
        enum glyph glyph = bound->mark.glyph;
        bool second = rows > 1 && (glyph == GLYPH_BOUND_NOW || glyph == GLYPH_BOUND_FAR || glyph == GLYPH_BOUND_FULL
                                   || (glyph == GLYPH_BOUND_FOUR && ruler->count > 3));
        if (second)
            lower[n_lower++] = bound;
        else
            upper[n_upper++] = bound;
    }
    draw_labels(ruler, upper, n_upper, row);
    if (rows > 1)
        draw_labels(ruler, lower, n_lower, row + 1);
}

/* If the ruler has the whole screen: every mark with its kind and formula, then what the regimes mean. */
static void draw_table(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct mark marks[MARKS_MAX];
    int count = marks_find(scene->view, marks), row = 0;
    double crit = pane_eta_crit(scene->view);
    if (count > 0)
        canvas_printf(canvas, rect.row + row++, rect.col + 2, rect.cols - 2, STYLE_DIM, "%-14s %9s %9s  %-8s  %s", "", "eta",
                      "/eta_crit", "kind", "formula");
    for (int i = 0; i < count && row < rect.rows; i++, row++) {
        char number[NUMERAL_TEXT], over[NUMERAL_TEXT];
        canvas_put(canvas, rect.row + row, rect.col, glyph_of(scene->view->glyphs, marks[i].glyph), marks[i].style);
        int used = 2 + canvas_printf(canvas, rect.row + row, rect.col + 2, rect.cols - 2, STYLE_PLAIN, "%-14s %s %s  %-8s  ",
                                     marks[i].name, numeral_right(number, marks[i].eta), numeral_right(over, marks[i].eta / crit),
                                     mark_kind_name(marks[i].kind));
        canvas_text(canvas, rect.row + row, rect.col + used, rect.cols - used, STYLE_DIM, marks[i].formula);
    }
    row += row > 0;
    for (int phase = 0; phase < CATAPULT_PHASE_COUNT && row < rect.rows; phase++, row++) {
        canvas_text(canvas, rect.row + row, rect.col, 10, pane_phase_style((enum catapult_phase)phase),
                    catapult_phase_name((enum catapult_phase)phase));
        canvas_text(canvas, rect.row + row, rect.col + 11, rect.cols - 11, STYLE_PLAIN,
                    catapult_phase_help((enum catapult_phase)phase));
    }
}

/* Leaves one column free on each side, and a row above if there is room. */
static struct rect ruler_inside(struct rect rect)
{
    bool tall = rect.rows > TALL_ROWS;
    return (struct rect){rect.row + tall, rect.col + 1, rect.rows > 4 ? 4 : rect.rows, rect.cols - 2};
}

double pane_ruler_eta(const struct scene *scene, struct rect rect, int col)
{
    struct ruler ruler;
    struct rect inner = ruler_inside(rect);
    if (inner.cols < 2 || !find_ruler(&ruler, NULL, scene, inner, rect.rows > TALL_ROWS))
        return NAN;
    double part = (double)(col - inner.col) / (inner.cols - 1);
    part = fmin(fmax(part, 0), 1);
    return ruler.log ? ruler.low * pow(ruler.high / ruler.low, part) : part * ruler.high;
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct ruler ruler;
    bool tall = rect.rows > TALL_ROWS;
    struct rect inner = ruler_inside(rect);
    if (tall)
        draw_table(canvas, scene, (struct rect){inner.row + 5, inner.col, rect.rows - 6, inner.cols});
    if (inner.cols <= 0 || !find_ruler(&ruler, canvas, scene, inner, tall)) {
        canvas_text(canvas, inner.row, inner.col, inner.cols, STYLE_DIM, "eta_crit is not known yet");
        return;
    }
    if (inner.rows == 1) {
        draw_bar(&ruler, inner.row);
        canvas_put(canvas, inner.row, inner.col + ruler_column(&ruler, ruler.eta), glyph_of(ruler.glyphs, GLYPH_ETA),
                   STYLE_STRONG);
        return;
    }
    draw_names(&ruler, inner.row);
    draw_bar(&ruler, inner.row + 1);
    if (inner.rows > 2)
        draw_all_labels(&ruler, inner.row + 2, inner.rows - 2);
}

const struct pane_class pane_ruler = {.name = "ruler", .draw = draw};

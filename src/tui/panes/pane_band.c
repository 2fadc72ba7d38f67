/* pane_band.c - the presenter's numbers, readable from a distance: eta over eta_crit, iteration, loss, the phase as a
 * word, and the last key.  If there is no room for big letters, they are on one line. */
#include "tui/panes/pane.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/canvas/big.h"
#include "tui/plot/numeral.h"

enum { TEXT = 16, WIDE_FROM_COLS = 180, WORDS_FROM_COLS = 112, GAP = 2 };

struct band {
    char crit[TEXT], step[TEXT], loss[TEXT], phase[TEXT], key[TEXT];
    enum style style; /* of the phase */
};

/* "0.217", "61.3", "163", "1.2E3", "4E-5": at most five letters. */
static void loss_text(double value, char text[TEXT])
{
    int exponent = isfinite(value) && value != 0 ? (int)floor(log10(fabs(value)) + 1e-3) : 0;
    if (!isfinite(value))
        snprintf(text, TEXT, "%s", isnan(value) ? "-" : "INF");
    else if (exponent > 99 || exponent < -9)
        snprintf(text, TEXT, "1E%d", exponent); /* only the exponent matters */
    else if (exponent >= 3)
        snprintf(text, TEXT, "%.*fE%d", exponent > 9 ? 0 : 1, value / pow(10, exponent), exponent);
    else if (exponent < -2)
        snprintf(text, TEXT, "%.0fE%d", value / pow(10, exponent), exponent);
    else
        snprintf(text, TEXT, "%.*f", exponent == 2 ? 0 : exponent == 1 ? 1 : exponent == 0 ? 2 : 3, value);
}

/* The key before ": " of the last line, "" if it was not a key. */
static void key_text(const struct view *view, char text[TEXT])
{
    const char *last = view->last ? view->last : "", *end = strstr(last, ": ");
    size_t length = end ? (size_t)(end - last) : 0;
    *text = '\0';
    if (length == 0 || length >= TEXT || *last == ':')
        return;
    snprintf(text, TEXT, "%.*s", (int)length, last);
    if (strcmp(text, "Space") == 0)
        strcpy(text, "spc"); /* short form of "Space" */
    length = strlen(text);
    for (char *c = text; length > 1 && *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

static void find_band(struct band *band, const struct scene *scene)
{
    const struct view *view = scene->view;
    memset(band, 0, sizeof *band);
    key_text(view, band->key);
    if (scene->cursor < 0)
        return;
    double eta = pane_value(scene->longest, CATAPULT_FIELD_ETA, scene->cursor, 1), crit = eta / pane_eta_crit(view);
    double phase = pane_value(scene->focus, CATAPULT_FIELD_PHASE, scene->cursor, 1);
    if (view->snapshot->diverged[view->focus] && scene->cursor >= view->snapshot->diverged_at[view->focus])
        phase = CATAPULT_PHASE_DIVERGED;
    if (isfinite(crit) && crit < 1000)
        snprintf(band->crit, TEXT, "%.*f", crit < 10 ? 2 : 0, crit);
    snprintf(band->step, TEXT, "%ld", scene->cursor);
    loss_text(pane_value(scene->focus, CATAPULT_FIELD_TRAIN_LOSS, scene->cursor, 1), band->loss);
    if (phase >= 0 && phase < CATAPULT_PHASE_COUNT) {
        enum catapult_phase word = pane_phase(view, view->focus, (enum catapult_phase)phase, eta);
        snprintf(band->phase, TEXT, "%s", catapult_phase_name(word));
        band->style = pane_phase_style(word);
    }
    for (char *c = band->phase; *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

static void band_draw_line(struct canvas *canvas, const struct band *band, struct rect rect)
{
    struct fields fields = {0};
    fields_add(&fields, 0, STYLE_STRONG, "%s crit", *band->crit ? band->crit : "-");
    fields_add(&fields, 3, STYLE_STRONG, "t %s", band->step);
    fields_add(&fields, 2, STYLE_STRONG, "%s", band->loss);
    fields_add(&fields, 1, band->style, "%s", band->phase);
    if (*band->key)
        fields_add(&fields, 4, STYLE_INVERSE, " %s ", band->key);
    fields_draw(&fields, canvas, (struct rect){rect.row, rect.col + 1, 1, rect.cols - 1});
}

/* Draws a number of `letters` letters with its name above; returns the column after it. */
static int band_put_number(struct canvas *canvas, struct rect rect, int col, int letters, const char *name,
                           const char *text, enum glyph_set glyphs)
{
    enum big_size size = rect.cols >= WIDE_FROM_COLS ? BIG_WIDE : BIG_FULL;
    int width = letters * big_width("0", size);
    canvas_text(canvas, rect.row, col, width, STYLE_DIM, name);
    big_text(canvas, rect.row + 1, col, width, size, glyphs, STYLE_STRONG, text);
    return col + width + GAP;
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct band band;
    enum glyph_set glyphs = scene->view->glyphs;
    find_band(&band, scene);
    if (rect.rows < BIG_ROWS + 1) {
        band_draw_line(canvas, &band, rect);
        return;
    }
    enum big_size size = rect.cols >= WORDS_FROM_COLS ? BIG_FULL : BIG_HALF;
    int col = rect.col + 1, word = big_width("DIVERGENT", size), end = rect.col + rect.cols;
    col = band_put_number(canvas, rect, col, 4, "eta / eta_crit", band.crit, glyphs);
    col = band_put_number(canvas, rect, col, 3, "step", band.step, glyphs);
    col = band_put_number(canvas, rect, col, 5, "loss", band.loss, glyphs);
    canvas_text(canvas, rect.row, col, end - col, STYLE_DIM, "phase");
    big_text(canvas, rect.row + 1, col, word < end - col ? word : end - col, size, glyphs, band.style, band.phase);
    enum big_size key = band.key[0] && band.key[1] ? BIG_HALF : BIG_FULL;
    int width = big_width(band.key, key), at = end - width - (width > 0);
    if (width > 0 && at > col + big_width(band.phase, size)) {
        canvas_text(canvas, rect.row, at, width, STYLE_DIM, "key");
        big_text(canvas, rect.row + 1, at, width, key, glyphs, STYLE_CRIT, band.key);
    }
}

const struct pane_class pane_band = {.name = "band", .draw = draw};

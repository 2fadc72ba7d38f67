/* pane_band.c - the presenter's numbers, readable from a distance: eta over eta_crit, iteration, loss, the outcome as a
 * word, the regime, and the last key.  If there is no room for big letters, they are on one line. */
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
    char crit[TEXT], step[TEXT], loss[TEXT], outcome[TEXT], key[TEXT];
    enum style style; /* of the outcome */
    enum catapult_phase regime;
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
    struct catapult_outcome_facts did;
    if (isfinite(crit) && crit < 1000)
        snprintf(band->crit, TEXT, "%.*f", crit < 10 ? 2 : 0, crit);
    snprintf(band->step, TEXT, "%ld", scene->cursor);
    loss_text(pane_value(scene->focus, CATAPULT_FIELD_TRAIN_LOSS, scene->cursor, 1), band->loss);
    pane_outcome(view, view->focus, scene->cursor, &did);
    catapult_outcome_format(did.word, did.period, band->outcome);
    band->style = pane_outcome_style(did.word);
    band->regime = pane_regime(view, view->focus, eta);
}

static void band_draw_line(struct canvas *canvas, const struct band *band, struct rect rect)
{
    struct fields fields = {0};
    fields_add(&fields, 0, STYLE_STRONG, "%s crit", *band->crit ? band->crit : "-");
    fields_add(&fields, 3, STYLE_STRONG, "t %s", band->step);
    fields_add(&fields, 2, STYLE_STRONG, "%s", band->loss);
    fields_add(&fields, 1, band->style, "%s", band->outcome);
    if (*band->outcome)
        fields_add(&fields, 5, pane_phase_style(band->regime), "regime %s", catapult_phase_name(band->regime));
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

/* Draws the outcome as a word with the regime above; returns the column after it. */
static int band_put_outcome(struct canvas *canvas, struct rect rect, int col, const struct band *band,
                            enum glyph_set glyphs)
{
    char word[TEXT];
    int room = rect.col + rect.cols - col;
    snprintf(word, TEXT, "%s", band->outcome);
    for (char *c = word; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    enum big_size size = rect.cols >= WORDS_FROM_COLS && big_width(word, BIG_FULL) <= room ? BIG_FULL : BIG_HALF;
    if (big_width(word, size) > room)
        word[strcspn(word, "(")] = '\0'; /* without the period */
    big_text(canvas, rect.row + 1, col, room, size, glyphs, band->style, word);
    if (*word) {
        int used = canvas_text(canvas, rect.row, col, room, STYLE_DIM, "regime ");
        canvas_text(canvas, rect.row, col + used, room - used, pane_phase_style(band->regime), catapult_phase_name(band->regime));
    }
    int width = big_width(word, size), label = *word ? 7 + 9 : 0;
    return col + (width > label ? width : label);
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
    int col = rect.col + 1, end = rect.col + rect.cols;
    col = band_put_number(canvas, rect, col, 4, "eta / eta_crit", band.crit, glyphs);
    col = band_put_number(canvas, rect, col, 3, "step", band.step, glyphs);
    col = band_put_number(canvas, rect, col, 5, "loss", band.loss, glyphs);
    int word = band_put_outcome(canvas, rect, col, &band, glyphs);
    enum big_size key = band.key[0] && band.key[1] ? BIG_HALF : BIG_FULL;
    int width = big_width(band.key, key), at = end - width - (width > 0);
    if (width > 0 && at > word) {
        canvas_text(canvas, rect.row, at, width, STYLE_DIM, "key");
        big_text(canvas, rect.row + 1, at, width, key, glyphs, STYLE_CRIT, band.key);
    }
}

const struct pane_class pane_band = {.name = "band", .draw = draw};

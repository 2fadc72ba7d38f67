/* pane_settings.c - all settings with their values, for editing, and the presets, for opening. */
#include <string.h>

#include "tui/panes/chart.h"
#include "tui/input/form.h"
#include "tui/input/keymap.h"

enum { FOOT_ROWS = 5, KEY_COLS = 22 };

/* The first row shown of a list that scrolls so that row `at` is visible. */
static int first_shown(int at, int count, int rows)
{
    int first = at - rows / 2;
    if (first > count - rows)
        first = count - rows;
    return first < 0 ? 0 : first;
}

/* Draws the frame and title; divides the inside into a list and `foot` rows for text below it. */
static struct rect draw_frame(struct canvas *canvas, const struct scene *scene, struct rect rect, enum pane_kind kind,
                              const char *title, struct rect *foot)
{
    canvas_frame(canvas, rect, scene->view->glyphs, NULL);
    canvas_printf(canvas, rect.row, rect.col + 2, rect.cols - 4, scene->view->pane == kind ? STYLE_INVERSE : STYLE_STRONG,
                  " %s ", title);
    struct rect inner = {rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
    int rows = inner.rows >= 2 * FOOT_ROWS ? FOOT_ROWS : inner.rows > 4 ? 1 : 0;
    *foot = (struct rect){inner.row + inner.rows - rows, inner.col, rows, inner.cols};
    inner.rows -= rows + (rows > 0);
    if (rows > 0)
        canvas_fill(canvas, (struct rect){foot->row - 1, foot->col, 1, foot->cols}, glyph_of(scene->view->glyphs, GLYPH_LINE),
                    STYLE_DIM);
    return inner;
}

/* --- settings ----------------------------------------------------------------------------------------------------------------- */

static void settings_draw_row(struct canvas *canvas, const struct scene *scene, const struct form *form, int i,
                              struct rect line)
{
    const struct catapult_setting *row = &catapult_settings_table[i];
    char value[4096];
    bool changed = form_changed(form, scene->view->settings, row), here = i == form->setting;
    catapult_settings_get(&form->draft, row, value, sizeof value);
    if (here)
        canvas_fill(canvas, line, ' ', STYLE_INVERSE);
    canvas_printf(canvas, line.row, line.col, 2, here ? STYLE_INVERSE : STYLE_MARK, "%s", changed ? "* " : "");
    int key_cols = line.cols < 2 * KEY_COLS ? line.cols / 2 : KEY_COLS;
    canvas_text(canvas, line.row, line.col + 2, key_cols - 3, here ? STYLE_INVERSE : STYLE_PLAIN, row->key);
    canvas_text(canvas, line.row, line.col + key_cols, line.cols - key_cols,
                here ? STYLE_INVERSE : changed ? STYLE_MARK : STYLE_STRONG, *value ? value : "-");
}

static void draw_help(struct canvas *canvas, const struct scene *scene, const struct form *form, struct rect foot)
{
    const struct catapult_setting *row = &catapult_settings_table[form->setting];
    char text[700], range[400], restart[16];
    int changes = form_changes(form, scene->view->settings);
    form_range(row, range, sizeof range);
    keymap_text(scene->view->keymap, REQUEST_RESTART, 1, restart, sizeof restart);
    if (changes > 0) {
        snprintf(text, sizeof text, "%d changed: %s restarts, Esc undoes", changes, restart);
        canvas_text(canvas, foot.row + foot.rows - 1, foot.col, foot.cols, STYLE_MARK, text);
    } else {
        canvas_text(canvas, foot.row + foot.rows - 1, foot.col, foot.cols, STYLE_DIM, "Enter edits, Up and Down move");
    }
    foot.rows--;
    snprintf(text, sizeof text, "%s: %s", row->help, range);
    chart_paragraph(canvas, foot, STYLE_PLAIN, text);
}

static void draw_settings(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct form *form = scene->view->form;
    struct rect foot, list = draw_frame(canvas, scene, rect, PANE_SETTINGS, "settings", &foot);
    if (!form || !form->begun)
        return;
    int first = first_shown(form->setting, (int)catapult_settings_count, list.rows);
    for (int i = 0; i < list.rows && first + i < (int)catapult_settings_count; i++)
        settings_draw_row(canvas, scene, form, first + i, (struct rect){list.row + i, list.col, 1, list.cols});
    if (foot.rows > 0)
        draw_help(canvas, scene, form, foot);
}

const struct pane_class pane_settings = {.name = "settings", .draw = draw_settings};

/* --- presets -------------------------------------------------------------------------------------------------------------------- */

static void draw_preset(struct canvas *canvas, const struct form *form, int i, struct rect line)
{
    const struct library_preset *p = &form->presets[i];
    bool here = i == form->preset;
    if (here)
        canvas_fill(canvas, line, ' ', STYLE_INVERSE);
    int name_cols = line.cols > 50 ? 20 : line.cols;
    canvas_text(canvas, line.row, line.col, name_cols, here ? STYLE_INVERSE : p->sound ? STYLE_STRONG : STYLE_DIM, p->name);
    if (name_cols < line.cols)
        canvas_text(canvas, line.row, line.col + name_cols, line.cols - name_cols, here ? STYLE_INVERSE : STYLE_PLAIN, p->title);
}

static void draw_presets(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct form *form = scene->view->form;
    struct rect foot, list = draw_frame(canvas, scene, rect, PANE_PRESETS, "presets: Enter opens", &foot);
    if (!form || form->n_presets == 0) {
        canvas_text(canvas, list.row, list.col, list.cols, STYLE_DIM, "no presets found");
        return;
    }
    int half = (list.rows + foot.rows) / 2; /* the text gets as many rows as the list */
    if (foot.rows > 1 && half < list.rows) {
        foot.row -= list.rows - half;
        foot.rows += list.rows - half;
        list.rows = half;
        canvas_fill(canvas, (struct rect){foot.row, foot.col, foot.rows, foot.cols}, ' ', STYLE_PLAIN);
        canvas_fill(canvas, (struct rect){foot.row - 1, foot.col, 1, foot.cols}, glyph_of(scene->view->glyphs, GLYPH_LINE),
                    STYLE_DIM);
    }
    int first = first_shown(form->preset, form->n_presets, list.rows);
    for (int i = 0; i < list.rows && first + i < form->n_presets; i++)
        draw_preset(canvas, form, first + i, (struct rect){list.row + i, list.col, 1, list.cols});
    if (foot.rows > 0)
        chart_paragraph(canvas, foot, STYLE_PLAIN, form->presets[form->preset].words);
}

const struct pane_class pane_presets = {.name = "presets", .draw = draw_presets};

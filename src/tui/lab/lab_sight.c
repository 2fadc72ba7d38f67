/* lab_sight.c - the view: the readout cursor, panes, scales, screens, help, glyphs, mouse. */
#include <string.h>

#include "tui/lab/lab_state.h"
#include "tui/terminal/term.h"

void lab_sight_init(struct lab *lab, const struct view *first)
{
    struct sight *sight = &lab->sight;
    canvas_init(&sight->canvas);
    sight->mouse = lab->device.mouse;
    sight->view = *first;
    sight->view.glyphs = lab->device.glyphs;
    sight->view.overlay = sight->view.follow = true;
    sight->view.compare = COMPARE_OVERLAY;
    for (int i = 0; i < PANE_COUNT; i++)
        sight->view.log_scale[i] = pane_kind_log((enum pane_kind)i);
    for (int i = 0; i < SCREEN_COUNT; i++)
        sight->panes[i] = (enum pane_kind)screens[i].panes[0];
}

void lab_sight_reset(struct lab *lab)
{
    lab->sight.view.settings = lab->origin.settings;
    lab->sight.view.follow = true;
    lab->sight.view.focus = 0;
}

void lab_sight_done(struct lab *lab)
{
    canvas_done(&lab->sight.canvas);
}

void lab_resize(struct lab *lab, int rows, int cols)
{
    struct canvas *canvas = &lab->sight.canvas;
    if (rows != canvas->rows || cols != canvas->cols)
        canvas_resize(canvas, rows, cols);
}

void lab_view(struct lab *lab, struct view *view)
{
    *view = lab->sight.view;
    view->refused = lab->said.refused;
    rows_show(&lab->rows, &lab->link, view);
    lab_prompt_show(lab, view);
}

void lab_draw(struct lab *lab)
{
    struct view view;
    lab_view(lab, &view);
    screen_draw(&lab->sight.canvas, &view);
}

void lab_sight_clamp(struct lab *lab)
{
    struct view *view = &lab->sight.view;
    const struct snapshot *s = &lab->link.snapshot;
    int most = screen_help_scroll_max(lab->sight.canvas.rows, lab->sight.canvas.cols);
    if (view->help_scroll > most)
        view->help_scroll = most;
    if (view->help_scroll < 0)
        view->help_scroll = 0;
    if (view->follow || view->cursor > s->t)
        view->cursor = s->t;
    if (s->models > 0 && view->focus >= s->models)
        view->focus = 0;
}

void lab_look_keep(const struct lab *lab, struct lab_look *look)
{
    const struct view *view = &lab->sight.view;
    *look = (struct lab_look){.screen = view->screen,
                              .pane = view->pane,
                              .focus = view->focus,
                              .overlay = view->overlay,
                              .compare = view->compare,
                              .follow = view->follow,
                              .zoom = view->zoom,
                              .frozen = view->scales != NULL,
                              .cursor = view->cursor,
                              .window = view->window};
    memcpy(look->panes, lab->sight.panes, sizeof look->panes);
    memcpy(look->log_scale, view->log_scale, sizeof look->log_scale);
    memcpy(look->scales, lab->sight.scales, sizeof look->scales);
}

void lab_look_show(struct lab *lab, const struct lab_look *look)
{
    struct view *view = &lab->sight.view;
    view->screen = look->screen;
    view->pane = look->pane;
    view->focus = look->focus;
    view->overlay = look->overlay;
    view->compare = look->compare;
    view->follow = look->follow;
    view->zoom = look->zoom;
    view->scales = look->frozen ? lab->sight.scales : NULL;
    view->cursor = look->cursor;
    view->window = look->window;
    view->help = false;
    memcpy(lab->sight.panes, look->panes, sizeof look->panes);
    memcpy(view->log_scale, look->log_scale, sizeof look->log_scale);
    memcpy(lab->sight.scales, look->scales, sizeof look->scales);
}

/* --- readout cursor --- */

void lab_follow(struct lab *lab)
{
    lab->sight.view.follow = true;
}

void lab_cursor(struct lab *lab, long t)
{
    struct view *view = &lab->sight.view;
    long newest = lab->link.snapshot.t;
    view->cursor = t < 0 ? 0 : t > newest ? newest : t;
    view->follow = t >= newest;
    lab_say(lab, "iteration %ld%s", view->cursor, view->follow ? ", the newest" : "");
}

static void move_cursor(struct lab *lab, long by)
{
    if (lab_ready(lab))
        lab_cursor(lab, lab->sight.view.cursor + by);
}

static void do_cursor_left(struct lab *lab)
{
    move_cursor(lab, -1);
}

static void do_cursor_right(struct lab *lab)
{
    move_cursor(lab, 1);
}

static long cursor_leap(const struct lab *lab)
{
    long tenth = screen_span(&lab->sight.view) / 10;
    return tenth > 10 ? tenth : 10;
}

static void do_cursor_leap_left(struct lab *lab)
{
    move_cursor(lab, -cursor_leap(lab));
}

static void do_cursor_leap_right(struct lab *lab)
{
    move_cursor(lab, cursor_leap(lab));
}

static void with_cursor_left(struct lab *lab, const char *text)
{
    long by;
    if (lab_ready(lab) && lab_whole_number(lab, text, 1, LAB_COUNT_MOST, &by))
        move_cursor(lab, -by);
}

static void with_cursor_right(struct lab *lab, const char *text)
{
    long by;
    if (lab_ready(lab) && lab_whole_number(lab, text, 1, LAB_COUNT_MOST, &by))
        move_cursor(lab, by);
}

static void do_cursor_first(struct lab *lab)
{
    lab->sight.view.cursor = 0;
    lab->sight.view.follow = false;
    lab_say(lab, "iteration 0");
}

static void do_cursor_newest(struct lab *lab)
{
    lab_follow(lab);
    lab_say(lab, "follows the newest iteration");
}

/* --- contents of the view --- */

static void do_model(struct lab *lab)
{
    const struct snapshot *s = &lab->link.snapshot;
    struct view *view = &lab->sight.view;
    if (!lab_ready(lab))
        return;
    view->focus = (view->focus + 1) % s->models;
    lab_say(lab, "%s in focus%s", catapult_model_name(s->kind[view->focus]), s->models == 1 ? ", the only model" : "");
}

static void with_model(struct lab *lab, const char *text)
{
    const struct snapshot *s = &lab->link.snapshot;
    int kind = lab_ready(lab) ? lab_word(lab, REQUEST_MODEL, text) : -1;
    if (kind < 0)
        return;
    for (int i = 0; i < s->models; i++)
        if (s->kind[i] == kind) {
            lab->sight.view.focus = i;
            lab_say(lab, "%s in focus", text);
            return;
        }
    lab_mistyped(lab, "the %s model does not run; 'set compare' adds it", text);
}

static void do_overlay(struct lab *lab)
{
    bool *overlay = &lab->sight.view.overlay;
    *overlay = !*overlay;
    lab_say(lab, "%s", *overlay ? "all models" : "only the model in focus");
}

static void set_compare(struct lab *lab, enum compare compare)
{
    static const char *const words[COMPARE_COUNT] = {"this run alone", "all runs", "differences to this run"};
    lab->sight.view.compare = compare;
    lab_say(lab, "%s%s", words[compare], lab->link.snapshot.runs < 2 ? "; there is only one, f forks it" : "");
}

static void do_compare(struct lab *lab)
{
    set_compare(lab, (enum compare)((lab->sight.view.compare + 1) % COMPARE_COUNT));
}

static void with_compare(struct lab *lab, const char *text)
{
    int compare = lab_word(lab, REQUEST_COMPARE, text);
    if (compare >= 0)
        set_compare(lab, (enum compare)compare);
}

static void do_log(struct lab *lab)
{
    bool *log_scale = &lab->sight.view.log_scale[lab->sight.view.pane];
    *log_scale = !*log_scale;
    lab_say(lab, "%s: %s scale", pane_kind_name(lab->sight.view.pane), *log_scale ? "log" : "linear");
}

void lab_pane(struct lab *lab, enum pane_kind pane)
{
    lab->sight.view.pane = lab->sight.panes[lab->sight.view.screen] = pane;
}

static void do_pane(struct lab *lab)
{
    const struct view *view = &lab->sight.view;
    const struct screen_info *screen = &screens[view->screen];
    int i = 0;
    while (i < screen->count && screen->panes[i] != (int)view->pane)
        i++;
    lab_pane(lab, (enum pane_kind)screen->panes[(i + 1) % screen->count]);
    lab_say(lab, "the %s pane%s", pane_kind_name(view->pane), screen->count == 1 ? ", the only one" : "");
}

void lab_show_screen(struct lab *lab, enum screen_kind screen)
{
    lab->sight.view.screen = screen;
    lab->sight.view.pane = lab->sight.panes[screen];
    lab_say(lab, "%s", requests[REQUEST_SCREEN_FIRST + (int)screen].help);
}

static void do_zoom(struct lab *lab)
{
    bool *zoom = &lab->sight.view.zoom;
    *zoom = !*zoom;
    lab_say(lab, "%s", *zoom ? "one pane on the whole screen" : "all panes");
}

static void set_window(struct lab *lab, long iterations)
{
    lab->sight.view.window = iterations;
    lab_say(lab, iterations ? "%ld iterations in view" : "all iterations in view", screen_span(&lab->sight.view));
}

void lab_zoom_iterations(struct lab *lab, bool in)
{
    struct view *view = &lab->sight.view;
    long twice = view->window * 2, half = screen_span(view) / 2;
    if (in) {
        set_window(lab, half > LAB_WINDOW_LEAST ? half : LAB_WINDOW_LEAST);
        return;
    }
    view->window = 0;
    set_window(lab, twice < screen_span(view) ? twice : 0);
}

static void do_zoom_in(struct lab *lab)
{
    lab_zoom_iterations(lab, true);
}

static void do_zoom_out(struct lab *lab)
{
    lab_zoom_iterations(lab, false);
}

static void with_window(struct lab *lab, const char *text)
{
    long iterations;
    if (lab_whole_number(lab, text, LAB_WINDOW_LEAST, LAB_COUNT_MOST, &iterations))
        set_window(lab, iterations);
}

static void do_freeze(struct lab *lab)
{
    struct sight *sight = &lab->sight;
    struct view view;
    if (sight->view.scales) {
        sight->view.scales = NULL;
        lab_say(lab, "scales follow the curves");
        return;
    }
    lab_view(lab, &view);
    screen_scales(&view, sight->canvas.rows, sight->canvas.cols, sight->scales);
    sight->view.scales = sight->scales;
    lab_say(lab, "scales stay as they are");
}

static void do_present(struct lab *lab)
{
    bool *present = &lab->sight.view.present;
    *present = !*present;
    lab_say(lab, "%s", *present ? "presenter; Tab for another pane" : "the laboratory");
}

/* --- help --- */

void lab_help(struct lab *lab, bool open)
{
    lab->sight.view.help = open;
    if (open)
        lab->sight.view.help_scroll = 0;
}

static void do_help(struct lab *lab)
{
    lab_help(lab, true);
    lab_say(lab, "help; Esc closes it");
}

/* The usual scroll keys, whatever they are bound to in the laboratory. */
bool lab_help_scroll(struct lab *lab, uint32_t key)
{
    const struct canvas *canvas = &lab->sight.canvas;
    int page = canvas->rows > 4 ? canvas->rows - 3 : 1, *scroll = &lab->sight.view.help_scroll;
    switch (key) {
    case CODE_UP: *scroll -= 1; break;
    case CODE_DOWN: *scroll += 1; break;
    case CODE_PAGE_UP: *scroll -= page; break;
    case CODE_PAGE_DOWN: case ' ': *scroll += page; break;
    case CODE_HOME: *scroll = 0; break;
    case CODE_END: *scroll = screen_help_scroll_max(canvas->rows, canvas->cols); break;
    default: return false;
    }
    lab_sight_clamp(lab);
    return true;
}

static void do_close(struct lab *lab)
{
    if (lab->sight.view.zoom)
        do_zoom(lab);
    else
        lab_say(lab, "nothing to close; q quits");
}

/* --- the terminal --- */

static void do_mouse(struct lab *lab)
{
    bool *mouse = &lab->sight.mouse;
    *mouse = !*mouse;
    if (!lab->device.terminal || !term_mouse(*mouse)) {
        *mouse = false;
        lab_refuse(lab, "this terminal has no mouse");
        return;
    }
    lab_say(lab, "%s", *mouse ? "mouse: click, wheel, drag the ruler; Shift selects text"
                              : "mouse off: the terminal has it again");
}

static void set_glyphs(struct lab *lab, enum glyph_set glyphs)
{
    static const char *const names[GLYPHS_COUNT] = {"braille", "block", "ASCII"};
    if (!lab->device.unicode && glyphs != GLYPHS_ASCII) {
        lab_refuse(lab, "this locale's encoding has only ASCII");
        return;
    }
    lab->sight.view.glyphs = glyphs;
    lab_say(lab, "%s glyphs", names[glyphs]);
}

static void do_glyphs(struct lab *lab)
{
    set_glyphs(lab, (enum glyph_set)((lab->sight.view.glyphs + 1) % GLYPHS_COUNT));
}

static void with_glyphs(struct lab *lab, const char *text)
{
    int glyphs = lab_word(lab, REQUEST_GLYPHS, text);
    if (glyphs >= 0)
        set_glyphs(lab, (enum glyph_set)glyphs);
}

static void set_theme(struct lab *lab, enum theme theme)
{
    lab->sight.view.theme = theme;
    if (lab->device.terminal)
        term_theme(theme);
    lab_say(lab, "%s theme%s", theme_names[theme], lab->device.colors ? "" : ", but this terminal has no colours");
}

static void do_theme(struct lab *lab)
{
    set_theme(lab, (enum theme)((lab->sight.view.theme + 1) % THEME_COUNT));
}

static void with_theme(struct lab *lab, const char *text)
{
    int theme = lab_word(lab, REQUEST_THEME, text);
    if (theme >= 0)
        set_theme(lab, (enum theme)theme);
}

static void do_redraw(struct lab *lab)
{
    term_distrust();
    lab_say(lab, "redrawn");
}

const struct lab_action lab_sight_actions[] = {
    {REQUEST_CURSOR_LEFT, do_cursor_left, with_cursor_left},
    {REQUEST_CURSOR_RIGHT, do_cursor_right, with_cursor_right},
    {REQUEST_CURSOR_LEAP_LEFT, do_cursor_leap_left, NULL},
    {REQUEST_CURSOR_LEAP_RIGHT, do_cursor_leap_right, NULL},
    {REQUEST_CURSOR_FIRST, do_cursor_first, NULL},
    {REQUEST_CURSOR_NEWEST, do_cursor_newest, NULL},
    {REQUEST_MODEL, do_model, with_model},
    {REQUEST_OVERLAY, do_overlay, NULL},
    {REQUEST_COMPARE, do_compare, with_compare},
    {REQUEST_LOG, do_log, NULL},
    {REQUEST_PANE, do_pane, NULL},
    {REQUEST_ZOOM, do_zoom, NULL},
    {REQUEST_ZOOM_IN, do_zoom_in, with_window},
    {REQUEST_ZOOM_OUT, do_zoom_out, NULL},
    {REQUEST_FREEZE, do_freeze, NULL},
    {REQUEST_PRESENT, do_present, NULL},
    {REQUEST_HELP, do_help, NULL},
    {REQUEST_CLOSE, do_close, NULL},
    {REQUEST_MOUSE, do_mouse, NULL},
    {REQUEST_GLYPHS, do_glyphs, with_glyphs},
    {REQUEST_THEME, do_theme, with_theme},
    {REQUEST_REDRAW, do_redraw, NULL},
    {REQUEST_NONE, NULL, NULL},
};

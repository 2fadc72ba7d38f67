/* lab_sight.c - requests about the view: the readout cursor, panes, scales, screens, glyphs, mouse. */
#include "tui/lab/lab_state.h"
#include "tui/terminal/term.h"

void lab_set_theme(struct lab *lab, enum theme theme)
{
    lab->view.theme = theme;
    if (lab->terminal)
        term_theme(theme);
    lab_say(lab, "%s theme%s", theme_names[theme], lab->colors ? "" : ", but this terminal has no colours");
}

/* --- readout cursor --- */

void lab_move_cursor(struct lab *lab, long by)
{
    if (!lab_ready(lab))
        return;
    long newest = lab->snapshot.t, to = lab->view.cursor + by;
    lab->view.cursor = to < 0 ? 0 : to > newest ? newest : to;
    lab->view.follow = to >= newest;
    lab_say(lab, "iteration %ld%s", lab->view.cursor, lab->view.follow ? ", the newest" : "");
}

static long leap(const struct lab *lab)
{
    long tenth = screen_span(&lab->view) / 10;
    return tenth > 10 ? tenth : 10;
}

static void do_cursor_left(struct lab *lab)
{
    lab_move_cursor(lab, -1);
}

static void do_cursor_right(struct lab *lab)
{
    lab_move_cursor(lab, 1);
}

static void do_cursor_leap_left(struct lab *lab)
{
    lab_move_cursor(lab, -leap(lab));
}

static void do_cursor_leap_right(struct lab *lab)
{
    lab_move_cursor(lab, leap(lab));
}

static void do_cursor_first(struct lab *lab)
{
    lab->view.cursor = 0;
    lab->view.follow = false;
    lab_say(lab, "iteration 0");
}

static void do_cursor_newest(struct lab *lab)
{
    lab->view.follow = true;
    lab_say(lab, "follows the newest iteration");
}

/* --- contents of the view --- */

static void do_model(struct lab *lab)
{
    if (!lab_ready(lab))
        return;
    lab->view.focus = (lab->view.focus + 1) % lab->snapshot.models;
    lab_say(lab, "%s in focus%s", catapult_model_name(lab->snapshot.kind[lab->view.focus]),
            lab->snapshot.models == 1 ? ", the only model" : "");
}

static void do_overlay(struct lab *lab)
{
    lab->view.overlay = !lab->view.overlay;
    lab_say(lab, "%s", lab->view.overlay ? "all models" : "only the model in focus");
}

static void do_log(struct lab *lab)
{
    bool *log_scale = &lab->view.log_scale[lab->view.pane];
    *log_scale = !*log_scale;
    lab_say(lab, "%s: %s scale", pane_kind_name(lab->view.pane), *log_scale ? "log" : "linear");
}

static void do_pane(struct lab *lab)
{
    const struct screen_info *screen = &screens[lab->view.screen];
    int i = 0;
    while (i < screen->count && screen->panes[i] != (int)lab->view.pane)
        i++;
    lab->view.pane = (enum pane_kind)screen->panes[(i + 1) % screen->count];
    lab->panes[lab->view.screen] = lab->view.pane;
    lab_say(lab, "the %s pane%s", pane_kind_name(lab->view.pane), screen->count == 1 ? ", the only one" : "");
}

void lab_show_screen(struct lab *lab, enum screen_kind screen)
{
    lab->view.screen = screen;
    lab->view.pane = lab->panes[screen];
    if (screen == SCREEN_SETTINGS)
        lab_form_open(lab);
    lab_say(lab, "%s", requests[REQUEST_SCREEN_FIRST + (int)screen].help);
}

static void do_zoom(struct lab *lab)
{
    lab->view.zoom = !lab->view.zoom;
    lab_say(lab, "%s", lab->view.zoom ? "one pane on the whole screen" : "all panes");
}

void lab_set_window(struct lab *lab, long iterations)
{
    lab->view.window = iterations;
    lab_say(lab, "%ld iterations in view", screen_span(&lab->view));
}

static void do_zoom_in(struct lab *lab)
{
    long half = screen_span(&lab->view) / 2;
    lab_set_window(lab, half > LAB_WINDOW_LEAST ? half : LAB_WINDOW_LEAST);
}

static void do_zoom_out(struct lab *lab)
{
    long window = lab->view.window * 2;
    lab->view.window = 0;
    if (window > 0 && window < screen_span(&lab->view))
        lab->view.window = window;
    lab_say(lab, lab->view.window ? "%ld iterations in view" : "all iterations in view", screen_span(&lab->view));
}

static void do_freeze(struct lab *lab)
{
    if (lab->view.scales) {
        lab->view.scales = NULL;
        lab_say(lab, "scales follow the curves");
        return;
    }
    screen_scales(&lab->view, lab->canvas.rows, lab->canvas.cols, lab->scales);
    lab->view.scales = lab->scales;
    lab_say(lab, "scales stay as they are");
}

static void do_present(struct lab *lab)
{
    lab->view.present = !lab->view.present;
    lab_say(lab, "%s", lab->view.present ? "presenter; Tab for another pane" : "the laboratory");
}

static void do_mouse(struct lab *lab)
{
    lab->mouse = !lab->mouse;
    lab->dragging = false;
    if (!lab->terminal || !term_mouse(lab->mouse)) {
        lab->mouse = false;
        lab_refuse(lab, "this terminal has no mouse");
        return;
    }
    lab_say(lab, "%s", lab->mouse ? "mouse: click, wheel, drag the ruler; Shift selects text"
                                  : "mouse off: the terminal has it again");
}

static void do_glyphs(struct lab *lab)
{
    static const char *const names[GLYPHS_COUNT] = {"braille", "block", "ASCII"};
    if (!lab->unicode) {
        lab_refuse(lab, "this locale's encoding has only ASCII");
        return;
    }
    lab->view.glyphs = (enum glyph_set)((lab->view.glyphs + 1) % GLYPHS_COUNT);
    lab_say(lab, "%s glyphs", names[lab->view.glyphs]);
}

static void do_theme(struct lab *lab)
{
    lab_set_theme(lab, (enum theme)((lab->view.theme + 1) % THEME_COUNT));
}

static void do_redraw(struct lab *lab)
{
    term_distrust();
    lab_say(lab, "drawn anew");
}

const lab_action lab_sight_actions[REQUEST_COUNT] = {
    [REQUEST_CURSOR_LEFT] = do_cursor_left,
    [REQUEST_CURSOR_RIGHT] = do_cursor_right,
    [REQUEST_CURSOR_LEAP_LEFT] = do_cursor_leap_left,
    [REQUEST_CURSOR_LEAP_RIGHT] = do_cursor_leap_right,
    [REQUEST_CURSOR_FIRST] = do_cursor_first,
    [REQUEST_CURSOR_NEWEST] = do_cursor_newest,
    [REQUEST_MODEL] = do_model,
    [REQUEST_OVERLAY] = do_overlay,
    [REQUEST_LOG] = do_log,
    [REQUEST_PANE] = do_pane,
    [REQUEST_ZOOM] = do_zoom,
    [REQUEST_ZOOM_IN] = do_zoom_in,
    [REQUEST_ZOOM_OUT] = do_zoom_out,
    [REQUEST_FREEZE] = do_freeze,
    [REQUEST_PRESENT] = do_present,
    [REQUEST_MOUSE] = do_mouse,
    [REQUEST_GLYPHS] = do_glyphs,
    [REQUEST_THEME] = do_theme,
    [REQUEST_REDRAW] = do_redraw,
};

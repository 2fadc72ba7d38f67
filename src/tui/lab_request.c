/* lab_request.c - what each request does: one small function a row of REQUEST_LIST, and a table of them.
 *
 * Every function says on the last line what it did. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/lab_state.h"
#include "tui/lab_write.h"
#include "tui/term.h"

#define ETA_STEP 1.05
#define ETA_LEAP 1.25

static const double rates[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 0 /* no limit */};
enum { WINDOW_LEAST = 10 /* iterations in view */, RATES = sizeof rates / sizeof rates[0] };

void lab_say(struct lab *lab, const char *format, ...)
{
    va_list args;
    size_t used = strlen(lab->last);
    va_start(args, format);
    vsnprintf(lab->last + used, sizeof lab->last - used, format, args);
    va_end(args);
}

static bool ready(struct lab *lab)
{
    if (lab->snapshot.models > 0)
        return true;
    lab_say(lab, "%s", lab->snapshot.state == SESSION_FAILED ? "nothing is loaded" : "still loading");
    return false;
}

/* --- what was asked for and is not answered yet --- */

void lab_expect(struct lab *lab)
{
    struct snapshot *snapshot = &lab->snapshot;
    bool loaded = snapshot->state == SESSION_RUNNING || snapshot->state == SESSION_PAUSED;
    if (snapshot->applied >= lab->asked.sent) {
        lab->asked.eta_set = lab->asked.rate_set = lab->asked.running_set = false;
        if (snapshot->t <= lab->asked.t) /* a jump back may still be on its way */
            lab->asked.t_set = false;
        if (loaded) /* it may have stopped by itself */
            lab->running = snapshot->state == SESSION_RUNNING;
        return;
    }
    if (lab->asked.eta_set)
        snapshot->eta = lab->asked.eta;
    if (lab->asked.rate_set)
        snapshot->rate = lab->asked.rate;
    if (lab->asked.running_set && loaded)
        snapshot->state = lab->running ? SESSION_RUNNING : SESSION_PAUSED;
}

static void expect_running(struct lab *lab, bool running)
{
    lab->asked.sent++;
    lab->asked.running_set = true;
    lab->running = running;
    lab_expect(lab);
}

static void set_rate(struct lab *lab, double rate)
{
    session_set_rate(lab->session, rate);
    lab->asked.sent++;
    lab->asked.rate_set = true;
    lab->asked.rate = rate;
    lab_expect(lab);
}

void lab_set_theme(struct lab *lab, enum theme theme)
{
    lab->view.theme = theme;
    if (lab->terminal)
        term_theme(theme);
    lab_say(lab, "%s theme%s", theme_names[theme], lab->colors ? "" : ", but this terminal has no colours");
}

/* --- run --- */

static void do_run(struct lab *lab)
{
    bool running = !lab->running;
    session_run(lab->session, running);
    expect_running(lab, running);
    lab->asked.t_set = false;
    lab_say(lab, "%s", running ? "running" : "paused");
}

static void do_forward(struct lab *lab)
{
    if (!ready(lab))
        return;
    session_forward(lab->session, 1);
    expect_running(lab, false);
    lab->asked.t_set = false;
    lab->view.follow = true;
    lab_say(lab, "one iteration forward");
}

static void do_back(struct lab *lab)
{
    if (!ready(lab))
        return;
    long from = lab->asked.t_set ? lab->asked.t : lab->snapshot.t;
    if (from == 0) {
        lab_say(lab, "this is the first iteration");
        return;
    }
    session_goto(lab->session, from - 1);
    expect_running(lab, false);
    lab->asked.t_set = true;
    lab->asked.t = from - 1;
    lab->view.follow = true;
    lab_say(lab, "back to iteration %ld", from - 1);
}

static void say_rate(struct lab *lab, double rate)
{
    if (rate == 0)
        lab_say(lab, "as fast as it goes");
    else
        lab_say(lab, "%g iteration%s a second", rate, rate == 1 ? "" : "s");
}

static void change_rate(struct lab *lab, int by)
{
    int i = 0;
    double rate = lab->snapshot.rate;
    while (i < RATES - 1 && (rate == 0 || rates[i] < rate))
        i++;
    i = i + by < 0 ? 0 : i + by >= RATES ? RATES - 1 : i + by;
    set_rate(lab, rates[i]);
    say_rate(lab, rates[i]);
}

static void do_faster(struct lab *lab)
{
    change_rate(lab, 1);
}

static void do_slower(struct lab *lab)
{
    change_rate(lab, -1);
}

static void restart(struct lab *lab, bool next_seed)
{
    session_restart(lab->session, next_seed);
    lab->asked.sent++;
    lab->asked.eta_set = lab->asked.t_set = false;
    lab->view.follow = true;
}

static void do_restart(struct lab *lab)
{
    restart(lab, false);
    lab_say(lab, "again from the first iteration, same seed");
}

static void do_next_seed(struct lab *lab)
{
    restart(lab, true);
    lab_say(lab, "again with the next seed");
}

/* --- learning rate --- */

static void set_eta(struct lab *lab, const struct lr *lr)
{
    const struct snapshot *snapshot = &lab->snapshot;
    double threshold = settings_threshold(lab->settings), lambda_1 = snapshot->lambda_1;
    double eta = lr_resolve(lr, threshold, lambda_1, snapshot->eta_max);
    if (lr->unit == LR_MAX && snapshot->eta_max_kind != ETA_MAX_MEASURED) {
        session_set_lr(lab->session, lr);
        lab->asked.sent++;
        lab->asked.eta_set = false;
        lab_say(lab, "eta_max is measured first");
    } else if (!isfinite(eta)) {
        lab_say(lab, "that is not a finite learning rate here");
    } else {
        session_set_lr(lab->session, lr);
        lab->asked.sent++;
        lab->asked.eta_set = true;
        lab->asked.eta = eta;
        lab_expect(lab);
        lab_say(lab, "eta %.4g = %.4g crit", eta, eta * lambda_1 / threshold);
    }
}

static void scale_eta(struct lab *lab, double factor)
{
    if (!ready(lab))
        return;
    struct lr lr = {.value = lab->snapshot.eta * factor, .unit = LR_PLAIN};
    if (lab->snapshot.eta == 0)
        lab_say(lab, "eta is 0; e types another");
    else
        set_eta(lab, &lr);
}

static void do_eta_up(struct lab *lab)
{
    scale_eta(lab, ETA_STEP);
}

static void do_eta_down(struct lab *lab)
{
    scale_eta(lab, 1 / ETA_STEP);
}

static void do_eta_leap_up(struct lab *lab)
{
    scale_eta(lab, ETA_LEAP);
}

static void do_eta_leap_down(struct lab *lab)
{
    scale_eta(lab, 1 / ETA_LEAP);
}

static void do_eta_crit(struct lab *lab)
{
    struct lr crit = {.value = 1, .unit = LR_CRIT};
    if (ready(lab))
        set_eta(lab, &crit);
}

static void do_eta_type(struct lab *lab)
{
    if (!ready(lab))
        return;
    prompt_open(&lab->prompt, PROMPT_ETA);
    lab->prompt_error[0] = '\0';
}

void lab_enter_eta(struct lab *lab)
{
    struct lr lr;
    struct error err;
    if (lr_parse(lab->prompt.text, &lr, &err) != STATUS_OK) {
        snprintf(lab->prompt_error, sizeof lab->prompt_error, "%.200s", err.text);
        return;
    }
    lab->prompt.open = false;
    snprintf(lab->last, sizeof lab->last, "e: ");
    set_eta(lab, &lr);
}

/* --- readout cursor --- */

static void move_cursor(struct lab *lab, long by)
{
    if (!ready(lab))
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
    move_cursor(lab, -1);
}

static void do_cursor_right(struct lab *lab)
{
    move_cursor(lab, 1);
}

static void do_cursor_leap_left(struct lab *lab)
{
    move_cursor(lab, -leap(lab));
}

static void do_cursor_leap_right(struct lab *lab)
{
    move_cursor(lab, leap(lab));
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

/* --- what is shown --- */

static void do_model(struct lab *lab)
{
    if (!ready(lab))
        return;
    lab->view.focus = (lab->view.focus + 1) % lab->snapshot.models;
    lab_say(lab, "%s in focus%s", model_name(lab->snapshot.kind[lab->view.focus]),
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

static void show_screen(struct lab *lab, enum screen_kind screen)
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

static void do_zoom_in(struct lab *lab)
{
    long span = screen_span(&lab->view);
    lab->view.window = span / 2 > WINDOW_LEAST ? span / 2 : WINDOW_LEAST;
    lab_say(lab, "%ld iterations in view", screen_span(&lab->view));
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

static void do_mouse(struct lab *lab)
{
    lab->mouse = !lab->mouse;
    lab->dragging = false;
    if (!lab->terminal || !term_mouse(lab->mouse)) {
        lab->mouse = false;
        lab_say(lab, "this terminal has no mouse");
        return;
    }
    lab_say(lab, "%s", lab->mouse ? "mouse: click, wheel, drag the ruler; Shift selects text"
                                  : "mouse off: the terminal has it again");
}

static void do_glyphs(struct lab *lab)
{
    static const char *const names[GLYPHS_COUNT] = {"braille", "block", "ASCII"};
    if (!lab->unicode) {
        lab_say(lab, "this locale's encoding has only ASCII");
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

/* --- program --- */

static void do_write(struct lab *lab)
{
    if (ready(lab))
        lab_write_all(lab);
}

static void do_copy(struct lab *lab)
{
    if (ready(lab))
        lab_copy(lab);
}

static void do_command(struct lab *lab)
{
    prompt_open(&lab->prompt, PROMPT_COMMAND);
    palette_open(&lab->palette, &lab->prompt);
    lab->prompt_error[0] = '\0';
}

/* A request that means nothing without an argument: the command line, with its name typed already. */
static void do_argument(struct lab *lab, enum request request)
{
    do_command(lab);
    snprintf(lab->prompt.text, sizeof lab->prompt.text, "%s ", requests[request].name);
    palette_open(&lab->palette, &lab->prompt);
}

static void do_rate(struct lab *lab)
{
    do_argument(lab, REQUEST_RATE);
}

static void do_set(struct lab *lab)
{
    do_argument(lab, REQUEST_SET);
}

static void do_help(struct lab *lab)
{
    lab->view.help = true;
    lab->view.help_scroll = 0;
    lab_say(lab, "help; Esc closes it");
}

static void do_close(struct lab *lab)
{
    if (lab->view.zoom)
        do_zoom(lab);
    else
        lab_say(lab, "nothing to close; q quits");
}

static void do_quit(struct lab *lab)
{
    lab->quit = true;
}

static void (*const actions[REQUEST_COUNT])(struct lab *lab) = {
    [REQUEST_RUN] = do_run,
    [REQUEST_FORWARD] = do_forward,
    [REQUEST_BACK] = do_back,
    [REQUEST_FASTER] = do_faster,
    [REQUEST_SLOWER] = do_slower,
    [REQUEST_RATE] = do_rate,
    [REQUEST_RESTART] = do_restart,
    [REQUEST_NEXT_SEED] = do_next_seed,
    [REQUEST_ETA_UP] = do_eta_up,
    [REQUEST_ETA_DOWN] = do_eta_down,
    [REQUEST_ETA_LEAP_UP] = do_eta_leap_up,
    [REQUEST_ETA_LEAP_DOWN] = do_eta_leap_down,
    [REQUEST_ETA_TYPE] = do_eta_type,
    [REQUEST_ETA_CRIT] = do_eta_crit,
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
    [REQUEST_MOUSE] = do_mouse,
    [REQUEST_GLYPHS] = do_glyphs,
    [REQUEST_THEME] = do_theme,
    [REQUEST_REDRAW] = do_redraw,
    [REQUEST_WRITE] = do_write,
    [REQUEST_COPY] = do_copy,
    [REQUEST_SET] = do_set,
    [REQUEST_COMMAND] = do_command,
    [REQUEST_HELP] = do_help,
    [REQUEST_CLOSE] = do_close,
    [REQUEST_QUIT] = do_quit,
};

void lab_do(struct lab *lab, enum request request)
{
    if (request == REQUEST_NONE)
        lab_say(lab, "no such key; ? lists them");
    else if (requests[request].group == GROUP_SCREEN)
        show_screen(lab, (enum screen_kind)((int)request - REQUEST_SCREEN_FIRST));
    else
        actions[request](lab);
}

/* --- the same with an argument, for lab_command.c --- */

void lab_set_eta(struct lab *lab, const struct lr *lr)
{
    set_eta(lab, lr);
}

void lab_set_rate(struct lab *lab, double rate)
{
    set_rate(lab, rate);
    say_rate(lab, rate);
}

void lab_forward(struct lab *lab, int steps)
{
    session_forward(lab->session, steps);
    expect_running(lab, false);
    lab->asked.t_set = false;
    lab->view.follow = true;
    lab_say(lab, "%d iteration%s forward", steps, steps == 1 ? "" : "s");
}

void lab_back(struct lab *lab, long steps)
{
    long from = lab->asked.t_set ? lab->asked.t : lab->snapshot.t, to = from > steps ? from - steps : 0;
    session_goto(lab->session, to);
    expect_running(lab, false);
    lab->asked.t_set = true;
    lab->asked.t = to;
    lab->view.follow = true;
    lab_say(lab, "back to iteration %ld", to);
}

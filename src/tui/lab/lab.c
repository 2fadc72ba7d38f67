/* lab.c - see lab.h.  The event loop: wait for keys, signals or the session; draw when something changed.
 *
 * Nothing here computes, so keys are answered at once even while the compute thread is busy.  While nothing changes,
 * poll() sleeps without a timeout.  Frames come at most options->fps times a second on average: a frame is due one
 * interval after the last one, but a key waits at most a quarter of that. */
#include "tui/lab/lab.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tui/lab/lab_state.h"
#include "tui/lab/reproduce.h"
#include "tui/terminal/log.h"
#include "tui/terminal/signals.h"
#include "tui/terminal/term.h"
#include "tui/writers/cast.h"

enum { KEYS_AT_ONCE = 256 /* keys between two checks for signals, so that a long paste does not block them */ };

/* When to draw; times in nanoseconds of the monotonic clock. */
struct frames {
    int64_t interval, due;
    bool dirty;   /* something has changed */
    bool urgent;  /* because of a key or a new size */
    bool more_keys; /* keys already read, which poll() cannot see */
};

/* What depends on the terminal. */
static struct device terminal_device(const struct lab_options *options)
{
    struct device device = {.terminal = true, .unicode = term_unicode(), .colors = term_colors()};
    device.mouse = options->mouse && term_mouse(true);
    device.glyphs = options->glyphs == GLYPHS_COUNT || !device.unicode ? term_glyphs()
                                                                       : (enum glyph_set)options->glyphs;
    return device;
}

/* Draws the screen, and adds it to the recording if there is one.  The first write error is shown on the last line. */
static void show(struct lab *lab, struct cast *cast)
{
    int rows, cols;
    struct catapult_error err;
    term_size(&rows, &cols);
    lab_resize(lab, rows, cols);
    lab_clamp(lab);
    lab_draw(lab);
    term_draw(&lab->sight.canvas);
    if (cast && cast_frame(cast, &lab->sight.canvas, lab->sight.view.theme, &err) != CATAPULT_STATUS_OK)
        lab_last(lab, "%.230s", err.text);
}

/* --- frames --- */

/* Draws if a frame is due.  Returns the timeout for poll() in milliseconds, -1 for none.  Sets *stalled if the
 * terminal accepts no output at the moment. */
static int frame_step(struct lab *lab, struct cast *cast, struct frames *frames, bool *stalled)
{
    *stalled = false;
    if (!frames->dirty)
        return -1;
    /* A frame after a key comes soon, and the one after it is delayed in exchange.  A frame for news of the run waits
     * longer, because every frame takes time from the steps. */
    int64_t now = clock_now(),
            delay = frames->due + (frames->urgent ? -frames->interval * 3 / 4 : frames->interval) - now;
    if (delay > 0)
        return (int)(delay / 1000000) + 1;
    *stalled = !term_writable();
    if (*stalled)
        return -1;
    show(lab, cast);
    frames->due = (frames->due > now ? frames->due : now) + frames->interval;
    frames->dirty = frames->urgent = false;
    log_printf("frame t=%ld in %.2f ms", lab->link.snapshot.t, (double)(clock_now() - now) / 1e6);
    return -1;
}

/* --- events --- */

/* Returns the number of keys; KEYS_AT_ONCE means that curses may have read more. */
static int take_keys(struct lab *lab)
{
    uint32_t key;
    int count = 0;
    while (count < KEYS_AT_ONCE && !lab->quit && (key = term_key()) != CODE_NONE) {
        lab_key(lab, key);
        log_printf("key %#x: %s", (unsigned)key, lab->said.text);
        count++;
    }
    return count;
}

/* Returns whether the screen must be redrawn.  Sets *ended to a signal that asks the program to end. */
static bool take_signals(struct lab *lab, int *ended)
{
    static const int ending[] = {SIGTERM, SIGHUP, SIGINT};
    bool changed = false;
    signals_drain();
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        if (signals_take(ending[i]))
            *ended = ending[i];
    if (*ended)
        return false;
    if (signals_take(SIGTSTP)) {
        link_suspend(&lab->link);
        term_suspend();
        link_resume(&lab->link);
        signals_take(SIGCONT); /* the signal that continued this process */
        changed = true;
    }
    if (signals_take(SIGCONT)) {
        term_resume();
        changed = true;
    }
    if (signals_take(SIGWINCH)) {
        term_resize();
        changed = true;
    }
    return changed;
}

/* The smaller of two timeouts; -1 means no limit. */
static int sooner(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* One iteration of the loop: draw if due, sleep until an event, handle it. */
static void lab_wait(struct lab *lab, struct cast *cast, struct frames *frames, int *ended)
{
    bool stalled;
    int wait = sooner(frame_step(lab, cast, frames, &stalled), sooner(lab_lesson_wait(lab), lab_figure_wait(lab)));
    struct pollfd fds[] = {{.fd = term_fd(), .events = POLLIN},
                           {.fd = session_fd(lab->link.session), .events = POLLIN},
                           {.fd = signals_fd(), .events = POLLIN},
                           {.fd = stalled ? STDOUT_FILENO : -1, .events = POLLOUT}};
    if (poll(fds, sizeof fds / sizeof fds[0], frames->more_keys ? 0 : wait) < 0)
        fds[0].revents = fds[1].revents = 0; /* interrupted by a signal: its byte is in the pipe */
    if (take_signals(lab, ended))
        frames->dirty = frames->urgent = true;
    if (fds[0].revents || frames->more_keys) {
        int keys = take_keys(lab);
        frames->more_keys = keys == KEYS_AT_ONCE;
        lab_want(lab);
        if (keys > 0)
            frames->dirty = frames->urgent = true;
        else if (term_gone())
            *ended = SIGHUP;
    }
    if (fds[1].revents && lab_fetch(lab))
        frames->dirty = true;
    if (lab_figure_serve(lab, false))
        frames->dirty = true;
    if (lab_lesson_serve(lab)) {
        lab_want(lab);
        frames->dirty = true;
    }
}

/* The session failed before it could start: the message then goes to stderr, as for every command.  After settings
 * were changed in the laboratory the failure is shown on the screen instead. */
static bool not_started(const struct lab *lab)
{
    return link_failed(&lab->link) && lab->link.snapshot.n == 0;
}

/* Called after the terminal was taken, because it needs the size.  The caller prints the message after giving the
 * terminal back. */
static enum catapult_status start_cast(struct cast **cast, const struct lab *lab, const char *path,
                                       struct catapult_error *err)
{
    int rows, cols;
    char command[REPRODUCE_TEXT];
    if (!path)
        return CATAPULT_STATUS_OK;
    term_size(&rows, &cols);
    snprintf(command, sizeof command, "catapult lab %.8000s", lab->origin.words);
    return cast_open(cast, path, rows, cols, lab->device.colors, lab->origin.settings->title, command, err);
}

enum catapult_status lab_run(const struct catapult_settings *settings, session_loader load,
                             const struct lab_options *options, int *signal, struct catapult_error *err)
{
    static struct lab lab; /* static: it is large, and there is only one terminal */
    struct cast *cast = NULL;
    enum catapult_status status = CATAPULT_STATUS_OK;
    *signal = 0;
    if (log_open(err) != CATAPULT_STATUS_OK || term_start(options->color, options->theme, err) != CATAPULT_STATUS_OK) {
        log_close();
        return err->code;
    }
    struct device device = terminal_device(options);
    lab_init(&lab, settings, options, &device);
    status = start_cast(&cast, &lab, options->cast, err);
    if (status == CATAPULT_STATUS_OK)
        status = link_begin(&lab.link, settings, load, options, !options->paused, err);
    if (status == CATAPULT_STATUS_OK) {
        if (options->lesson)
            lab_lesson_begin(&lab, options->lesson);
        struct frames frames = {.interval = (int64_t)(1e9 / options->fps), .due = clock_now()};
        frames.dirty = frames.urgent = true;
        while (!lab.quit && !*signal && !not_started(&lab))
            lab_wait(&lab, cast, &frames, signal);
    }
    term_stop();
    cast_close(cast);
    if (status != CATAPULT_STATUS_OK)
        log_printf("no recording, or no session");
    else if (!*signal && !lab.quit && not_started(&lab))
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", lab.link.snapshot.message);
    lab_figure_serve(&lab, true);
    status = link_end(&lab.link, status, err);
    lab_done(&lab);
    log_close();
    return status;
}

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
#include "tui/terminal/log.h"
#include "tui/lab/reproduce.h"
#include "tui/terminal/signals.h"

enum { KEYS_AT_ONCE = 256 /* keys between two checks for signals, so that a long paste does not block them */ };

/* When to draw; times in nanoseconds of the monotonic clock. */
struct frames {
    int64_t interval, due;
    bool dirty;   /* something has changed */
    bool urgent;  /* because of a key or a new size */
    bool more_keys; /* keys already read, which poll() cannot see */
};

void lab_init(struct lab *lab, const struct catapult_settings *settings, const struct lab_options *options)
{
    memset(lab, 0, sizeof *lab);
    lab->settings = lab->original = settings;
    lab->words = options->words ? options->words : "";
    lab->folder = options->folder;
    lab->running = !options->paused;
    lab->snapshot.state = SESSION_LOADING;
    lab->snapshot.fraction = -1;
    lab->snapshot.rate = options->rate;
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_init(&lab->histories[i], settings->spectrum.top);
        catapult_history_init(&lab->ghosts[i], settings->spectrum.top);
        digest_init(&lab->digests[i]);
        digest_init(&lab->ghost_digests[i]);
    }
    lab_others_init(lab);
    keymap_init(&lab->keymap);
    if (options->keymap)
        lab->keymap = *options->keymap;
    canvas_init(&lab->canvas);
    lab->view.settings = settings;
    lab->view.snapshot = &lab->snapshot;
    lab->view.histories = lab->histories;
    lab->view.digests = lab->digests;
    lab->view.keymap = &lab->keymap;
    lab->view.overlay = lab->view.follow = true;
    lab->view.compare = COMPARE_OVERLAY;
    lab->view.theme = options->theme;
    lab->view.present = options->present;
    lab->view.probes = &lab->probes;
    lab->view.form = &lab->form;
    lab->library = options->library;
    lab->illustrator = options->illustrator;
    for (int i = 0; i < PANE_COUNT; i++)
        lab->view.log_scale[i] = pane_kind_log((enum pane_kind)i);
    for (int i = 0; i < SCREEN_COUNT; i++)
        lab->panes[i] = (enum pane_kind)screens[i].panes[0];
    lab->view.last = lab->last.text;
    lab->view.prompt_error = lab->prompt_error;
}

/* Forgets the data of the old run. */
static void lab_forget(struct lab *lab)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&lab->histories[i]);
        catapult_history_done(&lab->ghosts[i]);
        catapult_history_init(&lab->histories[i], lab->settings->spectrum.top);
        catapult_history_init(&lab->ghosts[i], lab->settings->spectrum.top);
        digest_follow(&lab->digests[i], &lab->histories[i], NULL, true);
        digest_follow(&lab->ghost_digests[i], &lab->ghosts[i], NULL, true);
    }
    lab_others_done(lab);
    lab_others_init(lab);
    memset(&lab->asked, 0, sizeof lab->asked);
    memset(&lab->probes, 0, sizeof lab->probes);
    lab->form.begun = false; /* it starts again from the new settings */
    lab->wanted = 0; /* a new session has no wanted probes */
    lab->snapshot = (struct snapshot){.state = SESSION_LOADING, .fraction = -1, .rate = lab->snapshot.rate};
    lab->view.follow = true;
    lab->view.focus = 0;
}

/* Starts the new session: recorded and playing from its first step, at the rate shown. */
static void start_session(struct lab *lab)
{
    if (lab->recorder)
        session_listen(lab->session, tape_hear, lab->recorder);
    if (lab->tape)
        session_play(lab->session, lab->tape->parts[lab->part].events, lab->tape->parts[lab->part].count);
    session_set_budget(lab->session, lab->memory);
    if (lab->history)
        session_set_history(lab->session, lab->history);
    session_set_rate(lab->session, lab->snapshot.rate);
    lab->asked.sent = lab->harmless = 2 + (lab->history > 0) + (lab->recorder != NULL) + (lab->tape != NULL);
    session_start(lab->session);
}

enum catapult_status lab_begin(struct lab *lab, const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, bool running, struct catapult_error *err)
{
    lab->load = load;
    lab->tape = options->tape;
    lab->memory = options->memory;
    lab->history = options->history;
    if (options->record && tape_create(&lab->recorder, options->record, settings, err) != CATAPULT_STATUS_OK)
        return err->code;
    lab->session = session_new(settings, load, running);
    if (!lab->session)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory or no thread for the laboratory");
    start_session(lab);
    return CATAPULT_STATUS_OK;
}

enum catapult_status lab_end(struct lab *lab, enum catapult_status status, struct catapult_error *err)
{
    struct catapult_error why;
    lab_figure_serve(lab, true);
    session_stop(lab->session);
    if (tape_close(lab->recorder, &why) == CATAPULT_STATUS_OK || status != CATAPULT_STATUS_OK)
        return status;
    *err = why;
    return why.code;
}

bool lab_reopen(struct lab *lab, const struct catapult_settings *settings)
{
    struct session *fresh = session_new(settings, lab->load, lab->running);
    if (!fresh)
        return false;
    session_stop(lab->session);
    lab->session = fresh;
    lab->reopened++;
    lab->changed = *settings;
    lab->settings = lab->view.settings = &lab->changed;
    if (lab->recorder)
        tape_settings(lab->recorder, settings);
    lab_forget(lab);
    start_session(lab);
    return true;
}

/* Takes over what depends on the terminal. */
static void lab_meet_terminal(struct lab *lab, const struct lab_options *options)
{
    lab->terminal = true;
    lab->unicode = term_unicode();
    lab->colors = term_colors();
    lab->mouse = options->mouse && term_mouse(true);
    lab->view.glyphs = options->glyphs == GLYPHS_COUNT || !lab->unicode ? term_glyphs()
                                                                        : (enum glyph_set)options->glyphs;
}

void lab_done(struct lab *lab)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&lab->histories[i]);
        catapult_history_done(&lab->ghosts[i]);
        digest_done(&lab->digests[i]);
        digest_done(&lab->ghost_digests[i]);
    }
    lab_others_done(lab);
    form_done(&lab->form);
    canvas_done(&lab->canvas);
}

/* Starts the next part of the recording when all of this one has been played.  After a user action the run stays as
 * it is. */
static void lab_next_part(struct lab *lab)
{
    const struct snapshot *now = &lab->snapshot;
    if (!lab->tape || now->applied < lab->asked.sent || now->script == SCRIPT_PLAYING)
        return;
    const struct tape *tape = lab->tape;
    lab->tape = NULL;
    if (now->script != SCRIPT_ENDED || lab->part + 1 == tape->count)
        return;
    lab->tape = tape;
    lab->part++;
    lab->running = true;
    if (!lab_reopen(lab, &tape->parts[lab->part].settings))
        lab->tape = NULL;
}

/* Reports eta after an undo has arrived: only then is it known. */
static void lab_tell_eta(struct lab *lab)
{
    const struct snapshot *now = &lab->snapshot;
    if (!lab->last.eta_after || now->applied < lab->last.eta_after || now->travelling)
        return;
    lab->last.eta_after = 0;
    lab_say(lab, "; eta %.4g again", now->eta);
}

bool lab_fetch(struct lab *lab)
{
    struct snapshot *snapshot = &lab->snapshot;
    unsigned long epoch = snapshot->epoch, restarts = snapshot->restarts;
    if (!session_fetch(lab->session, snapshot, lab->histories))
        return false;
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(lab->settings);
    for (int i = 0; i < snapshot->models; i++)
        digest_follow(&lab->digests[i], &lab->histories[i], &rules, snapshot->epoch != epoch);
    if (snapshot->restarts != restarts && session_ghost(lab->session, lab->ghosts))
        lab_take_ghost(lab);
    for (int i = 0; i < PROBE_COUNT; i++)
        if (lab->wanted >> i & 1)
            session_probe(lab->session, (enum probe_kind)i, probes_member(&lab->probes, (enum probe_kind)i));
    lab_expect(lab);
    lab_tell_eta(lab);
    lab_next_part(lab);
    return true;
}

/* The help shown with the command line: what the command does, and the completions from the selected one on. */
static void lab_show_command(struct lab *lab)
{
    const struct palette *palette = &lab->palette;
    const struct completions *all = &palette->candidates;
    size_t used = 0;
    command_hint(lab->prompt.text, lab->hint, sizeof lab->hint);
    if (!*lab->hint)
        snprintf(lab->hint, sizeof lab->hint, "Tab completes, Up recalls; Enter, Esc");
    int first = palette->cycling ? palette->candidate : 0;
    lab->candidates[0] = '\0';
    for (int i = 0; i < all->count && used < sizeof lab->candidates; i++) {
        const char *text = all->text[(first + i) % all->count];
        used += (size_t)snprintf(lab->candidates + used, sizeof lab->candidates - used, "%s%.*s", i ? "  " : "",
                                 (int)strcspn(text, " "), text);
    }
    lab->view.prompt_label = ":";
    lab->view.prompt_hint = lab->hint;
    lab->view.prompt_candidates = lab->candidates;
}

/* Adds the frame to the recording.  The first write error is shown on the last line. */
static void lab_record(struct lab *lab)
{
    struct catapult_error err;
    if (lab->cast && cast_frame(lab->cast, &lab->canvas, lab->view.theme, &err) != CATAPULT_STATUS_OK)
        lab_last(lab, "%.230s", err.text);
}

void lab_want(struct lab *lab)
{
    unsigned wanted = screens[lab->view.screen].probes;
    if (wanted == lab->wanted && lab->view.focus == lab->wanted_model)
        return;
    session_want(lab->session, wanted, lab->view.focus);
    lab->asked.sent++;
    lab->harmless++;
    lab->wanted = wanted;
    lab->wanted_model = lab->view.focus;
}

static void lab_draw(struct lab *lab)
{
    int rows, cols;
    struct view *view = &lab->view;
    term_size(&rows, &cols);
    if (rows != lab->canvas.rows || cols != lab->canvas.cols)
        canvas_resize(&lab->canvas, rows, cols);
    lab_clamp(lab);
    lab_see_others(lab);
    view->refused = lab->last.refused;
    view->prompt = lab->prompt.open ? lab->prompt.text : NULL;
    view->prompt_label = view->prompt_hint = view->prompt_candidates = NULL;
    if (lab->prompt.open && lab->prompt.kind == PROMPT_COMMAND)
        lab_show_command(lab);
    if (lab->prompt.open && (lab->prompt.kind == PROMPT_SETTING || lab->prompt.kind == PROMPT_QUESTION)) {
        view->prompt_label = lab->setting_label;
        view->prompt_hint = lab->hint;
    }
    screen_draw(&lab->canvas, view);
    term_draw(&lab->canvas);
    lab_record(lab);
}

/* --- frames --- */

/* How long to wait before drawing, in ns; <= 0: draw now.  A frame after a key comes soon, and the one after it is
 * delayed in exchange.  A frame for news of the run waits longer, because every frame takes time from the steps. */
static int64_t frame_delay(const struct frames *frames, int64_t now)
{
    return frames->due + (frames->urgent ? -frames->interval * 3 / 4 : frames->interval) - now;
}

static void frame_drawn(struct frames *frames, int64_t now)
{
    frames->due = (frames->due > now ? frames->due : now) + frames->interval;
    frames->dirty = frames->urgent = false;
}

/* Draws if a frame is due.  Returns the timeout for poll() in milliseconds, -1 for none.  Sets *stalled if the
 * terminal accepts no output at the moment. */
static int frame_step(struct lab *lab, struct frames *frames, bool *stalled)
{
    *stalled = false;
    if (!frames->dirty)
        return -1;
    int64_t now = clock_now(), delay = frame_delay(frames, now);
    if (delay > 0)
        return (int)(delay / 1000000) + 1;
    *stalled = !term_writable();
    if (*stalled)
        return -1;
    lab_draw(lab);
    frame_drawn(frames, now);
    log_printf("frame t=%ld in %.2f ms", lab->snapshot.t, (double)(clock_now() - now) / 1e6);
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
        log_printf("key %#x: %s", (unsigned)key, lab->last.text);
        count++;
    }
    return count;
}

static void suspend(struct lab *lab)
{
    bool running = lab->running;
    if (running)
        session_run(lab->session, false);
    term_suspend();
    if (running)
        session_run(lab->session, true);
    lab->asked.sent += running ? 2 : 0;
    signals_take(SIGCONT); /* the signal that continued this process */
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
        suspend(lab);
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
static void lab_turn(struct lab *lab, struct frames *frames, int *ended)
{
    bool stalled;
    int wait = sooner(frame_step(lab, frames, &stalled), sooner(lab_lesson_wait(lab), lab_figure_wait(lab)));
    struct pollfd fds[] = {{.fd = term_fd(), .events = POLLIN},
                           {.fd = session_fd(lab->session), .events = POLLIN},
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
static bool lab_failed(const struct lab *lab)
{
    return lab->settings == lab->original && lab->snapshot.state == SESSION_FAILED && lab->snapshot.n == 0;
}

static void lab_loop(struct lab *lab, double fps, int *ended)
{
    struct frames frames = {.interval = (int64_t)(1e9 / fps), .due = clock_now(), .dirty = true, .urgent = true};
    while (!lab->quit && !*ended && !lab_failed(lab))
        lab_turn(lab, &frames, ended);
}

/* Called after the terminal was taken, because it needs the size.  The caller prints the message after giving the
 * terminal back. */
static enum catapult_status start_cast(struct lab *lab, const struct lab_options *options, struct catapult_error *err)
{
    int rows, cols;
    char command[REPRODUCE_TEXT];
    if (!options->cast)
        return CATAPULT_STATUS_OK;
    term_size(&rows, &cols);
    snprintf(command, sizeof command, "catapult lab %.8000s", lab->words);
    return cast_open(&lab->cast, options->cast, rows, cols, lab->colors, lab->settings->title, command, err);
}

enum catapult_status lab_run(const struct catapult_settings *settings, session_loader load,
                             const struct lab_options *options, int *signal, struct catapult_error *err)
{
    static struct lab lab; /* static: it is large, and there is only one terminal */
    enum catapult_status status = CATAPULT_STATUS_OK;
    *signal = 0;
    if (log_open(err) != CATAPULT_STATUS_OK || term_start(options->color, options->theme, err) != CATAPULT_STATUS_OK) {
        log_close();
        return err->code;
    }
    lab_init(&lab, settings, options);
    lab_meet_terminal(&lab, options);
    status = start_cast(&lab, options, err);
    if (status == CATAPULT_STATUS_OK)
        status = lab_begin(&lab, settings, load, options, lab.running, err);
    if (status == CATAPULT_STATUS_OK) {
        if (options->lesson)
            lab_lesson_begin(&lab, options->lesson);
        lab_loop(&lab, options->fps, signal);
    }
    term_stop();
    cast_close(lab.cast);
    if (status != CATAPULT_STATUS_OK)
        log_printf("no recording, or no session");
    else if (!*signal && !lab.quit && lab_failed(&lab))
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", lab.snapshot.message);
    status = lab_end(&lab, status, err);
    lab_done(&lab);
    log_close();
    return status;
}

/* lab_run.c - requests about the run: steps, time, restart, the learning rate.
 *
 * A request is a command to the session, which answers as soon as it can; until then the screen shows the requested
 * state. */
#include <math.h>
#include <stdio.h>

#include "tui/lab/lab_state.h"
#include "tui/panes/marks.h"

#define ETA_STEP 1.05
#define ETA_LEAP 1.25

static const double rates[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 0 /* no limit */};
enum { RATES = sizeof rates / sizeof rates[0] };

/* --- requests without an answer yet --- */

void lab_expect(struct lab *lab)
{
    struct snapshot *snapshot = &lab->snapshot;
    bool loaded = snapshot->state == SESSION_RUNNING || snapshot->state == SESSION_PAUSED;
    if (snapshot->applied >= lab->asked.sent) {
        lab->asked.eta_set = lab->asked.rate_set = lab->asked.running_set = false;
        lab->asked.name = '\0';
        lab->asked.runs = 0;
        if (snapshot->t <= lab->asked.t) /* otherwise a jump back is still in progress */
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

void lab_expect_running(struct lab *lab, bool running)
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
    lab->harmless++;
    lab->asked.rate_set = true;
    lab->asked.rate = rate;
    lab_expect(lab);
}

/* --- run --- */

bool lab_over(const struct lab *lab)
{
    for (int i = 0; i < lab->snapshot.models; i++)
        if (!lab->snapshot.diverged[i])
            return false;
    return true;
}

/* Whether a model can take a step, now or after the pending commands; if not, the last line says so. */
static bool can_step(struct lab *lab)
{
    const struct snapshot *s = &lab->snapshot;
    if (s->applied < lab->asked.sent || lab->asked.t_set || s->travelling)
        return true;
    if (!lab_over(lab))
        return true;
    lab_refuse(lab, "diverged: Left and b go back, r restarts");
    return false;
}

/* Also works while loading: then it decides whether the run starts running. */
static void do_run(struct lab *lab)
{
    bool running = !lab->running, loading = lab->snapshot.state == SESSION_LOADING;
    if (running && !loading && (!lab_ready(lab) || !can_step(lab)))
        return;
    session_run(lab->session, running);
    lab_expect_running(lab, running);
    lab->asked.t_set = false;
    lab_say(lab, "%s", running ? "running" : "paused");
}

static void send_forward(struct lab *lab, int steps)
{
    session_forward(lab->session, steps);
    lab_expect_running(lab, false);
    lab->asked.t_set = false;
    lab->view.follow = true;
}

static void do_forward(struct lab *lab)
{
    if (!lab_ready(lab) || !can_step(lab))
        return;
    send_forward(lab, 1);
    lab_say(lab, "one iteration forward");
}

static void do_step_back(struct lab *lab)
{
    if (!lab_ready(lab))
        return;
    long from = lab->asked.t_set ? lab->asked.t : lab->snapshot.t;
    if (from == 0) {
        lab_refuse(lab, "this is the first iteration");
        return;
    }
    lab_goto(lab, from - 1);
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

static void run_restart(struct lab *lab, bool next_seed)
{
    session_restart(lab->session, next_seed);
    lab->asked.sent++;
    lab->asked.eta_set = lab->asked.t_set = false;
    lab->view.follow = true;
}

static void do_restart(struct lab *lab)
{
    bool failed = lab->snapshot.state == SESSION_FAILED;
    run_restart(lab, false);
    lab_say(lab, "%s", failed ? "tries again to load it" : "again from the first iteration, same seed");
}

static void do_next_seed(struct lab *lab)
{
    int others = lab_runs(lab) - 1;
    if (lab_asks(lab, "next seed", do_next_seed))
        return;
    run_restart(lab, true);
    lab_say(lab, "again with the next seed%s", others > 0 ? "; the runs of this one are gone" : "");
}

/* --- learning rate --- */

static void run_set_eta(struct lab *lab, const struct catapult_lr *lr)
{
    const struct snapshot *snapshot = &lab->snapshot;
    double threshold = catapult_settings_threshold(lab->settings), lambda_1 = snapshot->lambda_1;
    double eta = catapult_settings_eta(lab->settings, lr, lambda_1, snapshot->eta_max);
    if (lr->unit == CATAPULT_LR_MAX && snapshot->eta_max_kind != ETA_MAX_MEASURED) {
        session_set_lr(lab->session, lr);
        lab->asked.sent++;
        lab->asked.eta_set = false;
        lab_say(lab, "eta_max is measured first");
    } else if (!isfinite(eta)) {
        lab_mistyped(lab, "that is not a finite learning rate here");
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
    if (!lab_ready(lab))
        return;
    struct catapult_lr lr = {.value = lab->snapshot.eta * factor, .unit = CATAPULT_LR_PLAIN};
    if (lab->snapshot.eta == 0)
        lab_refuse(lab, "eta is 0; e types another");
    else
        run_set_eta(lab, &lr);
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
    struct catapult_lr crit = {.value = 1, .unit = CATAPULT_LR_CRIT};
    if (lab_ready(lab))
        run_set_eta(lab, &crit);
}

static void go_to_mark(struct lab *lab, int direction)
{
    struct mark marks[MARKS_MAX];
    if (!lab_ready(lab))
        return;
    const struct mark *mark = marks_next(marks, marks_find(&lab->view, marks), lab->snapshot.eta, direction);
    if (!mark) {
        lab_refuse(lab, "no mark of the ruler is %s eta", direction > 0 ? "above" : "below");
        return;
    }
    run_set_eta(lab, &(struct catapult_lr){.value = mark->eta, .unit = CATAPULT_LR_PLAIN});
    lab_say(lab, ": %s", mark->text[0]);
}

static void do_eta_next(struct lab *lab)
{
    go_to_mark(lab, 1);
}

static void do_eta_previous(struct lab *lab)
{
    go_to_mark(lab, -1);
}

static void do_eta_type(struct lab *lab)
{
    if (!lab_ready(lab))
        return;
    prompt_open(&lab->prompt, PROMPT_ETA);
    lab->prompt_error[0] = '\0';
}

void lab_enter_eta(struct lab *lab)
{
    struct catapult_lr lr;
    struct catapult_error err;
    lab_last(lab, "e: ");
    if (catapult_lr_parse(lab->prompt.text, &lr, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else
        run_set_eta(lab, &lr);
}

/* --- the same with an argument, for lab_command.c --- */

void lab_set_eta(struct lab *lab, const struct catapult_lr *lr)
{
    run_set_eta(lab, lr);
}

void lab_set_rate(struct lab *lab, double rate)
{
    set_rate(lab, rate);
    say_rate(lab, rate);
}

void lab_forward(struct lab *lab, int steps)
{
    if (!can_step(lab))
        return;
    send_forward(lab, steps);
    lab_say(lab, "%d iteration%s forward", steps, steps == 1 ? "" : "s");
}

void lab_back(struct lab *lab, long steps)
{
    long from = lab->asked.t_set ? lab->asked.t : lab->snapshot.t, to = from > steps ? from - steps : 0;
    lab_goto(lab, to);
}

const lab_action lab_run_actions[REQUEST_COUNT] = {
    [REQUEST_RUN] = do_run,
    [REQUEST_FORWARD] = do_forward,
    [REQUEST_BACK] = do_step_back,
    [REQUEST_FASTER] = do_faster,
    [REQUEST_SLOWER] = do_slower,
    [REQUEST_RESTART] = do_restart,
    [REQUEST_NEXT_SEED] = do_next_seed,
    [REQUEST_ETA_UP] = do_eta_up,
    [REQUEST_ETA_DOWN] = do_eta_down,
    [REQUEST_ETA_LEAP_UP] = do_eta_leap_up,
    [REQUEST_ETA_LEAP_DOWN] = do_eta_leap_down,
    [REQUEST_ETA_TYPE] = do_eta_type,
    [REQUEST_ETA_CRIT] = do_eta_crit,
    [REQUEST_ETA_NEXT] = do_eta_next,
    [REQUEST_ETA_PREVIOUS] = do_eta_previous,
};

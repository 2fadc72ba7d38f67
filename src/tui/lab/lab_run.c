/* lab_run.c - requests about the run: steps, time, restart, the learning rate.
 *
 * A request is a command to the session, which answers as soon as it can; until then the screen shows the requested
 * state. */
#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "tui/lab/lab_state.h"
#include "tui/panes/marks.h"

#define ETA_STEP 1.05
#define ETA_LEAP 1.25
#define RATE_MOST 1e6

static const double rates[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 0 /* no limit */};
enum { RATES = sizeof rates / sizeof rates[0] };

/* --- run --- */

/* Whether a model can take a step, now or after the pending commands; if not, the last line says so. */
static bool can_step(struct lab *lab)
{
    const struct link *link = &lab->link;
    if (link_pending(link) || link->asked.t_set || link->snapshot.travelling || !link_over(link))
        return true;
    lab_refuse(lab, "diverged: Left and b go back, r restarts");
    return false;
}

/* Also works while loading: then it decides whether the run starts running. */
static void do_run(struct lab *lab)
{
    bool running = !lab->link.running, loading = lab->link.snapshot.state == SESSION_LOADING;
    if (running && !loading && (!lab_ready(lab) || !can_step(lab)))
        return;
    link_run(&lab->link, running);
    lab_say(lab, "%s", running ? "running" : "paused");
}

void lab_forward(struct lab *lab, int steps)
{
    if (!can_step(lab))
        return;
    link_forward(&lab->link, steps);
    lab_follow(lab);
    if (steps == 1)
        lab_say(lab, "one iteration forward");
    else
        lab_say(lab, "%d iterations forward", steps);
}

static void do_forward(struct lab *lab)
{
    if (lab_ready(lab))
        lab_forward(lab, 1);
}

static void with_forward(struct lab *lab, const char *text)
{
    long steps;
    if (lab_ready(lab) && lab_whole_number(lab, text, 1, LAB_COUNT_MOST, &steps))
        lab_forward(lab, (int)steps);
}

static void do_back(struct lab *lab)
{
    if (!lab_ready(lab))
        return;
    if (link_t(&lab->link) == 0)
        lab_refuse(lab, "this is the first iteration");
    else
        lab_goto(lab, link_t(&lab->link) - 1);
}

static void with_back(struct lab *lab, const char *text)
{
    long steps, from = link_t(&lab->link);
    if (lab_ready(lab) && lab_whole_number(lab, text, 1, LAB_COUNT_MOST, &steps))
        lab_goto(lab, from > steps ? from - steps : 0);
}

/* --- time --- */

static void set_rate(struct lab *lab, double rate)
{
    link_set_rate(&lab->link, rate);
    if (rate == 0)
        lab_say(lab, "as fast as possible");
    else
        lab_say(lab, "%g iteration%s per second", rate, rate == 1 ? "" : "s");
}

static void change_rate(struct lab *lab, int by)
{
    int i = 0;
    double rate = lab->link.snapshot.rate;
    while (i < RATES - 1 && (rate == 0 || rates[i] < rate))
        i++;
    i = i + by < 0 ? 0 : i + by >= RATES ? RATES - 1 : i + by;
    set_rate(lab, rates[i]);
}

static void do_faster(struct lab *lab)
{
    change_rate(lab, 1);
}

static void do_slower(struct lab *lab)
{
    change_rate(lab, -1);
}

static void with_rate(struct lab *lab, const char *text)
{
    double value;
    if (number_only(text, &value) && value >= 0 && value <= RATE_MOST)
        set_rate(lab, value);
    else
        lab_mistyped(lab, "'%.60s' is not a number from 0 to %g", text, RATE_MOST);
}

/* --- restart --- */

/* A schedule sets eta again, whatever was set by hand: said before it does. */
static void say_schedule(struct lab *lab, long t)
{
    const struct catapult_settings *settings = lab->origin.settings;
    char text[64];
    int next = 0;
    while (next < settings->n_schedule && settings->schedule[next].at <= t)
        next++;
    if (next == settings->n_schedule)
        return;
    catapult_lr_format(&settings->schedule[next].eta, text, sizeof text);
    lab_say(lab, "; the schedule sets %s at step %ld", text, settings->schedule[next].at);
}

static void do_restart(struct lab *lab)
{
    bool failed = lab->link.snapshot.state == SESSION_FAILED;
    link_restart(&lab->link, false);
    lab_follow(lab);
    lab_say(lab, "%s", failed ? "loading again" : "restarted with the same seed");
    if (!failed)
        say_schedule(lab, 0);
}

static void do_next_seed(struct lab *lab)
{
    int others = link_runs(&lab->link) - 1;
    if (lab_asks(lab, "next seed", "", do_next_seed))
        return;
    link_restart(&lab->link, true);
    lab_follow(lab);
    lab_say(lab, "restarted with the next seed%s", others > 0 ? "; the other runs are gone" : "");
}

/* --- learning rate --- */

void lab_set_eta(struct lab *lab, const struct catapult_lr *lr)
{
    const struct catapult_settings *settings = lab->origin.settings;
    const struct snapshot *snapshot = &lab->link.snapshot;
    double threshold = catapult_settings_threshold(settings), lambda_1 = snapshot->lambda_1;
    double eta = catapult_settings_eta(settings, lr, lambda_1, snapshot->eta_max);
    if (lr->unit == CATAPULT_LR_MAX && snapshot->eta_max_kind != ETA_MAX_MEASURED) {
        link_set_eta(&lab->link, lr, NAN);
        lab_say(lab, "eta_max is measured first");
    } else if (!isfinite(eta)) {
        lab_mistyped(lab, "that is not a finite learning rate for this run");
    } else {
        link_set_eta(&lab->link, lr, eta);
        lab_say(lab, "eta %.4g = %.4g crit", eta, eta * lambda_1 / threshold);
        say_schedule(lab, snapshot->t);
    }
}

static void scale_eta(struct lab *lab, double factor)
{
    if (!lab_ready(lab))
        return;
    struct catapult_lr lr = {.value = lab->link.snapshot.eta * factor, .unit = CATAPULT_LR_PLAIN};
    if (lab->link.snapshot.eta == 0)
        lab_refuse(lab, "eta is 0; type another with e");
    else
        lab_set_eta(lab, &lr);
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
        lab_set_eta(lab, &crit);
}

static void go_to_mark(struct lab *lab, int direction)
{
    struct mark marks[MARKS_MAX];
    if (!lab_ready(lab))
        return;
    double eta = lab->link.snapshot.eta;
    const struct mark *mark = marks_next(marks, marks_find(&lab->sight.view, marks), eta, direction);
    if (!mark) {
        lab_refuse(lab, "no mark of the ruler is %s eta", direction > 0 ? "above" : "below");
        return;
    }
    lab_set_eta(lab, &(struct catapult_lr){.value = mark->eta, .unit = CATAPULT_LR_PLAIN});
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
    if (lab_ready(lab))
        lab_ask_eta(lab);
}

static void with_eta(struct lab *lab, const char *text)
{
    struct catapult_lr lr;
    struct catapult_error err;
    if (!lab_ready(lab))
        return;
    if (catapult_lr_parse(text, &lr, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else
        lab_set_eta(lab, &lr);
}

void lab_enter_eta(struct lab *lab, const char *text)
{
    lab_last(lab, "e: ");
    with_eta(lab, text);
}

const struct lab_action lab_run_actions[] = {
    {REQUEST_RUN, do_run, NULL},
    {REQUEST_FORWARD, do_forward, with_forward},
    {REQUEST_BACK, do_back, with_back},
    {REQUEST_FASTER, do_faster, NULL},
    {REQUEST_SLOWER, do_slower, NULL},
    {REQUEST_RATE, NULL, with_rate},
    {REQUEST_RESTART, do_restart, NULL},
    {REQUEST_NEXT_SEED, do_next_seed, NULL},
    {REQUEST_ETA_UP, do_eta_up, NULL},
    {REQUEST_ETA_DOWN, do_eta_down, NULL},
    {REQUEST_ETA_LEAP_UP, do_eta_leap_up, NULL},
    {REQUEST_ETA_LEAP_DOWN, do_eta_leap_down, NULL},
    {REQUEST_ETA_TYPE, do_eta_type, with_eta},
    {REQUEST_ETA_CRIT, do_eta_crit, NULL},
    {REQUEST_ETA_NEXT, do_eta_next, NULL},
    {REQUEST_ETA_PREVIOUS, do_eta_previous, NULL},
    {REQUEST_NONE, NULL, NULL},
};

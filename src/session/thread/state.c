/* state.c - see worker.h: what the compute thread says, publishes and reports. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "session/thread/worker.h"

static const int64_t frame = CLOCK_SECOND / 30;

bool worker_loaded(const struct worker *w)
{
    return w->state >= WORKER_READY;
}

bool worker_running(const struct worker *w)
{
    return w->steps == STEPS_UNLIMITED;
}

bool worker_stepping(const struct worker *w)
{
    return w->steps != 0 || w->state == WORKER_REMAKING;
}

bool worker_visible(const struct worker *w)
{
    return w->state == WORKER_READY || w->state == WORKER_REMAKING;
}

int worker_run_number(const struct worker *w)
{
    return w->run->name - 'A';
}

struct place worker_place(const struct worker *w)
{
    return (struct place){w->run->node, board_newest(&w->board), w->run->stopped_at};
}

/* --- the text ----------------------------------------------------------------------------------------------- */

void worker_say(struct worker *w, double fraction, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(w->now.task, sizeof w->now.task, format, arguments);
    va_end(arguments);
    w->now.fraction = fraction;
    w->unseen = true;
}

void worker_fail(struct worker *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(w->now.message, sizeof w->now.message, format, arguments);
    va_end(arguments);
    w->state = WORKER_FAILED;
    worker_say(w, -1, "%s", "");
}

/* --- publishing --------------------------------------------------------------------------------------------- */

static enum session_state state_of(const struct worker *w)
{
    if (!worker_loaded(w))
        return w->state == WORKER_FAILED ? SESSION_FAILED : SESSION_LOADING;
    return worker_running(w) ? SESSION_RUNNING : SESSION_PAUSED;
}

/* During a journey the experiment's own state is not shown. */
bool worker_searches(const struct worker *w)
{
    bool wanted = w->measure || w->eta.pending == PENDING_ETA_MAX;
    return w->eta.moment || (wanted && w->now.eta_max_kind != ETA_MAX_MEASURED && !w->eta.given_up);
}

void worker_fill(struct worker *w)
{
    struct snapshot *now = &w->now;
    now->state = state_of(w);
    now->steps_per_second = now->state == SESSION_RUNNING ? pace_measured(&w->pace) : 0;
    now->rate = w->pace.rate;
    now->seed = w->settings.seed;
    now->models = worker_loaded(w) ? catapult_experiment_models(w->experiment) : 0;
    now->runs = worker_loaded(w) ? w->runs : 0;
    now->focus = w->focus;
    now->travelling = w->state > WORKER_READY;
    now->searching = worker_loaded(w) && worker_searches(w);
    changes_describe(&w->run->changes, false, now->undo, sizeof now->undo);
    changes_describe(&w->run->changes, true, now->redo, sizeof now->redo);
    if (worker_loaded(w))
        worker_judge(w);
    if (!worker_visible(w))
        return;
    now->t = catapult_experiment_t(w->experiment);
    for (int i = 0; i < now->models; i++) {
        now->kind[i] = catapult_experiment_kind(w->experiment, i);
        now->now[i] = *catapult_experiment_measure(w->experiment, i);
        now->diverged[i] = catapult_experiment_diverged(w->experiment, i);
    }
}

void worker_show(struct worker *w)
{
    worker_fill(w);
    board_publish(&w->board, &w->now);
    w->published = clock_now();
    w->unseen = false;
}

void worker_publish(struct worker *w)
{
    board_open(&w->board);
    worker_show(w);
    board_close(&w->board);
}

bool worker_due(const struct worker *w)
{
    return clock_now() - w->published >= frame;
}

void worker_publish_soon(struct worker *w)
{
    w->unseen = true;
    if (worker_due(w))
        worker_publish(w);
}

void worker_rest(struct worker *w, int64_t until)
{
    if (w->unseen && (until == CLOCK_NEVER || worker_due(w)))
        worker_publish(w);
    if (until == 0)
        return;
    if (w->unseen && w->published + frame < until)
        until = w->published + frame;
    queue_wait(&w->queue, until);
}

/* --- the summary of a run ----------------------------------------------------------------------------------- */

static void summary_add(struct run_model *m, const struct catapult_history *rows, size_t row)
{
    double loss = catapult_history_get(rows, CATAPULT_FIELD_TRAIN_LOSS, row);
    double lambda_1 = catapult_history_get(rows, CATAPULT_FIELD_LAMBDA, row);
    if (isfinite(loss))
        m->loss = loss;
    if (isfinite(lambda_1))
        m->lambda_1 = lambda_1;
    if (isfinite(loss) && !(m->peak >= loss)) {
        m->peak = loss;
        m->peak_t = (long)row;
    }
}

void worker_summarize(struct worker *w, bool again)
{
    struct run_summary *s = &w->now.run[w->focus];
    const struct catapult_history *rows = board_rows(&w->board);
    long t = board_newest(&w->board);
    bool next = !again && (t == s->t || t == s->t + 1);
    s->name = w->run->name;
    s->seed = w->settings.seed;
    s->t = t;
    s->eta = w->now.eta;
    for (int i = 0; i < w->board.models; i++) {
        struct run_model *m = &s->model[i];
        if (!next) {
            m->loss = m->lambda_1 = m->peak = NAN;
            m->peak_t = 0;
        }
        for (size_t row = next ? (size_t)t : 0; row <= (size_t)t; row++)
            summary_add(m, &rows[i], row);
        m->diverged_at = w->now.diverged_at[i];
        m->phase = (enum catapult_phase)catapult_history_get(&rows[i], CATAPULT_FIELD_PHASE, (size_t)t);
    }
}

void worker_judge_rows(struct worker *w, long t)
{
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&w->settings);
    for (int i = 0; i < w->board.models; i++) {
        if (w->outcome[i].rows == 0 || w->outcome[i].rows > t)
            catapult_outcome_init(&w->outcome[i], &rules);
        catapult_outcome_follow(&w->outcome[i], &board_rows(&w->board)[i], (size_t)t);
    }
}

void worker_judge(struct worker *w)
{
    long newest = board_newest(&w->board);
    if (w->board.models == 0 || newest < 0)
        return;
    worker_judge_rows(w, newest);
    for (int i = 0; i < w->board.models; i++) {
        struct catapult_outcome all = w->outcome[i]; /* the newest row's eta may still change */
        catapult_outcome_follow(&all, &board_rows(&w->board)[i], (size_t)newest + 1);
        catapult_outcome_facts(&all, &w->now.run[w->focus].model[i].did);
    }
}

void worker_judge_another(struct worker *w)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        w->outcome[i].rows = 0;
}

/* --- reporting events ------------------------------------------------------------------------------------------ */

/* The newest iteration as the user sees it. */
static long present(const struct worker *w)
{
    return worker_loaded(w) ? board_newest(&w->board) : 0;
}

static void report(struct worker *w, const struct event *event)
{
    if (w->hear)
        w->hear(w->hear_context, event);
}

void worker_report_at(struct worker *w, enum event_kind kind, long t, long number)
{
    report(w, &(struct event){.kind = kind, .t = t, .number = number});
}

void worker_report(struct worker *w, enum event_kind kind, long number)
{
    worker_report_at(w, kind, present(w), number);
}

void worker_report_eta(struct worker *w, const struct catapult_lr *lr, double eta)
{
    report(w, &(struct event){.kind = EVENT_ETA, .t = present(w), .eta = eta, .lr = *lr});
}

/* bound.c - see worker.h: measures eta_max in slices; commands are handled between slices. */
#include <math.h>

#include "base/clock.h"
#include "session/thread/worker.h"

static const int64_t short_slice = CLOCK_SECOND / 500, long_slice = CLOCK_SECOND / 150;

enum { TRIAL_STEPS = 400, SLICE_STEPS_MAX = 1 << 20 };

void bound_forget(struct worker *w)
{
    catapult_eta_max_search_free(w->bound.search);
    w->bound = (struct bound){.steps = 1, .cost = long_slice};
    w->now.eta_max_kind = ETA_MAX_UNKNOWN;
    w->now.eta_max = 0;
    w->now.eta_max_high = INFINITY;
}

bool bound_wanted(const struct worker *w)
{
    return w->now.eta_max_kind != ETA_MAX_MEASURED && !w->bound.given_up;
}

bool bound_resolve(const struct worker *w, const struct catapult_lr *lr, double *eta)
{
    bool known = lr->unit != CATAPULT_LR_MAX || w->now.eta_max_kind == ETA_MAX_MEASURED;
    *eta = known ? catapult_settings_eta(&w->settings, lr, w->now.lambda_1, w->now.eta_max) : NAN;
    return isfinite(*eta);
}

static void say_lr(struct worker *w, const struct catapult_lr *lr, double fraction, const char *before)
{
    char text[64];
    catapult_lr_format(lr, text, sizeof text);
    worker_say(w, fraction, "%s eta = %s", before, text);
}

/* Sets a learning rate by hand.  A restart begins with it. */
static void bound_apply_lr(struct worker *w, const struct catapult_lr *lr)
{
    double eta;
    if (!bound_resolve(w, lr, &eta)) {
        say_lr(w, lr, -1, "no value here for");
        return;
    }
    worker_say(w, -1, "%s", "");
    travel_set_lr(w, lr, lr, eta);
    script_eta(w, lr, eta);
}

void bound_set_lr(struct worker *w, const struct catapult_lr *lr)
{
    w->bound.lr_waits = lr->unit == CATAPULT_LR_MAX && bound_wanted(w);
    w->bound.lr = *lr;
    if (w->bound.lr_waits)
        say_lr(w, lr, -1, "measuring eta_max for");
    else
        bound_apply_lr(w, lr);
}

/* --- the search ------------------------------------------------------------------------------------------ */

/* eta_max is known, or known not to exist.  Applies the pending learning rate. */
static void bound_end(struct worker *w, double low, double high)
{
    catapult_eta_max_search_free(w->bound.search);
    w->bound.search = NULL;
    w->bound.given_up = !(low > 0) || !isfinite(high); /* no eta diverges: there is no largest */
    w->now.eta_max_kind = w->bound.given_up ? ETA_MAX_UNKNOWN : ETA_MAX_MEASURED;
    w->now.eta_max = low;
    w->now.eta_max_high = high;
    w->unseen = true;
    if (worker_loaded(w) && w->bound.lr_waits) {
        w->bound.lr_waits = false;
        bound_apply_lr(w, &w->bound.lr);
    }
}

static bool bound_begin(struct worker *w)
{
    int limit = w->settings.stop.steps;
    return catapult_eta_max_search_new(&w->bound.search, w->experiment, 0, limit > 0 ? limit : TRIAL_STEPS, NULL)
           == CATAPULT_STATUS_OK;
}

static void fit_slice(struct bound *bound, int64_t cost)
{
    bound->cost = cost;
    if (cost < short_slice && bound->steps < SLICE_STEPS_MAX)
        bound->steps *= 2;
    else if (cost > long_slice && bound->steps > 1)
        bound->steps /= 2;
}

static void bound_show(struct worker *w, const struct catapult_eta_max_state *state)
{
    struct snapshot *now = &w->now;
    bool moved = now->eta_max_kind != ETA_MAX_MEASURING || now->eta_max != state->low
                 || now->eta_max_high != state->high;
    now->eta_max_kind = ETA_MAX_MEASURING;
    now->eta_max = state->low;
    now->eta_max_high = state->high;
    if (!worker_loaded(w))
        worker_say(w, state->fraction, "measuring eta_max");
    else if (w->bound.lr_waits)
        say_lr(w, &w->bound.lr, state->fraction, "measuring eta_max for");
    if (moved || !worker_loaded(w) || w->bound.lr_waits)
        worker_publish_soon(w);
}

void bound_slice(struct worker *w)
{
    struct bound *bound = &w->bound;
    if (!bound->search && !bound_begin(w)) {
        bound_end(w, 0, INFINITY);
        return;
    }
    int64_t start = clock_now(); /* not counted: bound_begin has a one-time cost that slices do not have */
    catapult_eta_max_search_advance(bound->search, bound->steps);
    fit_slice(bound, clock_now() - start);
    struct catapult_eta_max_state state;
    catapult_eta_max_search_state(bound->search, &state);
    if (state.done)
        bound_end(w, state.low, state.high);
    else
        bound_show(w, &state);
}

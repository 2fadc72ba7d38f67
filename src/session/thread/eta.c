/* eta.c - see worker.h: the learning rate of the next step, and eta_max, which a rate may be written in;
 * and eta_ms.
 *
 * A learning rate has one home, the plan of its run (plan.h); now.eta is its value there.  Both are found in
 * slices; commands are handled between them. */
#include <math.h>

#include "base/clock.h"
#include "session/thread/worker.h"

static const int64_t short_slice = CLOCK_SECOND / 500, long_slice = CLOCK_SECOND / 150;

enum { MOMENT_SIZE_MAX = 512 /* outputs of all examples: larger ones take seconds a step */, SLICE_STEPS_MAX = 1 << 20 };

void eta_forget(struct worker *w)
{
    catapult_eta_max_search_free(w->eta.search);
    catapult_eta_ms_free(w->eta.moment);
    w->eta = (struct eta){.steps = 1, .cost = long_slice};
    w->now.eta = 0;
    w->now.eta_max_kind = ETA_MAX_UNKNOWN;
    w->now.eta_max = 0;
    w->now.eta_max_high = INFINITY;
    w->now.eta_ms = NAN;
}

/* --- the value of a rate --------------------------------------------------------------------------------------- */

bool eta_value(const struct worker *w, const struct catapult_lr *lr, double *eta)
{
    bool known = lr->unit != CATAPULT_LR_MAX || w->now.eta_max_kind == ETA_MAX_MEASURED;
    *eta = known ? catapult_settings_eta(&w->settings, lr, w->now.lambda_1, w->now.eta_max) : NAN;
    return isfinite(*eta);
}

/* NaN if it has no value; load.c rules this out. */
void eta_show(struct worker *w, long t)
{
    struct catapult_lr lr;
    double factor, eta;
    plan_at(w->run->node, &w->settings, t, &lr, &factor);
    w->now.eta = eta_value(w, &lr, &eta) ? eta * factor : NAN;
}

void eta_follow(struct worker *w)
{
    eta_show(w, catapult_experiment_t(w->experiment));
    catapult_experiment_set_lr(w->experiment, w->now.eta);
}

void eta_step(struct worker *w)
{
    double before = w->now.eta;
    eta_show(w, catapult_experiment_t(w->experiment));
    if (w->now.eta != before)
        catapult_experiment_set_lr(w->experiment, w->now.eta);
}

void eta_say(struct worker *w, const struct catapult_lr *lr, double fraction, const char *before)
{
    char text[64];
    catapult_lr_format(lr, text, sizeof text);
    worker_say(w, fraction, "%s eta = %s", before, text);
}

/* --- eta_ms ------------------------------------------------------------------------------------------------------ */

void eta_ms_begin(struct worker *w)
{
    if (w->data->n * w->data->outputs <= MOMENT_SIZE_MAX)
        w->eta.moment = catapult_eta_ms_new(w->experiment);
}

bool eta_ms_wanted(const struct worker *w)
{
    return w->eta.moment;
}

void eta_ms_slice(struct worker *w)
{
    double eta;
    int64_t start = clock_now();
    bool done = catapult_eta_ms_advance(w->eta.moment, &eta);
    w->eta.cost = clock_now() - start;
    if (!done)
        return;
    catapult_eta_ms_free(w->eta.moment);
    w->eta.moment = NULL;
    w->now.eta_ms = eta;
    w->unseen = true;
}

/* --- eta_max ----------------------------------------------------------------------------------------------------- */

bool eta_max_wanted(const struct worker *w)
{
    return w->now.eta_max_kind != ETA_MAX_MEASURED && !w->eta.given_up;
}

/* eta_max is known, or known not to exist. */
static void eta_max_end(struct worker *w, const struct catapult_eta_max_state *found)
{
    double low = found->low, high = found->high;
    catapult_eta_max_search_free(w->eta.search);
    w->eta.search = NULL;
    w->eta.given_up = !(low > 0) || !isfinite(high); /* no eta diverges: there is no largest */
    w->now.eta_max_kind = w->eta.given_up ? ETA_MAX_UNKNOWN : ETA_MAX_MEASURED;
    w->now.eta_max = low;
    w->now.eta_max_high = high;
    w->now.eta_max_fails = found->outcome;
    w->now.eta_max_holes = found->holes;
    w->now.eta_max_steps = found->steps;
    w->unseen = true;
}

static bool eta_max_begin(struct worker *w)
{
    return catapult_eta_max_search_new(&w->eta.search, w->experiment, 0, NULL) == CATAPULT_STATUS_OK;
}

static void fit_slice(struct eta *eta, int64_t cost)
{
    eta->cost = cost;
    if (cost < short_slice && eta->steps < SLICE_STEPS_MAX)
        eta->steps *= 2;
    else if (cost > long_slice && eta->steps > 1)
        eta->steps /= 2;
}

static void eta_max_show(struct worker *w, const struct catapult_eta_max_state *state)
{
    struct snapshot *now = &w->now;
    bool moved = now->eta_max_kind != ETA_MAX_MEASURING || now->eta_max != state->low
                 || now->eta_max_high != state->high;
    now->eta_max_kind = ETA_MAX_MEASURING;
    now->eta_max = state->low;
    now->eta_max_high = state->high;
    if (!worker_loaded(w))
        worker_say(w, state->fraction, "measuring eta_max");
    else if (w->eta.pending == PENDING_ETA_MAX)
        eta_say(w, &w->eta.lr, state->fraction, "measuring eta_max for");
    if (moved || w->unseen)
        worker_publish_soon(w);
}

bool eta_max_slice(struct worker *w)
{
    struct eta *eta = &w->eta;
    if (!eta->search && !eta_max_begin(w)) {
        eta_max_end(w, &(struct catapult_eta_max_state){.high = INFINITY});
        return false;
    }
    int64_t start = clock_now(); /* not counted: eta_max_begin has a one-time cost that slices do not have */
    catapult_eta_max_search_advance(eta->search, eta->steps);
    fit_slice(eta, clock_now() - start);
    struct catapult_eta_max_state state;
    catapult_eta_max_search_state(eta->search, &state);
    if (state.done)
        eta_max_end(w, &state);
    else
        eta_max_show(w, &state);
    return !state.done;
}

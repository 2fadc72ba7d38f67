/* probes.c - see worker.h: when probes are made: at most a tenth of a run's time, and each probe once per moment.
 *
 * A probe that took a time C is due again after RATION times C, times the number of wanted probes.  So all probes
 * together take at most 1/RATION of the time.  While paused there is no limit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/clock.h"
#include "session/probes/probe_class.h"
#include "session/thread/worker.h"

enum { RATION = 10 };

static const int64_t frame = CLOCK_SECOND / 30;

/* --- life ------------------------------------------------------------------------------------------------ */

static void forget_own(struct probe_seat *seat, const struct probe_class *class)
{
    if (seat->own && class->done)
        class->done(seat->own);
    free(seat->own);
    seat->own = NULL;
}

void probes_forget(struct worker *w)
{
    for (int i = 0; i < PROBE_COUNT; i++) {
        struct probe_seat *seat = &w->probing.seat[i];
        forget_own(seat, probe_classes[i]);
        *seat = (struct probe_seat){.result = seat->result};
        if (seat->result)
            memset(seat->result, 0, probe_size((enum probe_kind)i));
    }
}

void probes_forget_series(struct worker *w)
{
    for (int i = 0; i < PROBE_COUNT; i++) {
        struct probe_seat *seat = &w->probing.seat[i];
        if (!probe_classes[i]->of_moment)
            continue;
        forget_own(seat, probe_classes[i]);
        *seat = (struct probe_seat){.result = seat->result};
    }
}

void probes_done(struct worker *w)
{
    probes_forget(w);
    for (int i = 0; i < PROBE_COUNT; i++)
        free(w->probing.seat[i].result);
}

static void probe_start(struct worker *w, struct probe_seat *seat, const struct probe_class *class, size_t size)
{
    if (!seat->result)
        seat->result = xnew_array(1, size);
    if (!seat->own && class->own_size)
        seat->own = xnew_array(1, class->own_size);
    seat->started = true;
    if (class->step) /* the probe sees every step from here on */
        class->step(seat->own, w->experiment, w->probing.model, NAN);
}

static bool wanted(const struct worker *w, int kind)
{
    return w->probing.wanted >> kind & 1;
}

void probes_want(struct worker *w, unsigned bits, int model)
{
    w->probing.wanted = bits;
    w->probing.model = model;
}

/* --- making ---------------------------------------------------------------------------------------------- */

static bool stale(const struct worker *w, int kind)
{
    const struct probe_seat *seat = &w->probing.seat[kind];
    const struct probe_class *class = probe_classes[kind];
    return !seat->moment || (class->of_moment && seat->moment != w->moment)
           || (class->of_model && seat->model != w->probing.model);
}

static void publish(struct worker *w, int kind, int64_t cost)
{
    struct probe_seat *seat = &w->probing.seat[kind];
    struct probe_head *head = seat->result;
    head->serial = ++w->probing.serial;
    head->t = catapult_experiment_t(w->experiment);
    head->model = w->probing.model;
    head->cost = (double)cost / (double)CLOCK_SECOND;
    board_put_probe(&w->board, (enum probe_kind)kind, head, probe_size((enum probe_kind)kind));
}

static int count_bits(unsigned bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static void probe_take(struct worker *w, int kind)
{
    struct probe_seat *seat = &w->probing.seat[kind];
    const struct probe_class *class = probe_classes[kind];
    int64_t begin = clock_now();
    if (class->take) {
        struct probe_head *head = seat->result;
        head->known = true;
        head->note[0] = '\0';
        class->take(seat->own, w->experiment, w->probing.model, seat->result);
    }
    int64_t now = clock_now(), rest = (now - begin) * RATION * count_bits(w->probing.wanted);
    seat->due = now + (rest > frame ? rest : frame);
    seat->slices_left = class->slice != NULL;
    seat->moment = w->moment;
    seat->model = w->probing.model;
    publish(w, kind, now - begin);
}

/* There is no experiment, or it is on a journey. */
static bool nothing_to_see(const struct worker *w)
{
    return !worker_visible(w) || w->probing.model >= catapult_experiment_models(w->experiment);
}

void probes_serve(struct worker *w)
{
    if (!w->probing.wanted || nothing_to_see(w))
        return;
    bool stepping = worker_stepping(w);
    for (int i = 0; i < PROBE_COUNT; i++) {
        struct probe_seat *seat = &w->probing.seat[i];
        if (!wanted(w, i))
            continue;
        if (!seat->started)
            probe_start(w, seat, probe_classes[i], probe_size((enum probe_kind)i));
        if (stale(w, i) && (!stepping || clock_now() >= seat->due))
            probe_take(w, i);
    }
    if (stepping && probes_slices_left(w) && clock_now() >= w->probing.slice_due) {
        probes_slice(w);
        w->probing.slice_due = clock_now() + RATION * w->probing.cost;
    }
}

void probes_step(struct worker *w, double eta)
{
    int models = catapult_experiment_models(w->experiment);
    for (int i = 0; i < PROBE_COUNT; i++) {
        struct probe_seat *seat = &w->probing.seat[i];
        if (seat->started && probe_classes[i]->step && w->probing.model < models)
            probe_classes[i]->step(seat->own, w->experiment, w->probing.model, eta);
    }
}

/* --- background work ------------------------------------------------------------------------------------------ */

static bool has_slices(const struct worker *w, int kind)
{
    return wanted(w, kind) && w->probing.seat[kind].started && w->probing.seat[kind].slices_left;
}

bool probes_slices_left(const struct worker *w)
{
    if (!w->probing.wanted || nothing_to_see(w))
        return false;
    for (int i = 0; i < PROBE_COUNT; i++)
        if (has_slices(w, i))
            return true;
    return false;
}

void probes_slice(struct worker *w)
{
    int64_t begin = clock_now();
    for (int i = 0; i < PROBE_COUNT; i++) {
        struct probe_seat *seat = &w->probing.seat[i];
        bool news = false;
        if (!has_slices(w, i))
            continue;
        seat->slices_left = probe_classes[i]->slice(seat->own, w->experiment, w->probing.model, seat->result, &news);
        if (news || !seat->slices_left)
            publish(w, i, clock_now() - begin);
        break;
    }
    w->probing.cost = clock_now() - begin;
}

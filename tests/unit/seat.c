/* seat.c - see seat.h. */
#include "seat.h"

#include <math.h>
#include <poll.h>
#include <string.h>

#include <catapult/experiment.h>

#include "check.h"
#include "base/clock.h"
#include "twin.h"

const char *const seat_small[] = {"model=network", "compare=linear,quadratic", "network.widths=40",
                                    "network.activation=swish", "data.n=12", "data.d=3", "data.test=7",
                                    "threads=2", "eta=0.9crit", ENDLESS, NULL};
/* measures that are not taken at every step, and batches: all of it must come back */
const char *const seat_sparse[] = {"model=network", "compare=linear,quadratic", "network.widths=40,20",
                                     "network.activation=tanh", "data.n=12", "data.d=3", "data.test=7",
                                     "threads=1", "eta=1.3crit", "batch=5", "spectrum.every=3", "test_every=4",
                                     ENDLESS, NULL};

enum status seat_load(const struct settings *settings, struct dataset **out, const struct progress *progress,
                      struct error *err)
{
    if (progress_report(progress, "drawing", 0.5))
        return error_set(err, STATUS_CANCELLED, "cancelled");
    return dataset_gaussian(settings, out, err);
}

void seat_prepare(struct seat *seat, const char *const *pairs, session_loader load, bool running)
{
    memset(seat, 0, sizeof *seat);
    twin_settings(&seat->settings, pairs);
    for (int i = 0; i < MODEL_COUNT; i++) {
        history_init(&seat->histories[i], seat->settings.spectrum.top);
        history_init(&seat->ghosts[i], seat->settings.spectrum.top);
    }
    seat->session = session_new(&seat->settings, load, running);
    assert_non_null(seat->session);
}

void seat_start(struct seat *seat, const char *const *pairs, session_loader load, bool running)
{
    seat_prepare(seat, pairs, load, running);
    session_start(seat->session);
}

void seat_stop(struct seat *seat)
{
    session_stop(seat->session);
    for (int i = 0; i < MODEL_COUNT; i++) {
        history_done(&seat->histories[i]);
        history_done(&seat->ghosts[i]);
    }
}

bool seat_readable(const struct seat *seat, int ms)
{
    struct pollfd fd = {.fd = session_fd(seat->session), .events = POLLIN};
    return poll(&fd, 1, ms) == 1;
}

void seat_check(const struct seat *seat)
{
    const struct snapshot *now = &seat->now;
    if (now->state == SESSION_LOADING || now->state == SESSION_FAILED) {
        assert_int_equal(now->models, 0);
        return;
    }
    assert_true(now->models > 0);
    assert_true(now->runs >= 1 && now->runs <= RUNS_MAX && now->focus >= 0 && now->focus < now->runs);
    assert_int_equal(now->run[now->focus].t, now->t);
    assert_int_equal(now->run[now->focus].seed, now->seed);
    for (int i = 0; i < now->models; i++) {
        const struct history *history = &seat->histories[i];
        assert_int_equal(history->length, now->t + 1);
        assert_int_equal(now->diverged[i], now->diverged_at[i] >= 0);
        double eta = history_get(history, FIELD_ETA, (size_t)now->t);
        assert_memory_equal(&eta, &now->eta, sizeof eta);
        if (now->diverged[i])
            continue;
        struct measure row;
        history_row(history, (size_t)now->t, &row);
        assert_true(row.train_loss == now->now[i].train_loss);
        assert_int_equal(row.phase, now->now[i].phase);
    }
}

void seat_wait(struct seat *seat, wanted seen, long figure, const char *what)
{
    int64_t end = clock_now() + PATIENCE_MS / 1000 * CLOCK_SECOND;
    for (;;) {
        session_fetch(seat->session, &seat->now, seat->histories);
        seat_check(seat);
        if (seen(&seat->now, figure))
            return;
        if (clock_now() > end || !seat_readable(seat, PATIENCE_MS))
            fail_msg("waited for %s %ld: state %d, t %ld, task '%s', message '%s'", what, figure,
                     seat->now.state, seat->now.t, seat->now.task, seat->now.message);
    }
}
bool in_state(const struct snapshot *now, long state)
{
    return (long)now->state == state;
}

bool at_step(const struct snapshot *now, long t)
{
    return now->models > 0 && now->t == t && now->state == SESSION_PAUSED && strncmp(now->task, "going", 5) != 0;
}

bool past_step(const struct snapshot *now, long t)
{
    return now->models > 0 && now->t >= t;
}

struct lr seat_lr(const char *text)
{
    struct lr lr;
    assert_int_equal(lr_parse(text, &lr, NULL), STATUS_OK);
    return lr;
}

void seat_set_lr(struct seat *seat, const char *text)
{
    struct lr lr = seat_lr(text);
    session_set_lr(seat->session, &lr);
}

/* --- the plain loop --------------------------------------------------------------------------------------- */

static void same_row(const struct history *a, size_t row, const struct measure *b, int top)
{
    struct measure m;
    history_row(a, row, &m);
    for (int k = top; k < TOP_MAX; k++)
        m.lambda[k] = m.pi[k] = m.overlap[k] = b->lambda[k];
    const double *x = &m.train_loss, *y = &b->train_loss;
    for (size_t q = 0; q < offsetof(struct measure, phase) / sizeof(double); q++)
        if (memcmp(x + q, y + q, sizeof *x) != 0 && !(isnan(x[q]) && isnan(y[q])))
            fail_msg("row %zu, number %zu: %.17g, the plain loop has %.17g", row, q, x[q], y[q]);
    assert_int_equal(m.phase, b->phase);
}

void seat_check_rows(const struct seat *seat, const struct history *histories, int seed)
{
    struct settings settings = seat->settings;
    settings.seed = seed;
    struct dataset *data;
    struct experiment *e;
    assert_int_equal(dataset_gaussian(&settings, &data, NULL), STATUS_OK);
    assert_int_equal(experiment_new(&e, &settings, data, NULL, NULL), STATUS_OK);
    bool over[MODEL_COUNT] = {false};
    for (size_t t = 0; t < histories[0].length; t++) {
        experiment_set_lr(e, history_get(&histories[0], FIELD_ETA, t));
        for (int i = 0; i < experiment_models(e); i++) {
            check_case("%s, step %zu of %zu", model_name(experiment_kind(e, i)), t, histories[0].length);
            assert_true(history_get(&histories[i], FIELD_ETA, t) == history_get(&histories[0], FIELD_ETA, t));
            if (over[i]) {
                assert_true(isnan(history_get(&histories[i], FIELD_TRAIN_LOSS, t)));
                assert_int_equal((int)history_get(&histories[i], FIELD_PHASE, t), PHASE_DIVERGED);
            } else {
                same_row(&histories[i], t, experiment_measure(e, i), settings.spectrum.top);
            }
            over[i] = experiment_diverged(e, i);
        }
        experiment_step(e, history_get(&histories[0], FIELD_ETA, t));
    }
    experiment_free(e);
    dataset_free(data);
}

void seat_check_all(const struct seat *seat)
{
    seat_check_rows(seat, seat->histories, seat->now.seed);
}

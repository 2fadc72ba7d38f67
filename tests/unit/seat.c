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
/* measures that are not taken at every step, and batches: a restore must bring all of it back */
const char *const seat_sparse[] = {"model=network", "compare=linear,quadratic", "network.widths=40,20",
                                     "network.activation=tanh", "data.n=12", "data.d=3", "data.test=7",
                                     "threads=1", "eta=1.3crit", "batch=5", "spectrum.every=3", "test_every=4",
                                     ENDLESS, NULL};

enum catapult_status seat_load(const struct catapult_settings *settings, struct catapult_dataset **out,
                               const struct catapult_progress *progress, struct catapult_error *err)
{
    if (catapult_progress_report(progress, "drawing", 0.5))
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
    return catapult_dataset_gaussian(settings, out, err);
}

void seat_prepare(struct seat *seat, const char *const *pairs, session_loader load, bool running)
{
    memset(seat, 0, sizeof *seat);
    twin_settings(&seat->settings, pairs);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_init(&seat->histories[i], seat->settings.spectrum.top);
        catapult_history_init(&seat->ghosts[i], seat->settings.spectrum.top);
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
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&seat->histories[i]);
        catapult_history_done(&seat->ghosts[i]);
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
        const struct catapult_history *history = &seat->histories[i];
        assert_int_equal(history->length, now->t + 1);
        assert_int_equal(now->diverged[i], now->diverged_at[i] >= 0);
        double eta = catapult_history_get(history, CATAPULT_FIELD_ETA, (size_t)now->t);
        assert_memory_equal(&eta, &now->eta, sizeof eta);
        if (now->diverged[i])
            continue;
        struct catapult_measure row;
        catapult_history_row(history, (size_t)now->t, &row);
        assert_true(row.train_loss == now->now[i].train_loss);
        assert_int_equal(row.phase, now->now[i].phase);
    }
}

void seat_wait(struct seat *seat, wanted seen, long figure, const char *what)
{
    int64_t end = clock_now() + 10 * (PATIENCE_MS / 1000) * CLOCK_SECOND; /* a slow run still makes news */
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

struct catapult_lr seat_lr(const char *text)
{
    struct catapult_lr lr;
    assert_int_equal(catapult_lr_parse(text, &lr, NULL), CATAPULT_STATUS_OK);
    return lr;
}

void seat_set_lr(struct seat *seat, const char *text)
{
    struct catapult_lr lr = seat_lr(text);
    session_set_lr(seat->session, &lr);
}

/* --- the plain loop --------------------------------------------------------------------------------------- */

static void same_row(const struct catapult_history *a, size_t row, const struct catapult_measure *b, int top)
{
    struct catapult_measure m;
    catapult_history_row(a, row, &m);
    for (int k = top; k < CATAPULT_TOP_MAX; k++)
        m.lambda[k] = m.pi[k] = m.overlap[k] = b->lambda[k];
    const double *x = &m.train_loss, *y = &b->train_loss;
    for (size_t q = 0; q < offsetof(struct catapult_measure, direction) / sizeof(double); q++)
        if (memcmp(x + q, y + q, sizeof *x) != 0 && !(isnan(x[q]) && isnan(y[q])))
            fail_msg("row %zu, number %zu: %.17g, the plain loop has %.17g", row, q, x[q], y[q]);
    for (int k = 0; k < top; k++)
        assert_int_equal(m.direction[k], b->direction[k]);
    assert_int_equal(m.phase, b->phase);
}

void seat_check_rows(const struct seat *seat, const struct catapult_history *histories, int seed)
{
    struct catapult_settings settings = seat->settings;
    settings.seed = seed;
    struct catapult_dataset *data;
    struct catapult_experiment *e;
    assert_int_equal(catapult_dataset_gaussian(&settings, &data, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_experiment_new(&e, &settings, data, NULL, NULL), CATAPULT_STATUS_OK);
    bool over[CATAPULT_MODEL_COUNT] = {false};
    for (size_t t = 0; t < histories[0].length; t++) {
        catapult_experiment_set_lr(e, catapult_history_get(&histories[0], CATAPULT_FIELD_ETA, t));
        for (int i = 0; i < catapult_experiment_models(e); i++) {
            check_case("%s, step %zu of %zu", catapult_model_name(catapult_experiment_kind(e, i)), t,
                       histories[0].length);
            assert_true(catapult_history_get(&histories[i], CATAPULT_FIELD_ETA, t)
                        == catapult_history_get(&histories[0], CATAPULT_FIELD_ETA, t));
            if (over[i]) {
                assert_true(isnan(catapult_history_get(&histories[i], CATAPULT_FIELD_TRAIN_LOSS, t)));
                assert_int_equal((int)catapult_history_get(&histories[i], CATAPULT_FIELD_PHASE, t),
                                 CATAPULT_PHASE_DIVERGED);
            } else {
                same_row(&histories[i], t, catapult_experiment_measure(e, i), settings.spectrum.top);
            }
            over[i] = catapult_experiment_diverged(e, i);
        }
        catapult_experiment_step(e, catapult_history_get(&histories[0], CATAPULT_FIELD_ETA, t));
    }
    catapult_experiment_free(e);
    catapult_dataset_free(data);
}

void seat_check_all(const struct seat *seat)
{
    seat_check_rows(seat, seat->histories, seat->now.seed);
}

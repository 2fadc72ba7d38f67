/* test_session.c - the compute thread as its front end sees it: states, the same bits as a plain loop whatever was
 * requested, jumps back, epochs, loading that fails or is cancelled, eta_max, and silence.
 *
 * No test sleeps: it waits on session_fd for the expected state, and fails if that does not come. */
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <catapult/experiment.h>

#include "check.h"
#include "seat.h"
#include "base/clock.h"

#if defined __SANITIZE_THREAD__
#define BACKGROUND_THREAD 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define BACKGROUND_THREAD 1
#endif
#endif
#ifndef BACKGROUND_THREAD
#define BACKGROUND_THREAD 0
#endif

static const char *const single[] = {"model=quadratic", "network.widths=60", "data.n=1", "data.d=4",
                                     "data.test=0", "loss=sum", "threads=1", "eta=0.5crit", "stop.steps=60",
                                     "stop.loss=0", "divergence=1e6", "spectrum.top=1", NULL};

static bool bound_known(const struct snapshot *now, long seed)
{
    return now->models > 0 && now->seed == seed && now->eta_max_kind == ETA_MAX_MEASURED;
}

static bool restarted(const struct snapshot *now, long restarts)
{
    return now->models > 0 && (long)now->restarts == restarts;
}

static bool answered(const struct snapshot *now, long commands)
{
    return (long)now->applied == commands;
}

static bool at_rate(const struct snapshot *now, long rate)
{
    return now->rate == (double)rate;
}

/* --- tests ------------------------------------------------------------------------------------------------- */

static void test_states(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, in_state, SESSION_PAUSED);
    assert_int_equal(seat.now.t, 0);
    assert_int_equal(seat.now.models, 3);
    assert_int_equal(seat.now.kind[0], CATAPULT_MODEL_NETWORK);
    assert_int_equal(seat.now.kind[2], CATAPULT_MODEL_QUADRATIC);
    assert_int_equal(seat.now.n, 12);
    assert_int_equal(seat.now.n_test, 7);
    assert_int_equal(seat.now.seed, 1);
    assert_true(seat.now.lambda_1 == seat.now.now[0].lambda[0]);
    assert_close(seat.now.eta, 0.9 * 2 / seat.now.lambda_1, 1e-15);
    session_run(seat.session, true);
    WAIT(&seat, past_step, 50);
    assert_int_equal(seat.now.state, SESSION_RUNNING);
    session_run(seat.session, false);
    WAIT(&seat, in_state, SESSION_PAUSED);
    long t = seat.now.t;
    assert_true(seat.now.steps_per_second == 0);
    session_forward(seat.session, 1);
    session_forward(seat.session, 4);
    WAIT(&seat, at_step, t + 5);
    seat_check_all(&seat);
    seat_stop(&seat);
    session_stop(NULL);
}

static void test_starts_running(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, true);
    WAIT(&seat, past_step, 20);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* Learning rates are set at chosen steps; whatever happens between them does not matter. */
static void test_same_bits(void **state)
{
    (void)state;
    static const char *const etas[] = {"1.1crit", "0.031", "2.2/l1", "1.7crit"};
    struct seat seat;
    seat_start(&seat, seat_sparse, seat_load, false);
    for (int i = 0; i < 4; i++) {
        session_forward(seat.session, 7 + i);
        seat_set_lr(&seat, etas[i]);
        session_set_rate(seat.session, i % 2 ? 0 : 500);
    }
    session_forward(seat.session, 9);
    WAIT(&seat, at_step, 43);
    double unit = 2 / seat.now.lambda_1, expected[] = {1.3 * unit, 1.1 * unit, 0.031, 1.1 * unit, 1.7 * unit};
    long at[] = {0, 7, 15, 24, 34};
    for (int i = 0; i < 5; i++) {
        assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, (size_t)at[i]), expected[i], 1e-15);
        if (i > 0)
            assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, (size_t)at[i] - 1), expected[i - 1],
                         1e-15);
    }
    seat_check_all(&seat);
    session_set_budget(seat.session, 0); /* recomputes everything from t = 0 through all these learning rates */
    session_goto(seat.session, 41);
    WAIT(&seat, at_step, 41);
    assert_close(seat.now.eta, expected[4], 1e-15);
    session_forward(seat.session, 3);
    WAIT(&seat, at_step, 44);
    seat_check_all(&seat);
    session_run(seat.session, true);
    seat_set_lr(&seat, "0.8crit");
    WAIT(&seat, past_step, 500);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* Jumps back to many steps with memory for two or three states; each continues from there in another way. */
static void test_goto(void **state)
{
    (void)state;
    const char *const *which[] = {seat_small, seat_sparse};
    for (int i = 0; i < 2; i++) {
        struct seat seat;
        seat_start(&seat, which[i], seat_load, false);
        session_set_budget(seat.session, 64 << 10);
        session_forward(seat.session, 300);
        WAIT(&seat, at_step, 300);
        static const long targets[] = {299, 298, 297, 250, 251 - 1, 129, 77, 1, 0};
        for (int k = 0; k < 9; k++) {
            unsigned long epoch = seat.now.epoch;
            bool back = targets[k] < seat.now.t;
            session_goto(seat.session, targets[k]);
            WAIT(&seat, at_step, targets[k]);
            assert_int_equal(seat.now.epoch != epoch, back);
            seat_check_all(&seat);
        }
        seat_set_lr(&seat, "0.7crit");
        session_forward(seat.session, 40);
        WAIT(&seat, at_step, 40);
        session_goto(seat.session, 33); /* this and the following commands at once */
        seat_set_lr(&seat, "0.6crit");
        session_forward(seat.session, 4);
        WAIT(&seat, at_step, 37);
        assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 32), 0.7 * 2 / seat.now.lambda_1, 1e-15);
        assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 33), 0.6 * 2 / seat.now.lambda_1, 1e-15);
        seat_check_all(&seat);
        seat_stop(&seat);
    }
}

static bool is_full(const struct snapshot *now, long t)
{
    return now->t == t && strncmp(now->task, "history full", 12) == 0;
}

/* The rows have a limit: a run waits there, keeps its rows, and continues after a jump back or with more room. */
static void test_history_full(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, at_step, 0);
    size_t row = 2 * (size_t)seat.now.models * catapult_history_row_bytes(seat.histories[0].top);
    session_set_history(seat.session, 50 * row);
    session_forward(seat.session, 300);
    WAIT(&seat, is_full, 49); /* the row of t = 0 counts */
    seat_check_all(&seat);
    session_goto(seat.session, 20);
    WAIT(&seat, at_step, 20);
    session_forward(seat.session, 10);
    WAIT(&seat, at_step, 30);
    session_set_history(seat.session, 1000 * row);
    session_forward(seat.session, 100);
    WAIT(&seat, at_step, 130);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* A jump beyond either end, and a jump replaced by a later one. */
static void test_goto_ends(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    session_set_budget(seat.session, 0); /* t = 0 is kept all the same */
    session_forward(seat.session, 200);
    WAIT(&seat, at_step, 200);
    unsigned long epoch = seat.now.epoch;
    session_goto(seat.session, 1000);
    session_goto(seat.session, 150);
    session_goto(seat.session, 190);
    session_goto(seat.session, 200);
    session_forward(seat.session, 1);
    WAIT(&seat, at_step, 201);
    seat_check_all(&seat);
    assert_int_equal(seat.now.epoch, epoch); /* as long as none but the last arrives */
    session_goto(seat.session, -7);
    WAIT(&seat, at_step, 0);
    seat_stop(&seat);
}

/* The copy is updated by appending; where it is cut, the remaining rows are unchanged. */
static void test_epochs(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    session_forward(seat.session, 2000); /* more than are copied at once */
    WAIT(&seat, at_step, 2000);
    unsigned long epoch = seat.now.epoch;
    seat_set_lr(&seat, "0.5crit");
    session_forward(seat.session, 10);
    WAIT(&seat, at_step, 2010);
    assert_int_equal(seat.now.epoch, epoch);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 2000), 0.5 * 2 / seat.now.lambda_1, 1e-15);
    struct catapult_history before;
    catapult_history_init(&before, seat.settings.spectrum.top);
    assert_true(catapult_history_follow(&before, &seat.histories[1]));
    seat.histories[1].column[CATAPULT_FIELD_TRAIN_LOSS][5] = 12345; /* rows of an old epoch are not trusted */
    session_goto(seat.session, 1990);
    WAIT(&seat, at_step, 1990);
    assert_int_equal(seat.now.epoch, epoch + 1);
    for (size_t t = 0; t <= 1990; t++)
        assert_true(catapult_history_get(&before, CATAPULT_FIELD_TRAIN_LOSS, t)
                    == catapult_history_get(&seat.histories[1], CATAPULT_FIELD_TRAIN_LOSS, t));
    catapult_history_done(&before);
    seat_stop(&seat);
}

/* The ended run is passed on completely, including rows never fetched; a run without steps leaves no ghost. */
static void test_ghost(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, in_state, SESSION_PAUSED);
    assert_false(session_ghost(seat.session, seat.ghosts));
    session_forward(seat.session, 30);
    WAIT(&seat, at_step, 30);
    seat_set_lr(&seat, "0.8crit");
    session_restart(seat.session, false);
    session_restart(seat.session, false);
    session_forward(seat.session, 3);
    WAIT(&seat, at_step, 3);
    assert_int_equal(seat.now.restarts, 2);
    assert_true(session_ghost(seat.session, seat.ghosts));
    assert_false(session_ghost(seat.session, seat.ghosts));
    assert_int_equal(seat.ghosts[0].length, 31);
    assert_close(catapult_history_get(seat.ghosts, CATAPULT_FIELD_ETA, 29), 0.9 * 2 / seat.now.lambda_1, 1e-15);
    assert_close(catapult_history_get(seat.ghosts, CATAPULT_FIELD_ETA, 30), 0.8 * 2 / seat.now.lambda_1, 1e-15);
    seat_check_rows(&seat, seat.ghosts, 1);
    seat_check_all(&seat);
    double eta = catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 0); /* kept by the restart */
    assert_close(eta, 0.8 * 2 / seat.now.lambda_1, 1e-15);
    session_restart(seat.session, true);
    session_forward(seat.session, 5);
    WAIT(&seat, at_step, 5);
    assert_int_equal(seat.now.restarts, 3);
    assert_int_equal(seat.now.seed, 2);
    assert_close(seat.now.eta, 0.8 * 2 / seat.now.lambda_1, 1e-15); /* of the next seed */
    assert_true(seat.now.eta != eta);
    assert_true(session_ghost(seat.session, seat.ghosts));
    assert_int_equal(seat.ghosts[2].length, 4);
    seat_check_rows(&seat, seat.ghosts, 1);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* --- loading ------------------------------------------------------------------------------------------------ */

static atomic_bool endless, failing;
static atomic_int cancelled;

static enum catapult_status load_as_told(const struct catapult_settings *settings, struct catapult_dataset **out,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    if (atomic_load(&failing))
        return catapult_error_set(err, CATAPULT_STATUS_IO, "digits.gz: not found");
    for (long i = 0; atomic_load(&endless); i++)
        if (catapult_progress_report(progress, "counting to infinity", (double)(i % 1000) / 1000)) {
            atomic_fetch_add(&cancelled, 1);
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        }
    return catapult_dataset_gaussian(settings, out, err);
}

static bool counting(const struct snapshot *now, long seed)
{
    return now->state == SESSION_LOADING && now->seed == seed && now->fraction >= 0
           && strcmp(now->task, "counting to infinity") == 0;
}

static void test_cancel_loading(void **state)
{
    (void)state;
    struct seat seat;
    atomic_store(&endless, true);
    atomic_store(&cancelled, 0);
    seat_start(&seat, seat_small, load_as_told, false);
    WAIT(&seat, counting, 1);
    session_restart(seat.session, true);
    WAIT(&seat, counting, 2);
    assert_int_equal(atomic_load(&cancelled), 1);
    seat_set_lr(&seat, "0.4crit");
    session_forward(seat.session, 1000); /* has no effect: the restart cancels the loading */
    session_restart(seat.session, false);
    session_forward(seat.session, 6);
    atomic_store(&endless, false);
    WAIT(&seat, at_step, 6);
    assert_int_equal(seat.now.seed, 2);
    assert_close(seat.now.eta, 0.4 * 2 / seat.now.lambda_1, 1e-15);
    seat_check_all(&seat);
    atomic_store(&endless, true);
    session_restart(seat.session, true);
    WAIT(&seat, counting, 3);
    seat_stop(&seat); /* and while that is loading */
    assert_true(atomic_load(&cancelled) >= 2);
    atomic_store(&endless, false);
}

static bool failed(const struct snapshot *now, long seed)
{
    return now->state == SESSION_FAILED && now->seed == seed;
}

static void test_failing_loader(void **state)
{
    (void)state;
    struct seat seat;
    atomic_store(&failing, true);
    seat_start(&seat, seat_small, load_as_told, false);
    WAIT(&seat, in_state, SESSION_FAILED);
    assert_string_equal(seat.now.message, "digits.gz: not found");
    session_forward(seat.session, 3);
    session_goto(seat.session, 0);
    seat_set_lr(&seat, "0.7crit");
    WAIT(&seat, answered, 3);
    assert_int_equal(seat.now.state, SESSION_FAILED);
    session_restart(seat.session, true);
    WAIT(&seat, failed, 2);
    atomic_store(&failing, false);
    session_restart(seat.session, false);
    session_forward(seat.session, 2);
    WAIT(&seat, at_step, 2);
    assert_string_equal(seat.now.message, "");
    assert_close(seat.now.eta, 0.7 * 2 / seat.now.lambda_1, 1e-15);
    seat_check_all(&seat);
    atomic_store(&failing, true);
    session_restart(seat.session, true); /* fails although an earlier run exists */
    WAIT(&seat, in_state, SESSION_FAILED);
    assert_true(session_ghost(seat.session, seat.ghosts));
    assert_int_equal(seat.ghosts[0].length, 3);
    seat_stop(&seat);
    atomic_store(&failing, false);
}

/* Settings that the core refuses, and a learning rate without a value. */
static void test_failing_experiment(void **state)
{
    (void)state;
    const char *large[] = {"data.n=4", "data.d=3", "batch=9", NULL};
    const char *dead[] = {"model=general", "network.type=general", "network.phi=zero", "network.gamma=0",
                          "data.n=2", "data.d=3", NULL};
    const char *const *pairs[] = {large, dead};
    for (int i = 0; i < 2; i++) {
        struct seat seat;
        seat_start(&seat, pairs[i], seat_load, true);
        WAIT(&seat, in_state, SESSION_FAILED);
        assert_true(strlen(seat.now.message) > 10);
        seat_stop(&seat);
    }
}

/* --- eta_max ------------------------------------------------------------------------------------------------ */

static double direct_eta_max(const struct seat *seat, int seed)
{
    struct catapult_settings settings = seat->settings;
    settings.seed = seed;
    struct catapult_dataset *data;
    struct catapult_experiment *e;
    struct catapult_eta_max_search *search;
    struct catapult_eta_max_state found = {0};
    assert_int_equal(catapult_dataset_gaussian(&settings, &data, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_experiment_new(&e, &settings, data, NULL, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_eta_max_search_new(&search, e, 0, NULL), CATAPULT_STATUS_OK);
    for (; !found.done; catapult_eta_max_search_state(search, &found))
        catapult_eta_max_search_advance(search, 1000);
    catapult_eta_max_search_free(search);
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    return found.low;
}

/* Mini-batches have another threshold, which the thread finds beside its steps; momentum has none that is known. */
static double direct_eta_ms(const struct seat *seat)
{
    struct catapult_dataset *data;
    struct catapult_experiment *e;
    double eta = NAN;
    assert_int_equal(catapult_dataset_gaussian(&seat->settings, &data, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_experiment_new(&e, &seat->settings, data, NULL, NULL), CATAPULT_STATUS_OK);
    struct catapult_eta_ms *search = catapult_eta_ms_new(e);
    while (search && !catapult_eta_ms_advance(search, &eta))
        continue;
    catapult_eta_ms_free(search);
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    return eta;
}

static bool knows_ms(const struct snapshot *now, long below)
{
    return now->models > 0 && now->eta_ms * now->lambda_1 < (double)below; /* false for NaN */
}

static void test_eta_ms(void **state)
{
    (void)state;
    static const char *const batches[] = {"model=quadratic", "network.widths=30", "network.activation=relu", "data.n=12",
                                          "data.d=3", "threads=1", "batch=3", "eta=0.5crit", ENDLESS, NULL};
    struct seat seat;
    seat_start(&seat, batches, seat_load, false);
    WAIT(&seat, knows_ms, 2); /* below eta_crit */
    assert_true(seat.now.eta_ms == direct_eta_ms(&seat));
    session_forward(seat.session, 3);
    WAIT(&seat, at_step, 3);
    session_restart(seat.session, false);
    WAIT(&seat, at_step, 0);
    assert_true(seat.now.eta_ms == direct_eta_ms(&seat));
    seat.settings.momentum = 0.5;
    assert_true(isnan(direct_eta_ms(&seat)));
    seat_stop(&seat);
}

static bool searching(const struct snapshot *now, long low)
{
    return now->eta_max_kind == ETA_MAX_MEASURED || (now->eta_max_kind == ETA_MAX_MEASURING && now->eta_max > low);
}

static void test_eta_max(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, single, seat_load, false);
    double expected = direct_eta_max(&seat, 1);
    WAIT(&seat, searching, 0);
    WAIT(&seat, bound_known, 1);
    assert_true(seat.now.eta_max == expected);
    assert_within(seat.now.eta_max_high / seat.now.eta_max, 1, 1.0101);
    assert_int_equal(seat.now.eta_max_fails, CATAPULT_OUTCOME_DIVERGED);
    assert_int_equal(seat.now.eta_max_holes, 0);
    assert_true(seat.now.eta_max_steps >= 200);
    seat_set_lr(&seat, "1.05max");
    session_forward(seat.session, 1);
    WAIT(&seat, at_step, 1);
    assert_close(seat.now.eta, 1.05 * expected, 1e-15);
    assert_int_equal(seat.now.now[0].phase, CATAPULT_PHASE_DIVERGENT);
    seat_set_lr(&seat, "0.9max");
    session_restart(seat.session, false);
    session_forward(seat.session, 20000); /* no time to measure */
    WAIT(&seat, restarted, 1);
    assert_int_equal(seat.now.eta_max_kind, ETA_MAX_MEASURED);
    assert_close(seat.now.eta, 0.9 * expected, 1e-15);
    assert_int_equal(seat.now.now[0].phase, CATAPULT_PHASE_CATAPULT);
    session_restart(seat.session, true);
    WAIT(&seat, bound_known, 2);
    double next = direct_eta_max(&seat, 2);
    assert_true(seat.now.eta_max == next && next != expected);
    assert_close(seat.now.eta, 0.9 * next, 1e-15);
    seat_stop(&seat);
}

/* Steps, jumps and rates during the search affect neither the run nor the search. */
static void test_eta_max_beside_steps(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=quadratic", "compare=network", "network.widths=100", "data.n=6", "data.d=4",
                           "data.test=3", "stop.steps=150", "eta=1.2crit", "batch=4", "stop.loss=0", NULL};
    seat_start(&seat, pairs, seat_load, false);
    double expected = direct_eta_max(&seat, 1);
    for (int i = 0; i < 12; i++) {
        session_forward(seat.session, 5);
        WAIT(&seat, searching, 0);
        session_goto(seat.session, 5 * i + 3 - 2 * i);
        session_set_rate(seat.session, 25);
        session_run(seat.session, i % 2);
    }
    session_run(seat.session, false);
    WAIT(&seat, bound_known, 1);
    assert_true(seat.now.eta_max == expected);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* A learning rate in a unit not yet known: from a preset while loading, and set by hand while running. */
static void test_lr_waits_for_eta_max(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=quadratic", "network.widths=60", "data.n=1", "data.d=4", "data.test=0",
                           "loss=sum", "stop.steps=60", "stop.loss=0", "eta=0.7max", "spectrum.top=1",
                           "schedule=20:0.8max", NULL};
    seat_start(&seat, pairs, seat_load, true);
    WAIT(&seat, at_step, 60);
    double expected = direct_eta_max(&seat, 1);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 19), 0.7 * expected, 1e-15);
    assert_close(seat.now.eta, 0.8 * expected, 1e-15);
    seat_stop(&seat);

    seat_start(&seat, single, seat_load, true);
    seat_set_lr(&seat, "0.6max");
    session_forward(seat.session, 7);
    session_restart(seat.session, true);
    session_forward(seat.session, 4);
    WAIT(&seat, at_step, 4);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 0), 0.6 * direct_eta_max(&seat, 2), 1e-15);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* --- stops, schedule, rate ------------------------------------------------------------------------------------ */

static bool task_says(const struct snapshot *now, long unused)
{
    (void)unused;
    return now->state == SESSION_PAUSED && now->task[0] && strncmp(now->task, "going", 5) != 0;
}

static void test_stops(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=network", "network.widths=300", "data.n=4", "data.d=6", "data.test=0",
                           "stop.loss=0.01", "stop.steps=5000", "eta=0.9crit", NULL};
    seat_start(&seat, pairs, seat_load, true);
    WAIT(&seat, task_says, 0);
    long t = seat.now.t;
    assert_int_equal(strncmp(seat.now.task, "converged at step ", 18), 0);
    assert_int_equal(strtol(seat.now.task + 18, NULL, 10), t);
    assert_true(seat.now.now[0].train_loss < 0.01);
    assert_true(catapult_history_get(seat.histories, CATAPULT_FIELD_TRAIN_LOSS, (size_t)t - 1) >= 0.01);
    session_run(seat.session, true); /* it stops only once: now it continues beyond stop.steps */
    WAIT(&seat, past_step, 5100);
    assert_string_equal(seat.now.task, "");
    session_goto(seat.session, t - 2);
    session_run(seat.session, true);
    WAIT(&seat, task_says, 0);
    assert_int_equal(seat.now.t, t);
    session_restart(seat.session, false);
    WAIT(&seat, restarted, 1);
    assert_string_equal(seat.now.task, "");
    session_run(seat.session, true);
    WAIT(&seat, task_says, 0);
    assert_int_equal(seat.now.t, t);
    seat_stop(&seat);

    seat_start(&seat, single, seat_load, true);
    WAIT(&seat, task_says, 0);
    assert_string_equal(seat.now.task, "end of the run: step 60");
    seat_stop(&seat);
}

static void test_divergence(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=linear", "compare=network", "network.widths=60", "data.n=5", "data.d=4",
                           "divergence=1e8", "eta=1.2crit", "network.activation=tanh", "data.test=2", ENDLESS, NULL};
    seat_start(&seat, pairs, seat_load, false);
    session_forward(seat.session, 200); /* the linear model diverges, the other continues */
    WAIT(&seat, at_step, 200);
    assert_true(seat.now.diverged[0] && !seat.now.diverged[1]);
    long at = seat.now.diverged_at[0];
    assert_within((double)at, 10, 150);
    assert_true(isnan(catapult_history_get(seat.histories, CATAPULT_FIELD_TRAIN_LOSS, (size_t)at + 1)));
    seat_check_all(&seat);
    seat_set_lr(&seat, "1e9crit");
    session_run(seat.session, true);
    WAIT(&seat, task_says, 0);
    assert_int_equal(strncmp(seat.now.task, "diverged at step 2", 18), 0);
    assert_true(seat.now.diverged[0] && seat.now.diverged[1]);
    long end = seat.now.t;
    session_run(seat.session, true); /* nothing left to run */
    session_forward(seat.session, 5);
    WAIT(&seat, in_state, SESSION_PAUSED);
    assert_int_equal(seat.now.t, end);
    session_goto(seat.session, at - 1); /* neither model has diverged there */
    WAIT(&seat, at_step, at - 1);
    assert_true(!seat.now.diverged[0] && seat.now.diverged_at[0] == -1);
    seat_set_lr(&seat, "0.5crit");
    session_forward(seat.session, 30);
    WAIT(&seat, at_step, at + 29);
    assert_false(seat.now.diverged[0]);
    seat_check_all(&seat);
    seat_stop(&seat);
}

static void test_schedule(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=network", "network.widths=30", "data.n=5", "data.d=4", "eta=0.5crit", ENDLESS,
                           "schedule=10:0.7crit,20:0.3crit", NULL};
    seat_start(&seat, pairs, seat_load, false);
    session_forward(seat.session, 12);
    seat_set_lr(&seat, "0.4crit");
    session_forward(seat.session, 13);
    WAIT(&seat, at_step, 25);
    double unit = 2 / seat.now.lambda_1;
    static const struct { size_t row; double value; } rows[] = {{0, 0.5}, {9, 0.5}, {10, 0.7}, {11, 0.7}, {12, 0.4},
                                                                {19, 0.4}, {20, 0.3}, {25, 0.3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, rows[i].row), rows[i].value * unit,
                     1e-15);
    session_goto(seat.session, 10);
    WAIT(&seat, at_step, 10);
    assert_close(seat.now.eta, 0.7 * unit, 1e-15);
    session_forward(seat.session, 10);
    WAIT(&seat, at_step, 20);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 19), 0.7 * unit, 1e-15);
    assert_close(seat.now.eta, 0.3 * unit, 1e-15);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* Warm-up, a rate set by hand that ends it, and the schedule afterwards.  Going back before that step continues the
 * warm-up; a restart begins with the rate set by hand, warmed up. */
static void test_warmup(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=network", "network.widths=30", "data.n=5", "data.d=4", "eta=0.8crit", ENDLESS,
                           "warmup=8", "schedule=20:0.3crit", NULL};
    seat_start(&seat, pairs, seat_load, false);
    session_forward(seat.session, 5);
    seat_set_lr(&seat, "0.4crit");
    session_forward(seat.session, 17);
    WAIT(&seat, at_step, 22);
    double unit = 2 / seat.now.lambda_1;
    static const struct { size_t row; double value; } rows[] = {{0, 0.1}, {4, 0.5}, {5, 0.4}, {19, 0.4}, {20, 0.3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, rows[i].row), rows[i].value * unit,
                     1e-15);
    session_goto(seat.session, 3);
    session_forward(seat.session, 6);
    WAIT(&seat, at_step, 9);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 6), 0.7 * unit, 1e-15);
    assert_close(seat.now.eta, 0.8 * unit, 1e-15);
    seat_check_all(&seat);
    session_restart(seat.session, false);
    session_forward(seat.session, 1);
    WAIT(&seat, at_step, 1);
    assert_close(catapult_history_get(seat.histories, CATAPULT_FIELD_ETA, 0), 0.1 * unit,
                 1e-15); /* 0.4 was set after step 3 */
    seat_stop(&seat);
}

static void test_rate(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    session_set_rate(seat.session, 1e-6); /* one step, then eleven days */
    session_run(seat.session, true);
    WAIT(&seat, past_step, 1);
    assert_int_equal(seat.now.t, 1);
    session_set_rate(seat.session, 300);
    WAIT(&seat, at_rate, 300);
    WAIT(&seat, past_step, 120);
    assert_true(seat.now.steps_per_second > 0);
    session_set_rate(seat.session, 0);
    WAIT(&seat, past_step, 500);
    seat_check_all(&seat);
    seat_stop(&seat);
}

/* --- silence ---------------------------------------------------------------------------------------------------- */

static long switches(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}

/* Paused and measured: nothing is published, and no thread of the process wakes up.  A wake-up shows as a voluntary
 * context switch; the only one allowed is this thread's, in poll. */
static void test_silence(void **state)
{
    (void)state;
    struct seat seat;
    const char *pairs[] = {"model=quadratic", "compare=network", "network.widths=60", "data.n=3", "data.d=4",
                           "threads=2", "stop.steps=60", NULL};
    seat_start(&seat, pairs, seat_load, false);
    WAIT(&seat, bound_known, 1);
    session_forward(seat.session, 3);
    WAIT(&seat, at_step, 3);
    unsigned long generation = seat.now.generation;
    bool silent = BACKGROUND_THREAD;
    for (int i = 0; i < 10 && !silent; i++) {
        long before = switches();
        assert_false(seat_readable(&seat, 200));
        silent = switches() - before <= 1; /* in the first round it may still be going to sleep */
    }
    assert_true(silent);
    assert_false(session_fetch(seat.session, &seat.now, seat.histories));
    assert_int_equal(seat.now.generation, generation);
    session_forward(seat.session, 1);
    assert_true(seat_readable(&seat, PATIENCE_MS));
    assert_true(session_fetch(seat.session, &seat.now, seat.histories));
    seat_stop(&seat);
}

/* One fetch empties the descriptor, however much was published since the last. */
static void test_one_fetch_drains(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, single, seat_load, false);
    WAIT(&seat, bound_known, 1);
    for (int i = 0; i < 50; i++)
        session_set_rate(seat.session, i + 1);
    WAIT(&seat, answered, 50);
    assert_true(seat.now.rate == 50);
    assert_false(seat_readable(&seat, 0));
    seat_stop(&seat);
}

/* Each command is published once, one that is refused too. */
static void test_published_once(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, single, seat_load, false);
    WAIT(&seat, bound_known, 1);
    assert_false(seat_readable(&seat, 0));
    unsigned long before = seat.now.generation;
    session_undo(seat.session); /* there is nothing */
    session_redo(seat.session);
    session_delete(seat.session, 'A'); /* the only run */
    session_focus(seat.session, 'A');
    seat_set_lr(&seat, "0.7crit");
    session_restart(seat.session, false);
    session_set_rate(seat.session, 5);
    WAIT(&seat, answered, 7);
    assert_int_equal(seat.now.generation, before + 7);
    seat_stop(&seat);
}

static bool played(const struct snapshot *now, long t)
{
    return now->script == SCRIPT_ENDED && now->t == t;
}

/* A session created in the running state does nothing until it is started: a recording plays from the first step. */
static void test_start(void **state)
{
    (void)state;
    const struct event events[] = {{.kind = EVENT_ETA, .t = 0, .eta = 0.01, .lr = {0.01, CATAPULT_LR_PLAIN}},
                                   {.kind = EVENT_ETA, .t = 3, .eta = 0.02, .lr = {0.02, CATAPULT_LR_PLAIN}},
                                   {.kind = EVENT_END, .t = 5}};
    struct seat seat;
    seat_prepare(&seat, seat_small, seat_load, true);
    session_fetch(seat.session, &seat.now, seat.histories);
    assert_false(seat_readable(&seat, 100));
    session_play(seat.session, events, sizeof events / sizeof events[0]);
    session_start(seat.session);
    WAIT(&seat, played, 5);
    assert_true(catapult_history_get(&seat.histories[0], CATAPULT_FIELD_ETA, 0) == 0.01);
    assert_true(catapult_history_get(&seat.histories[0], CATAPULT_FIELD_ETA, 3) == 0.02);
    seat_check_all(&seat);
    seat_stop(&seat);
    seat_prepare(&seat, seat_small, seat_load, true);
    seat_stop(&seat); /* never started */
}

static void test_stop_anywhere(void **state)
{
    (void)state;
    struct seat seat;
    for (int i = 0; i < 30; i++) {
        seat_start(&seat, i % 2 ? seat_small : seat_sparse, seat_load, true);
        if (i % 3 > 0)
            WAIT(&seat, past_step, 5 * i);
        if (i % 3 > 1) {
            session_set_budget(seat.session, 0);
            session_goto(seat.session, seat.now.t - 1);
            session_forward(seat.session, 1000000);
        }
        seat_stop(&seat);
    }
}

/* Commands in random order: the result still equals the plain loop at these learning rates. */
static void test_anything(void **state)
{
    (void)state;
    struct seat seat;
    uint64_t random = 20;
    seat_start(&seat, seat_sparse, seat_load, false);
    session_set_budget(seat.session, 100 << 10);
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 25; i++) {
            double x = check_random(&random), y = fabs(check_random(&random));
            struct catapult_lr lr = {0.1 + 0.9 * y, CATAPULT_LR_CRIT};
            if (x < -0.6)
                session_forward(seat.session, (int)(30 * y));
            else if (x < -0.2)
                session_set_lr(seat.session, &lr);
            else if (x < 0.2)
                session_goto(seat.session, (long)((double)seat.now.t * y));
            else if (x < 0.6)
                session_run(seat.session, y < 0.5);
            else if (x < 0.7)
                session_set_rate(seat.session, y < 0.5 ? 0 : 2000 * y);
            else if (x < 0.75)
                session_set_budget(seat.session, (size_t)(3e5 * y));
            else if (x < 0.78)
                session_restart(seat.session, y < 0.3);
            else if (session_fetch(seat.session, &seat.now, seat.histories))
                seat_check(&seat);
        }
        session_run(seat.session, false);
        session_set_rate(seat.session, round + 1);
        WAIT(&seat, at_rate, round + 1);
        WAIT(&seat, in_state, SESSION_PAUSED);
        session_ghost(seat.session, seat.ghosts);
    }
    session_goto(seat.session, seat.now.t);
    WAIT(&seat, in_state, SESSION_PAUSED);
    seat_check_all(&seat);
    seat_stop(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_starts_running),
        cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_goto),
        cmocka_unit_test(test_history_full),
        cmocka_unit_test(test_goto_ends),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_ghost),
        cmocka_unit_test(test_cancel_loading),
        cmocka_unit_test(test_failing_loader),
        cmocka_unit_test(test_failing_experiment),
        cmocka_unit_test(test_eta_ms),
        cmocka_unit_test(test_eta_max),
        cmocka_unit_test(test_eta_max_beside_steps),
        cmocka_unit_test(test_lr_waits_for_eta_max),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_warmup),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_one_fetch_drains),
        cmocka_unit_test(test_published_once),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_stop_anywhere),
        cmocka_unit_test(test_anything),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}

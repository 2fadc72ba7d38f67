/* test_runs.c - several runs in one session: forks, focus, undo and redo, memory.
 *
 * Every run is compared with a plain loop at its learning rates (seat_check_all): the bits are the same, however
 * often the run was left and resumed, cut and recomputed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "seat.h"

static bool has_runs(const struct snapshot *now, long runs)
{
    return now->runs == runs && !now->travelling;
}

static bool on_run(const struct snapshot *now, long name)
{
    return now->runs > 0 && now->run[now->focus].name == name && !now->travelling;
}

static bool arrived(const struct snapshot *now, long t)
{
    return now->models > 0 && now->t == t && !now->travelling && now->state == SESSION_PAUSED;
}

/* The outcome of the rows 0 .. t, from the beginning. */
static struct catapult_outcome_facts outcome_of(const struct seat *seat, int model, size_t t)
{
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&seat->settings);
    struct catapult_outcome outcome;
    struct catapult_outcome_facts did;
    catapult_outcome_init(&outcome, &rules);
    for (size_t row = 0; row <= t; row++) {
        struct catapult_measure m;
        catapult_history_row(&seat->histories[model], row, &m);
        catapult_outcome_push(&outcome, &m, catapult_history_get(&seat->histories[model], CATAPULT_FIELD_ETA, row));
    }
    catapult_outcome_facts(&outcome, &did);
    return did;
}

static void check_did(const struct catapult_outcome_facts *a, const struct catapult_outcome_facts *b)
{
    assert_string_equal(catapult_outcome_name(a->word), catapult_outcome_name(b->word));
    assert_int_equal(a->period, b->period);
    assert_true(a->thrown == b->thrown || (isnan(a->thrown) && isnan(b->thrown)));
    assert_int_equal(a->peak_step, b->peak_step);
    assert_int_equal(a->spikes, b->spikes);
    assert_int_equal(a->crossed, b->crossed);
}

/* The row of the run in focus in the table agrees with its history. */
static void check_line(const struct seat *seat)
{
    const struct run_summary *line = &seat->now.run[seat->now.focus];
    assert_true(line->eta == seat->now.eta);
    for (int i = 0; i < seat->now.models; i++) {
        const struct run_model *m = &line->model[i];
        double loss = NAN, lambda = NAN, peak = -1;
        long at = 0;
        for (size_t t = 0; t < seat->histories[i].length; t++) {
            double l = catapult_history_get(&seat->histories[i], CATAPULT_FIELD_TRAIN_LOSS, t);
            double k = catapult_history_get(&seat->histories[i], CATAPULT_FIELD_LAMBDA, t);
            loss = isfinite(l) ? l : loss;
            lambda = isfinite(k) ? k : lambda;
            if (isfinite(l) && l > peak) {
                peak = l;
                at = (long)t;
            }
        }
        assert_true(m->loss == loss && m->lambda_1 == lambda && m->peak == peak);
        assert_int_equal(m->peak_t, at);
        assert_int_equal(m->diverged_at, seat->now.diverged_at[i]);
        struct catapult_outcome_facts did = outcome_of(seat, i, seat->histories[i].length - 1);
        check_did(&m->did, &did);
    }
}

static void check_run(struct seat *seat)
{
    check_line(seat);
    seat_check_all(seat);
}

static void forward(struct seat *seat, int steps)
{
    long t = seat->now.t + steps;
    session_forward(seat->session, steps);
    WAIT(seat, arrived, t);
}

static void focus(struct seat *seat, char name)
{
    session_focus(seat->session, name);
    WAIT(seat, on_run, name);
}

/* A copy of the rows, to be compared with later ones. */
static void keep(struct catapult_history *copy, const struct catapult_history *history)
{
    catapult_history_init(copy, history->top);
    assert_true(catapult_history_follow(copy, history));
}

static void check_same(const struct catapult_history *a, const struct catapult_history *b)
{
    assert_int_equal(a->length, b->length);
    for (int f = 0; f < CATAPULT_FIELD_COUNT; f++)
        for (size_t t = 0; t < a->length && f != CATAPULT_FIELD_PHASE; t++) {
            double x = catapult_history_get(a, f, t), y = catapult_history_get(b, f, t);
            check_case("field %d, row %zu", f, t);
            assert_true(x == y || (isnan(x) && isnan(y)));
        }
}

/* --- fork and focus ------------------------------------------------------------------------------------------- */

/* Two runs that separate at a step: each equals the plain loop at its learning rates, and the first part is shared. */
static void test_fork(void **state)
{
    (void)state;
    const char *const *which[] = {seat_small, seat_sparse};
    static const size_t budgets[] = {0, 64 << 10, 48 << 20};
    for (int i = 0; i < 6; i++) {
        struct seat seat;
        struct catapult_history first;
        seat_start(&seat, which[i % 2], seat_load, false);
        session_set_budget(seat.session, budgets[i / 2]);
        WAIT(&seat, arrived, 0);
        forward(&seat, 20);
        seat_set_lr(&seat, "1.1crit");
        forward(&seat, 43);
        keep(&first, seat.histories);
        session_fork(seat.session, 31);
        WAIT(&seat, has_runs, 2);
        assert_int_equal(seat.now.t, 31);
        assert_int_equal(seat.now.run[seat.now.focus].name, 'B');
        assert_close(seat.now.eta, 1.1 * 2 / seat.now.lambda_1, 1e-15);
        check_run(&seat);
        seat_set_lr(&seat, "0.4crit");
        forward(&seat, 50);
        check_run(&seat);
        for (size_t t = 0; t <= 31; t++)
            assert_true(catapult_history_get(seat.histories, CATAPULT_FIELD_TRAIN_LOSS, t)
                        == catapult_history_get(&first, CATAPULT_FIELD_TRAIN_LOSS, t));
        assert_true(catapult_history_get(seat.histories, CATAPULT_FIELD_TRAIN_LOSS, 40)
                    != catapult_history_get(&first, CATAPULT_FIELD_TRAIN_LOSS, 40));
        focus(&seat, 'A');
        assert_int_equal(seat.now.t, 63);
        check_same(seat.histories, &first);
        assert_close(seat.now.eta, 1.1 * 2 / seat.now.lambda_1, 1e-15);
        catapult_history_done(&first);
        seat_stop(&seat);
    }
}

/* What a run did stays what it did, whatever eta is now; of a run that waits it is known, too. */
static void test_outcome(void **state)
{
    (void)state;
    static const char *const thrown[] = {"model=quadratic", "data.source=gaussian", "data.n=20", "data.d=1",
                                         "network.widths=2000", "network.activation=relu", "loss=mean", "eta=1.3crit",
                                         "stop.loss=1e-3", "stop.steps=100000", NULL};
    struct seat seat;
    seat_start(&seat, thrown, seat_load, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 150);
    const struct catapult_outcome_facts *did = &seat.now.run[0].model[0].did;
    assert_true(did->thrown > 2);
    struct catapult_outcome_facts first = *did;
    seat_set_lr(&seat, "0.9crit");
    forward(&seat, 850);
    check_line(&seat);
    assert_string_equal(catapult_outcome_name(did->word), "converged");
    assert_true(did->thrown == first.thrown && did->peak_step == first.peak_step);
    struct catapult_outcome_facts last = *did;
    session_fork(seat.session, first.peak_step);
    WAIT(&seat, has_runs, 2);
    check_line(&seat);
    check_did(did, &last);
    assert_string_equal(catapult_outcome_name(seat.now.run[1].model[0].did.word), "rising");
    seat_stop(&seat);
}

static bool eta_lambda_above(const struct snapshot *now, long figure)
{
    return now->eta * now->lambda_1 > (double)figure;
}

static void test_outcome_stays(void **state)
{
    (void)state;
    static const char *const quick[] = {"model=quadratic", "data.source=gaussian", "data.n=4", "data.d=8", "network.widths=500",
                                        "network.activation=relu", "loss=mean", "eta=0.9crit", "stop.loss=1e-2", NULL};
    struct seat seat;
    seat_start(&seat, quick, seat_load, true);
    WAIT(&seat, in_state, SESSION_PAUSED);
    const struct catapult_outcome_facts *did = &seat.now.run[0].model[0].did;
    assert_string_equal(catapult_outcome_name(did->word), "converged");
    seat_set_lr(&seat, "2.1crit"); /* the loss is below stop.loss whatever eta is */
    WAIT(&seat, eta_lambda_above, 4);
    assert_string_equal(catapult_outcome_name(did->word), "converged");
    check_line(&seat);
    session_goto(seat.session, seat.now.t / 2);
    WAIT(&seat, arrived, seat.now.t / 2);
    assert_string_equal(catapult_outcome_name(did->word), "falling");
    check_line(&seat);
    session_undo(seat.session);
    forward(&seat, 0);
    check_line(&seat);
    seat_stop(&seat);
}

/* Alternates between runs, a few steps at a time, with jumps in between: being left changes no bits. */
static void test_switching(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_sparse, seat_load, false);
    session_set_budget(seat.session, 100 << 10);
    WAIT(&seat, arrived, 0);
    forward(&seat, 9);
    session_fork(seat.session, 9); /* at the current step */
    WAIT(&seat, has_runs, 2);
    seat_set_lr(&seat, "0.7crit");
    session_fork(seat.session, 4);
    WAIT(&seat, has_runs, 3);
    static const char *const etas[] = {"0.3crit", "0.9crit", "1.2crit", "0.5crit"};
    for (int i = 0; i < 24; i++) {
        char name = (char)('A' + (i * 7 + i / 3) % 3);
        focus(&seat, name);
        forward(&seat, 3 + i % 4);
        if (i % 3 == 0)
            seat_set_lr(&seat, etas[i / 3 % 4]);
        if (i % 5 == 4) {
            long t = seat.now.t / 2;
            session_goto(seat.session, t);
            WAIT(&seat, arrived, t);
        }
        forward(&seat, 2);
        check_run(&seat);
    }
    seat_stop(&seat);
}

/* A switch during another switch, a jump that is abandoned, and a fork right after a jump. */
static void test_in_a_hurry(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    session_set_budget(seat.session, 0); /* every jump recomputes many steps */
    WAIT(&seat, arrived, 0);
    forward(&seat, 400);
    session_fork(seat.session, 200);
    seat_set_lr(&seat, "0.6crit");
    session_forward(seat.session, 100);
    WAIT(&seat, arrived, 300);
    session_goto(seat.session, 250); /* may or may not arrive before it is abandoned: no test depends on it */
    session_focus(seat.session, 'A');
    session_focus(seat.session, 'B');
    session_focus(seat.session, 'A');
    WAIT(&seat, on_run, 'A');
    assert_int_equal(seat.now.t, 400);
    check_run(&seat);
    session_goto(seat.session, 350);
    session_fork(seat.session, 340); /* waits for the jump */
    WAIT(&seat, on_run, 'C');
    assert_int_equal(seat.now.t, 340);
    check_run(&seat);
    focus(&seat, 'A');
    assert_int_equal(seat.now.t, 350);
    focus(&seat, 'B');
    assert_true(seat.now.t == 300 || seat.now.t == 250);
    check_run(&seat);
    session_focus(seat.session, 'Q'); /* there is none */
    forward(&seat, 1);
    check_run(&seat);
    seat_stop(&seat);
}

static void test_waiting_rows(void **state)
{
    (void)state;
    struct seat seat;
    struct catapult_history mine[CATAPULT_MODEL_COUNT], first;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 1500); /* more than are copied at once */
    keep(&first, seat.histories);
    session_fork(seat.session, 10);
    WAIT(&seat, has_runs, 2);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_init(&mine[i], seat.settings.spectrum.top);
    unsigned long stamp = seat.now.run[0].stamp;
    assert_true(session_rows(seat.session, 0, stamp, mine));
    check_same(&mine[0], &first);
    assert_false(session_rows(seat.session, 1, seat.now.run[1].stamp, mine)); /* the one in focus */
    assert_false(session_rows(seat.session, 0, stamp + 77, mine));
    focus(&seat, 'A');
    forward(&seat, 1);
    focus(&seat, 'B');
    assert_true(seat.now.run[0].stamp != stamp);
    assert_false(session_rows(seat.session, 0, stamp, mine));
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_done(&mine[i]);
    catapult_history_done(&first);
    seat_stop(&seat);
}

/* --- delete ----------------------------------------------------------------------------------------------------- */

static void test_delete(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, arrived, 0);
    session_delete(seat.session, 'A'); /* the only one */
    forward(&seat, 12);
    for (int i = 1; i < RUNS_MAX; i++) {
        session_fork(seat.session, 12 - i);
        WAIT(&seat, has_runs, i + 1);
        seat_set_lr(&seat, i % 2 ? "0.5crit" : "1.1crit");
        forward(&seat, 5 + i);
    }
    session_fork(seat.session, 3); /* no room */
    WAIT(&seat, on_run, 'H');
    assert_int_equal(seat.now.runs, RUNS_MAX);
    session_delete(seat.session, 'C'); /* waits */
    WAIT(&seat, has_runs, RUNS_MAX - 1);
    assert_int_equal(seat.now.run[2].name, 'D');
    assert_int_equal(seat.now.run[seat.now.focus].name, 'H');
    check_run(&seat);
    session_delete(seat.session, 'H');
    WAIT(&seat, has_runs, RUNS_MAX - 2);
    assert_int_equal(seat.now.run[seat.now.focus].name, 'G');
    check_run(&seat);
    focus(&seat, 'A');
    session_delete(seat.session, 'A');
    WAIT(&seat, on_run, 'B');
    check_run(&seat);
    forward(&seat, 3);
    check_run(&seat);
    session_fork(seat.session, seat.now.t); /* the first free name */
    WAIT(&seat, on_run, 'A');
    forward(&seat, 3);
    check_run(&seat);
    static const char left[] = "BDEFGA";
    for (int i = 0; i < 6; i++) {
        focus(&seat, left[i]);
        check_run(&seat);
    }
    seat_stop(&seat);
}

/* A restart replaces only the run in focus; the next seed replaces all runs. */
static void test_restart(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 12);
    session_fork(seat.session, 6);
    seat_set_lr(&seat, "0.5crit");
    WAIT(&seat, has_runs, 2);
    forward(&seat, 5);
    session_restart(seat.session, false);
    WAIT(&seat, arrived, 0);
    assert_int_equal(seat.now.runs, 2);
    assert_true(session_ghost(seat.session, seat.ghosts));
    assert_int_equal(seat.ghosts[0].length, 12);
    forward(&seat, 4);
    assert_close(seat.now.eta, 0.5 * 2 / seat.now.lambda_1, 1e-15);
    check_run(&seat);
    double eta = seat.now.eta;
    seat_set_lr(&seat, "0.7crit");
    forward(&seat, 3);
    session_goto(seat.session, 2); /* at this step eta was 0.5, and the restart keeps that */
    WAIT(&seat, arrived, 2);
    assert_true(seat.now.eta == eta);
    session_restart(seat.session, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 4);
    assert_true(seat.now.eta == eta);
    check_run(&seat);
    focus(&seat, 'A');
    assert_int_equal(seat.now.t, 12);
    check_run(&seat);
    session_restart(seat.session, true);
    WAIT(&seat, arrived, 0);
    assert_int_equal(seat.now.runs, 1);
    assert_int_equal(seat.now.seed, 2);
    forward(&seat, 3);
    check_run(&seat);
    seat_stop(&seat);
}

/* --- undo and redo ------------------------------------------------------------------------------------------------ */

static bool undone(const struct snapshot *now, long t)
{
    return arrived(now, t) && *now->redo;
}

static bool redone(const struct snapshot *now, long t)
{
    return arrived(now, t) && !*now->redo;
}

static bool answered(const struct snapshot *now, long commands)
{
    return (long)now->applied == commands && !now->travelling;
}

static void test_undo_eta(void **state)
{
    (void)state;
    struct seat seat;
    struct catapult_history before[2];
    seat_start(&seat, seat_sparse, seat_load, false);
    WAIT(&seat, arrived, 0);
    session_undo(seat.session); /* nothing */
    session_redo(seat.session);
    forward(&seat, 10);
    keep(&before[0], seat.histories);
    assert_string_equal(seat.now.undo, "");
    seat_set_lr(&seat, "0.8crit");
    forward(&seat, 15);
    assert_string_equal(seat.now.undo, "eta at step 10");
    seat_set_lr(&seat, "0.6crit");
    seat_set_lr(&seat, "0.3crit");
    forward(&seat, 5);
    keep(&before[1], seat.histories);
    session_undo(seat.session);
    WAIT(&seat, undone, 25);
    assert_close(seat.now.eta, 0.6 * 2 / seat.now.lambda_1, 1e-15);
    session_undo(seat.session);
    session_undo(seat.session);
    WAIT(&seat, undone, 10);
    check_same(seat.histories, &before[0]);
    session_redo(seat.session);
    session_redo(seat.session);
    session_redo(seat.session);
    WAIT(&seat, redone, 30);
    check_same(seat.histories, &before[1]);
    check_run(&seat);
    session_undo(seat.session);
    WAIT(&seat, undone, 25);
    seat_set_lr(&seat, "0.9crit"); /* a new course: the undone part is lost */
    forward(&seat, 3);
    assert_string_equal(seat.now.redo, "");
    check_run(&seat);
    catapult_history_done(&before[0]);
    catapult_history_done(&before[1]);
    seat_stop(&seat);
}

/* Undo restores what a jump back removed, learning rates included; consecutive jumps count as one. */
static void test_undo_back(void **state)
{
    (void)state;
    static const size_t budgets[] = {0, 40 << 10, 48 << 20};
    for (int i = 0; i < 3; i++) {
        struct seat seat;
        struct catapult_history before, after;
        seat_start(&seat, seat_sparse, seat_load, false);
        session_set_budget(seat.session, budgets[i]);
        WAIT(&seat, arrived, 0);
        forward(&seat, 30);
        seat_set_lr(&seat, "0.8crit");
        forward(&seat, 30);
        seat_set_lr(&seat, "0.5crit");
        forward(&seat, 30);
        keep(&before, seat.histories);
        session_goto(seat.session, 70);
        WAIT(&seat, arrived, 70);
        session_goto(seat.session, 20);
        WAIT(&seat, arrived, 20);
        assert_string_equal(seat.now.undo, "the jump back to step 20");
        forward(&seat, i == 0 ? 5 : 25); /* along the same way, or beyond where eta was changed */
        keep(&after, seat.histories);
        session_undo(seat.session);
        WAIT(&seat, undone, 90);
        check_same(seat.histories, &before);
        check_run(&seat);
        session_redo(seat.session);
        WAIT(&seat, redone, i == 0 ? 25 : 45);
        check_same(seat.histories, &after);
        session_undo(seat.session);
        WAIT(&seat, undone, 90);
        session_undo(seat.session); /* the learning rate before */
        WAIT(&seat, arrived, 60);
        assert_close(seat.now.eta, 0.8 * 2 / seat.now.lambda_1, 1e-15);
        check_run(&seat);
        catapult_history_done(&before);
        catapult_history_done(&after);
        seat_stop(&seat);
    }
}

static void test_undo_fork(void **state)
{
    (void)state;
    struct seat seat;
    struct catapult_history before;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 30);
    session_fork(seat.session, 12);
    WAIT(&seat, on_run, 'B');
    forward(&seat, 5);
    keep(&before, seat.histories);
    seat_set_lr(&seat, "0.5crit");
    forward(&seat, 5);
    session_undo(seat.session);
    session_undo(seat.session);
    WAIT(&seat, on_run, 'A');
    assert_int_equal(seat.now.runs, 1);
    assert_int_equal(seat.now.t, 30);
    assert_string_equal(seat.now.redo, "the fork at step 12");
    check_run(&seat);
    session_redo(seat.session);
    WAIT(&seat, on_run, 'B');
    assert_int_equal(seat.now.runs, 2);
    check_same(seat.histories, &before);
    check_run(&seat);
    session_delete(seat.session, 'A');
    WAIT(&seat, has_runs, 1);
    session_undo(seat.session); /* nothing to go back to */
    forward(&seat, 2);
    assert_int_equal(seat.now.runs, 1);
    check_run(&seat);
    catapult_history_done(&before);
    seat_stop(&seat);
}

/* Undo starts recomputing steps and is interrupted: the run then behaves as if it had been taken back there. */
static void test_undo_left(void **state)
{
    (void)state;
    struct seat seat;
    seat_start(&seat, seat_small, seat_load, false);
    WAIT(&seat, arrived, 0);
    forward(&seat, 700);
    seat_set_lr(&seat, "0.5crit");
    forward(&seat, 700);
    session_goto(seat.session, 10);
    WAIT(&seat, arrived, 10);
    for (int i = 0; i < 5; i++) { /* how far it gets is not determined; the rest follows from that */
        session_undo(seat.session);
        session_run(seat.session, false);
        session_forward(seat.session, 1);
        session_run(seat.session, false);
        WAIT(&seat, answered, seat.now.applied + 4);
        check_run(&seat);
    }
    long t = seat.now.t;
    session_goto(seat.session, 5);
    WAIT(&seat, arrived, 5);
    session_undo(seat.session);
    WAIT(&seat, undone, t);
    check_run(&seat);
    seat_stop(&seat);
}

/* A diverged model, and a run that has stopped, are restored as they were. */
static void test_undo_diverged(void **state)
{
    (void)state;
    static const char *const wild[] = {"model=network", "compare=linear", "network.widths=40", "data.n=6", "data.d=3",
                                       "data.test=0", "threads=1", "eta=1.5crit", "stop.steps=40", "stop.loss=0",
                                       "divergence=1e6", NULL};
    struct seat seat;
    seat_start(&seat, wild, seat_load, false);
    WAIT(&seat, arrived, 0);
    session_run(seat.session, true);
    WAIT(&seat, arrived, 40);
    assert_true(seat.now.diverged[1]);
    long at = seat.now.diverged_at[1];
    forward(&seat, 8);
    session_goto(seat.session, at - 3);
    WAIT(&seat, arrived, at - 3);
    assert_int_equal(seat.now.diverged_at[1], -1);
    session_undo(seat.session);
    WAIT(&seat, undone, 48);
    assert_int_equal(seat.now.diverged_at[1], at);
    check_run(&seat);
    session_fork(seat.session, at + 4);
    WAIT(&seat, on_run, 'B');
    assert_int_equal(seat.now.diverged_at[1], at);
    check_run(&seat);
    session_fork(seat.session, at - 2);
    WAIT(&seat, on_run, 'C');
    assert_int_equal(seat.now.diverged_at[1], -1);
    session_run(seat.session, true);
    WAIT(&seat, arrived, 40); /* stops at its own end, each run separately */
    check_run(&seat);
    focus(&seat, 'A');
    assert_int_equal(seat.now.diverged_at[1], at);
    check_run(&seat);
    seat_stop(&seat);
}

/* Running stops once where the run converges; going back and undoing that does not stop it again. */
static void test_undo_stopped(void **state)
{
    (void)state;
    static const char *const calm[] = {"model=linear", "network.widths=40", "data.n=6", "data.d=3", "data.test=0",
                                       "threads=1", "eta=0.5crit", "stop.steps=100000", "stop.loss=0.3", NULL};
    struct seat seat;
    seat_start(&seat, calm, seat_load, true);
    WAIT(&seat, in_state, SESSION_PAUSED);
    long end = seat.now.t;
    assert_true(end > 2 && !seat.now.travelling);
    session_goto(seat.session, end - 2);
    WAIT(&seat, arrived, end - 2);
    session_undo(seat.session);
    WAIT(&seat, undone, end);
    session_run(seat.session, true);
    WAIT(&seat, past_step, end + 5);
    session_run(seat.session, false);
    session_goto(seat.session, end - 2);
    WAIT(&seat, arrived, end - 2);
    session_run(seat.session, true);
    WAIT(&seat, arrived, end); /* without undo it is armed again */
    seat_stop(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcome), cmocka_unit_test(test_outcome_stays), cmocka_unit_test(test_fork),      cmocka_unit_test(test_switching), cmocka_unit_test(test_in_a_hurry),
        cmocka_unit_test(test_waiting_rows), cmocka_unit_test(test_delete), cmocka_unit_test(test_restart),
        cmocka_unit_test(test_undo_eta),  cmocka_unit_test(test_undo_back), cmocka_unit_test(test_undo_fork),
        cmocka_unit_test(test_undo_left), cmocka_unit_test(test_undo_diverged),
        cmocka_unit_test(test_undo_stopped),
    };
    return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}

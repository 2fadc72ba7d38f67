/* test_session_parts.c - the parts of the session, each separately: pace, checkpoints, queue, plans. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "session/thread/bridge.h"
#include "session/thread/checkpoint.h"
#include "base/clock.h"
#include "session/thread/pace.h"
#include "session/thread/plan.h"
#include "twin.h"

/* --- pace: the times are artificial, so nothing here depends on the machine -------------------------------- */

static void test_no_limit(void **state)
{
    (void)state;
    struct pace pace = {0};
    pace_start(&pace, 5 * CLOCK_SECOND);
    for (int64_t now = 5 * CLOCK_SECOND; now < 6 * CLOCK_SECOND; now += 1234567) {
        assert_true(pace_due(&pace) <= now);
        pace_step(&pace, now);
    }
    assert_close(pace_measured(&pace), 1e9 / 1234567, 1e-9);
}

/* A slow step does not lower the rate, a short delay is made up for, a long one is not. */
static void test_deadlines(void **state)
{
    (void)state;
    struct pace pace = {0};
    int64_t start = 77 * CLOCK_SECOND, period = CLOCK_SECOND / 50;
    pace_set_rate(&pace, 50, start);
    pace_start(&pace, start);
    for (int i = 0; i < 30; i++) {
        assert_true(pace_due(&pace) == start + i * period);
        pace_step(&pace, start + i * period + period / 3);
    }
    int64_t late = start + 34 * period; /* four periods: less than a tenth of a second */
    for (int i = 30; i <= 34; i++) {
        assert_true(pace_due(&pace) == start + i * period);
        pace_step(&pace, late);
    }
    assert_true(pace_due(&pace) == late + period);
    late += CLOCK_SECOND;
    pace_step(&pace, late);
    assert_true(pace_due(&pace) == late);
}

static void test_rate_changes(void **state)
{
    (void)state;
    struct pace pace = {0};
    pace_start(&pace, 1000);
    pace_set_rate(&pace, 2, 1000);
    assert_true(pace_due(&pace) == 1000); /* the first step is not waited for */
    pace_step(&pace, 1000);
    assert_true(pace_due(&pace) == 1000 + CLOCK_SECOND / 2);
    pace_set_rate(&pace, 4, 2000);
    assert_true(pace_due(&pace) == 1000 + CLOCK_SECOND / 4);
    pace_set_rate(&pace, 1e-30, 3000); /* no overflow */
    assert_true(pace_due(&pace) > 1000 && pace_due(&pace) < CLOCK_NEVER / 2);
    static const double none[] = {0, -3, NAN};
    for (int i = 0; i < 3; i++) {
        pace_set_rate(&pace, none[i], 4000);
        assert_true(pace_due(&pace) <= 4000);
    }
    pace_set_rate(&pace, INFINITY, 4000);
    assert_true(pace_due(&pace) <= 4000);
}

/* The window follows a change of speed within two seconds, and is not empty for slow steps. */
static void test_window(void **state)
{
    (void)state;
    struct pace pace = {0};
    int64_t now = CLOCK_SECOND;
    pace_start(&pace, now);
    assert_true(pace_measured(&pace) == 0);
    for (int i = 0; i < 3000; i++)
        pace_step(&pace, now += CLOCK_SECOND / 1000);
    assert_close(pace_measured(&pace), 1000, 1e-9);
    for (int i = 0; i < 21; i++)
        pace_step(&pace, now += CLOCK_SECOND / 10);
    assert_close(pace_measured(&pace), 10, 1e-9);
    for (int i = 0; i < 3; i++)
        pace_step(&pace, now += 5 * CLOCK_SECOND);
    assert_close(pace_measured(&pace), 0.2, 1e-9);
}

/* --- checkpoints -------------------------------------------------------------------------------------------- */

static const char *const tiny[] = {"model=network", "network.widths=5", "threads=1", "spectrum.top=1", NULL};

static bool holds(const struct checkpoints *c, long t)
{
    return checkpoints_nearest(c, 0, t)->t == t;
}

/* Whatever the length of the run: t = 0 and the newest state are kept, and every t has a state not far before it. */
static void thinned(size_t states)
{
    struct twin twin;
    static struct checkpoints c;
    twin_new_core(&twin, tiny, twin_data(3, 0, 2, 1, 9));
    checkpoints_init(&c, states * catapult_experiment_state_size(twin.experiment) + 1);
    assert_true(checkpoints_begin(&c, twin.experiment));
    for (long t = 1; t <= 700; t++) {
        catapult_experiment_step(twin.experiment, 0.1);
        checkpoints_keep(&c, twin.experiment, 0, true);
        check_case("room for %zu states, step %ld", states, t);
        assert_true(c.count <= (int)states || c.count == 1);
        assert_true(holds(&c, 0));
        long widest = 0;
        for (long s = t, last = t; s > 0; s = last) {
            last = checkpoints_nearest(&c, 0, s - 1)->t;
            widest = s - last > widest ? s - last : widest;
        }
        if (states >= 2)
            assert_true(holds(&c, t));
        if (states >= 4)
            assert_true((double)widest <= fmax(1, 4.0 * (double)t / (double)(states - 1)));
        if (states >= 12)
            assert_true(holds(&c, t - 1));
    }
    checkpoints_done(&c);
    twin_free(&twin);
}

static void test_thinning(void **state)
{
    (void)state;
    static const size_t states[] = {0, 1, 2, 3, 4, 5, 8, 12, 33, 64};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        thinned(states[i]);
}

/* A smaller budget takes effect at once, a cut removes later states, and a kept state is unchanged. */
static void test_cut_and_restore(void **state)
{
    (void)state;
    struct twin twin;
    static struct checkpoints c;
    twin_new_core(&twin, tiny, twin_data(3, 0, 2, 1, 9));
    size_t size = catapult_experiment_state_size(twin.experiment);
    checkpoints_init(&c, 40 * size);
    assert_true(checkpoints_begin(&c, twin.experiment));
    double loss[101];
    for (int t = 0; t <= 100; t++) {
        loss[t] = catapult_experiment_measure(twin.experiment, 0)->train_loss;
        checkpoints_keep(&c, twin.experiment, 0, true);
        catapult_experiment_step(twin.experiment, 0.1);
    }
    checkpoints_cut(&c, 0, 50);
    assert_true(checkpoints_nearest(&c, 0, 1000)->t <= 50);
    for (long t = 50; t >= 0; t--) {
        const struct checkpoint *kept = checkpoints_nearest(&c, 0, t);
        catapult_experiment_restore(twin.experiment, kept->state);
        assert_int_equal(catapult_experiment_t(twin.experiment), kept->t);
        assert_true(catapult_experiment_measure(twin.experiment, 0)->train_loss == loss[kept->t]);
    }
    int before = c.count;
    assert_true(before > 5);
    checkpoints_set_budget(&c, 5 * size);
    assert_int_equal(c.count, 5);
    checkpoints_set_budget(&c, 0);
    assert_int_equal(c.count, 1);
    assert_true(holds(&c, 0));
    checkpoints_cut(&c, 0, 0);
    assert_true(holds(&c, 0));
    checkpoints_done(&c);
    twin_free(&twin);
}

/* Eight runs that step in turn, each a fork of the previous one: all have states, including those where they wait,
 * and together they stay within the budget. */
static void share(size_t states)
{
    struct twin twin;
    static struct checkpoints c;
    long at[CHECKPOINTS_RUNS] = {0};
    twin_new_core(&twin, tiny, twin_data(3, 0, 2, 1, 9));
    size_t size = catapult_experiment_state_size(twin.experiment);
    checkpoints_init(&c, states * size + size / 2);
    assert_true(checkpoints_begin(&c, twin.experiment));
    for (int run = 0; run < CHECKPOINTS_RUNS; run++) {
        if (run > 0)
            checkpoints_fork(&c, run - 1, run, at[run - 1] / 2);
        at[run] = run > 0 ? at[run - 1] / 2 : 0;
        catapult_experiment_restore(twin.experiment, checkpoints_nearest(&c, run, at[run])->state);
        for (int k = 0; k < 90; k++) {
            catapult_experiment_step(twin.experiment, 0.1 + 0.01 * run);
            checkpoints_keep(&c, twin.experiment, run, k % 3 == 0);
            assert_true(c.count <= (int)states || c.count == 1);
        }
        at[run] = catapult_experiment_t(twin.experiment);
        checkpoints_park(&c, twin.experiment, run);
        for (int other = 0; other <= run; other++) {
            check_case("room for %zu states, run %d of %d", states, other, run);
            assert_true(checkpoints_nearest(&c, other, at[other])->t >= 0);
            assert_int_equal(checkpoints_nearest(&c, other, 0)->t, 0);
            if (states >= 2 * CHECKPOINTS_RUNS + 1) /* no waiting run lost its state */
                assert_int_equal(checkpoints_nearest(&c, other, at[other])->t, at[other]);
        }
    }
    for (int run = 0; run < CHECKPOINTS_RUNS; run++) {
        checkpoints_unpark(&c, run);
        checkpoints_cut(&c, run, 0);
    }
    assert_int_equal(c.count, 1);
    checkpoints_done(&c);
    twin_free(&twin);
}

static void test_shared(void **state)
{
    (void)state;
    static const size_t states[] = {0, 1, 2, 3, 5, 8, 17, 40, 200};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        share(states[i]);
}

/* --- queue --------------------------------------------------------------------------------------------------- */

static void test_queue(void **state)
{
    (void)state;
    struct queue queue;
    struct session_command command;
    assert_true(queue_init(&queue));
    assert_false(queue_take(&queue, 0, &command));
    for (long i = 0; i < 500; i++)
        queue_put(&queue, &(struct session_command){i == 300 ? COMMAND_SET_LR : COMMAND_GOTO, .to.t = i});
    for (long i = 0; i < 500; i++) {
        if (i == 300)
            assert_false(queue_take(&queue, 1u << COMMAND_SET_LR, &command));
        assert_true(queue_take(&queue, i != 300 ? 1u << COMMAND_SET_LR : 0, &command));
        assert_int_equal(command.to.t, i == 300 ? command.to.t : i);
        assert_int_equal(command.kind, i == 300 ? COMMAND_SET_LR : COMMAND_GOTO);
    }
    assert_false(queue_interrupted(&queue));
    queue_put(&queue, &(struct session_command){COMMAND_RUN, .to.flag = true});
    assert_false(queue_interrupted(&queue));
    queue_put(&queue, &(struct session_command){COMMAND_RESTART, .to.flag = true});
    assert_true(queue_interrupted(&queue));
    queue_wait(&queue, CLOCK_NEVER); /* not empty: does not wait */
    assert_true(queue_take(&queue, 0, &command));
    assert_true(queue_take(&queue, 0, &command));
    int64_t until = clock_now() + CLOCK_SECOND / 1000;
    queue_wait(&queue, until); /* empty: waits for the clock */
    assert_true(clock_now() >= until);
    assert_false(queue_closed(&queue));
    queue_close(&queue);
    queue_wait(&queue, CLOCK_NEVER);
    assert_true(queue_closed(&queue) && queue_interrupted(&queue));
    queue_done(&queue);
}

/* --- plans -------------------------------------------------------------------------------------------------- */

static const struct catapult_lr rates[] = {{0.1, CATAPULT_LR_PLAIN}, {0.2, CATAPULT_LR_PLAIN}, {0.3, CATAPULT_LR_PLAIN},
                                           {0.4, CATAPULT_LR_PLAIN}};

static double planned(const struct plan_node *node, long t)
{
    struct catapult_settings settings;
    struct catapult_lr lr;
    double factor;
    catapult_settings_defaults(&settings);
    plan_at(node, &settings, t, &lr, &factor);
    return lr.value * factor;
}

/* Two branches of one tree: what each gives at a step, where they part, and that each node is freed with its last
 * owner (the leak checker sees the rest). */
static void test_plan_tree(void **state)
{
    (void)state;
    struct plan_node *root = plan_root(&rates[0]);
    struct plan_node *a = plan_child(root, 10, &rates[1], &rates[1]), *b = plan_child(a, 20, &rates[2], &rates[2]);
    struct plan_node *c = plan_child(a, 15, &rates[3], &rates[3]);
    assert_int_equal(root->owners, 2);
    assert_int_equal(a->owners, 3);
    assert_true(planned(b, 9) == 0.1 && planned(b, 10) == 0.2 && planned(b, 19) == 0.2 && planned(b, 20) == 0.3);
    assert_true(planned(c, 14) == 0.2 && planned(c, 15) == 0.4 && planned(c, 1000) == 0.4);
    assert_ptr_equal(plan_node_at(b, 19), a);
    assert_ptr_equal(plan_node_at(b, 0), root);
    assert_int_equal(plan_parting(b, c), 15);
    assert_int_equal(plan_parting(c, b), 15);
    assert_int_equal(plan_parting(root, b), 10);
    assert_true(plan_parting(b, b) == LONG_MAX);
    plan_release(root);
    plan_release(a);
    plan_release(b);
    assert_int_equal(a->owners, 1);
    plan_release(c);
}

/* Undo and redo exchange places, whatever was noted; the list forgets the oldest. */
static void test_changes(void **state)
{
    (void)state;
    static struct changes changes;
    struct plan_node *root = plan_root(&rates[0]);
    char text[48];
    for (long t = 0; t < CHANGES_MAX + 5; t++)
        changes_note(&changes, &(struct change){.at = t, .place = {plan_share(root), t, -1}});
    assert_int_equal(changes.count, CHANGES_MAX);
    assert_int_equal(root->owners, CHANGES_MAX + 1);
    struct place place = {plan_share(root), 1000, 7};
    long newest = CHANGES_MAX + 4;
    changes_exchange(&changes, false, &place);
    assert_true(place.t == newest && place.stopped_at == -1);
    changes_exchange(&changes, false, &place);
    assert_int_equal(place.t, newest - 1);
    changes_describe(&changes, true, text, sizeof text);
    assert_string_equal(text, "eta at step 67");
    changes_exchange(&changes, true, &place);
    changes_exchange(&changes, true, &place);
    assert_true(place.t == 1000 && place.stopped_at == 7);
    assert_null(changes_next(&changes, true));
    changes_exchange(&changes, false, &place);
    changes_add_undone(&changes, &(struct change){.kind = CHANGE_FORK, .at = 3});
    assert_int_equal(changes_next(&changes, true)->kind, CHANGE_FORK);
    changes_drop_undone(&changes);
    assert_int_equal(changes_next(&changes, true)->place.t, 1000);
    changes_commit(&changes);
    assert_null(changes_next(&changes, true));
    changes_clear(&changes);
    assert_null(changes_next(&changes, false));
    plan_release(place.node);
    assert_int_equal(root->owners, 1);
    plan_release(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_limit),     cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_rate_changes), cmocka_unit_test(test_window),
        cmocka_unit_test(test_thinning),     cmocka_unit_test(test_cut_and_restore),
        cmocka_unit_test(test_shared),       cmocka_unit_test(test_queue),
        cmocka_unit_test(test_plan_tree),    cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests_name("session parts", tests, NULL, NULL);
}

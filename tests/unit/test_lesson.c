/* test_lesson.c - reading lessons, and their numbers, conditions and texts on a run made by hand. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lesson/lesson.h"

/* Two models: a quadratic one with a catapult, a linear one that diverged. */
struct run {
    struct catapult_settings settings;
    struct snapshot snapshot;
    struct catapult_history histories[2];
    struct run_view view;
};

static void run_init(struct run *run)
{
    static const double losses[] = {2.385, 61.3, 0.5, 4.3e-4}, lambdas[] = {5.41, 5.2, 4.3, 4.285};
    memset(run, 0, sizeof *run);
    catapult_settings_defaults(&run->settings);
    run->settings.stop.loss = 1e-3;
    run->snapshot = (struct snapshot){
        .models = 2, .kind = {CATAPULT_MODEL_QUADRATIC, CATAPULT_MODEL_LINEAR}, .t = 3, .lambda_1 = 5.41, .eta = 0.4};
    for (int i = 0; i < 2; i++)
        catapult_history_init(&run->histories[i], 2);
    for (int t = 0; t < 4; t++) {
        struct catapult_measure m = {.train_loss = losses[t],
                                     .test_loss = NAN,
                                     .train_accuracy = 1,
                                     .test_accuracy = NAN,
                                     .distance = t,
                                     .phase = CATAPULT_PHASE_CATAPULT};
        m.lambda[0] = lambdas[t];
        m.lambda[1] = 1;
        assert_true(catapult_history_push(&run->histories[0], 0.4, &m));
        run->snapshot.now[0] = m;
        m.train_loss = t < 3 ? pow(10, t) : INFINITY;
        m.phase = t < 3 ? CATAPULT_PHASE_DIVERGENT : CATAPULT_PHASE_DIVERGED;
        assert_true(catapult_history_push(&run->histories[1], 0.4, &m));
        run->snapshot.now[1] = m;
    }
    run->snapshot.diverged[1] = true;
    run->view = (struct run_view){&run->settings, &run->snapshot, run->histories};
}

static void run_done(struct run *run)
{
    for (int i = 0; i < 2; i++)
        catapult_history_done(&run->histories[i]);
}

static double measured(const struct run *run, const char *text)
{
    struct value value;
    struct catapult_error err;
    if (value_parse(text, &value, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s: %s", text, err.text);
    return value_of(&value, &run->view);
}

static void test_values(void **state)
{
    (void)state;
    struct run run;
    run_init(&run);
    assert_close(measured(&run, "loss"), 4.3e-4, 0);
    assert_close(measured(&run, " loss@1 "), 61.3, 0);
    assert_close(measured(&run, "linear.loss@2"), 100, 0);
    assert_close(measured(&run, "2/eta"), 5, 1e-15);
    assert_close(measured(&run, "1.5*lambda_1"), 6.4275, 1e-15);
    assert_close(measured(&run, "lambda_2"), 1, 0);
    assert_close(measured(&run, "eta_crit"), 2 / 5.41, 1e-15);
    assert_close(measured(&run, "crit"), 0.4 / (2 / 5.41), 1e-15);
    assert_close(measured(&run, "peak"), 61.3, 0);
    assert_close(measured(&run, "peak_step"), 1, 0);
    assert_close(measured(&run, "step"), 3, 0);
    assert_close(measured(&run, "distance"), 3, 0);
    assert_close(measured(&run, "-2.5e1"), -25, 0);
    assert_true(isnan(measured(&run, "loss@4")) && isnan(measured(&run, "network.loss")) &&
                isnan(measured(&run, "test_loss")) && isnan(measured(&run, "loss@99999999999999")));
    assert_true(isinf(measured(&run, "linear.loss")));
    run_done(&run);
}

static void test_conditions(void **state)
{
    static const struct {
        const char *text;
        bool holds;
    } cases[] = {
        {"converged", true},          {"not converged", false},       {"linear.diverged", true},
        {"diverged", false},          {"not diverged", true},         {"phase catapult", true},
        {"phase lazy", false},        {"linear.phase diverged", true}, {"loss < 1e-3", true},
        {"loss<1e-4", false},         {"loss >= 4.3e-4", true},       {"loss <= 4.2e-4", false},
        {"not loss < 1", false},      {"lambda_1 = 4.3", true},       {"lambda_1 = 4.29", true},
        {"lambda_1 = 4.28", true},    {"lambda_1 = 4.27", false},     {"lambda_1 = 4.2850", true},
        {"lambda_1 = 4.286", false},  {"loss = 4.3e-4", true},        {"loss = 4.4e-4", false},
        {"loss = 0.0004", true},      {"peak = 61", true},            {"peak = 60", false},
        {"lambda_1@0 = 5.41", true},  {"distance = step", true},      {"lambda_1 < 2/eta", true},
        {"lambda_1@0 < 2/eta", false}, {"test_loss < 1", false},      {"not test_loss < 1", false},
        {"network.diverged", false},  {"not network.diverged", false}, {"linear.loss > 1e300", true},
    };
    (void)state;
    struct run run;
    run_init(&run);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct condition condition;
        struct catapult_error err;
        if (condition_parse(cases[i].text, &condition, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s: %s", cases[i].text, err.text);
        if (condition_holds(&condition, &run.view) != cases[i].holds)
            fail_msg("'%s' should %s", cases[i].text, cases[i].holds ? "hold" : "not hold");
    }
    run_done(&run);
}

static void test_no_conditions(void **state)
{
    static const char *const texts[] = {"", "not", "los < 1", "loss", "loss < ", "< 1", "loss == 1", "loss => 1", "loss <> 1", "loss =< 1",
                                        "loss < 1 1", "loss < inf", "loss < nan", "loss < 1e999", "loss@-1 < 1", "loss@x < 1",
                                        "phase", "phase lazyy", "cubic.loss < 1", "convergedd", "loss < 2/3", "loss < 2^eta",
                                        "loss < 0x10"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct condition condition;
        struct catapult_error err = {0};
        if (condition_parse(texts[i], &condition, &err) == CATAPULT_STATUS_OK)
            fail_msg("'%s' is a condition", texts[i]);
        assert_int_equal(err.code, CATAPULT_STATUS_INPUT);
        assert_true(*err.text);
    }
}

static void assert_filled(const struct run *run, const char *text, const char *wanted)
{
    char out[200];
    quantity_fill(text, run ? &run->view : NULL, out, sizeof out);
    assert_string_equal(out, wanted);
}

static void test_texts(void **state)
{
    (void)state;
    struct run run;
    struct catapult_error err;
    char small[8];
    run_init(&run);
    assert_filled(&run, "from {loss@0} up to {peak} in step {peak_step}", "from 2.38 up to 61.3 in step 1");
    assert_filled(&run, "{loss} {loss:1} {eta} {2/eta} {lambda_1:5} {linear.loss@2}", "4.30e-4 4e-4 0.400 5 4.2850 100");
    assert_filled(&run, "{{loss} {network.loss} {linear.loss}", "{loss} ... ...");
    assert_filled(NULL, "{loss}", "...");
    quantity_fill("abc {lambda_1}", &run.view, small, sizeof small);
    assert_string_equal(small, "abc 4.2"); /* cut */
    assert_int_equal(quantity_check("{loss", &err), CATAPULT_STATUS_INPUT);
    assert_int_equal(quantity_check("{loss:0}", &err), CATAPULT_STATUS_INPUT);
    assert_int_equal(quantity_check("{}", &err), CATAPULT_STATUS_INPUT);
    assert_int_equal(quantity_check("} {{ {2/eta:4}", &err), CATAPULT_STATUS_OK);
    run_done(&run);
}

/* --- files ---------------------------------------------------------------------------------------------------- */

static enum catapult_status no_preset(const char *name, struct catapult_settings *settings, struct catapult_error *err)
{
    if (strcmp(name, "known") != 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no preset '%s'", name);
    settings->data.n = 77;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status read_text(struct lesson *lesson, const char *text, struct catapult_error *err)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    enum catapult_status status = lesson_parse(lesson, copy, strlen(text), "l.lesson", no_preset, err);
    free(copy);
    return status;
}

static void test_lesson(void **state)
{
    (void)state;
    struct lesson lesson;
    struct catapult_error err;
    const char *text = "# head\nlesson 1\r\n\ttitle A  title \nabout things\npreset known\nset seed=9\nrate 2.5\n"
                       "slide One\n text a\n text b\n text\n text c {loss}\n mark step peak_step top of it\n"
                       " do eta 2crit\n run 5\n run to 9\n run until loss < 1 within 30\n expect step = 4\n"
                       "slide Two\n fresh\n ask\n question why?\n answer so\n try + x 3";
    if (read_text(&lesson, text, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(lesson.title, "A  title");
    assert_int_equal(lesson.settings.data.n, 77);
    assert_int_equal(lesson.settings.seed, 9);
    assert_true(lesson.rate == 2.5);
    assert_int_equal(lesson.slides, 2);
    const struct lesson_slide *one = &lesson.slide[0], *two = &lesson.slide[1];
    assert_string_equal(one->text, "a b\nc {loss}");
    assert_string_equal(one->mark[0].name, "top of it");
    assert_int_equal(one->steps, 4);
    assert_int_equal(one->step[1].kind, STEP_RUN);
    assert_int_equal(one->step[2].kind, STEP_RUN_TO);
    assert_int_equal(one->step[3].count, 30);
    assert_int_equal(one->expect[0].line, 18);
    assert_true(two->fresh && !one->fresh);
    assert_string_equal(two->answer, "so");
    assert_string_equal(two->suggestion, "+ x 3");
    lesson_free(&lesson);
}

/* Limits on the number and size of parts. */
static void test_limits(void **state)
{
    static const struct {
        const char *line;
        int most;
    } limits[] = {{"slide A\n", LESSON_SLIDES_MAX}, {"run 1\n", LESSON_STEPS_MAX}, {"mark step 1 a\n", LESSON_MARKS_MAX},
                  {"expect step = 1\n", LESSON_EXPECTS_MAX}, {"text 1234567\n", LESSON_TEXT / 8}};
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        for (int more = 0; more <= 1; more++) {
            char *text = NULL;
            size_t size = 0;
            struct lesson lesson;
            struct catapult_error err;
            FILE *out = open_memstream(&text, &size);
            fputs(i == 0 ? "lesson 1\ntitle T\n" : "lesson 1\ntitle T\nslide A\n", out);
            for (int k = 0; k < limits[i].most + more; k++)
                fputs(limits[i].line, out);
            fclose(out);
            enum catapult_status status = read_text(&lesson, text, &err);
            if (status != (more ? CATAPULT_STATUS_INPUT : CATAPULT_STATUS_OK))
                fail_msg("%d lines of %s: %s", limits[i].most + more, limits[i].line, status ? err.text : "taken");
            lesson_free(&lesson);
            free(text);
        }
}

/* Terminal control characters are removed from every text. */
static void test_controls(void **state)
{
    (void)state;
    struct lesson lesson;
    struct catapult_error err;
    assert_int_equal(read_text(&lesson, "lesson 1\ntitle a\x1b[2Jb\nslide \xc2\x9b" "31m\ntext \x07\xe2\x80\xae!\n", &err),
                     CATAPULT_STATUS_OK);
    assert_string_equal(lesson.title, "a?[2Jb");
    assert_string_equal(lesson.slide[0].title, "?31m");
    assert_string_equal(lesson.slide[0].text, "?" "?!");
    lesson_free(&lesson);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values), cmocka_unit_test(test_conditions), cmocka_unit_test(test_no_conditions),
        cmocka_unit_test(test_texts),  cmocka_unit_test(test_lesson),     cmocka_unit_test(test_limits),
        cmocka_unit_test(test_controls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

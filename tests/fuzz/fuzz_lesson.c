/* fuzz_lesson.c - lessons, and every figure, condition and text of one that was accepted, on a run that has numbers of
 * all kinds. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "lesson/lesson.h"
#ifdef HAVE_TUI
#include "tui/input/command.h"
#endif

enum { ROWS = 5 };

static struct catapult_history histories[2];
static struct snapshot snapshot = {
    .models = 2, .kind = {CATAPULT_MODEL_QUADRATIC, CATAPULT_MODEL_LINEAR}, .t = ROWS - 1, .lambda_1 = 4};

static void make_run(void)
{
    static const double numbers[ROWS] = {2.385, 1e308, -1e-300, INFINITY, NAN};
    for (int i = 0; i < 2; i++) {
        catapult_history_init(&histories[i], 2);
        for (int t = 0; t < ROWS; t++) {
            struct catapult_measure m = {.train_loss = numbers[t], .test_loss = NAN, .distance = numbers[ROWS - 1 - t]};
            m.lambda[0] = numbers[t];
            m.pi[1] = -numbers[t];
            fuzz_require(catapult_history_push(&histories[i], numbers[t], &m), "no memory");
            snapshot.now[i] = m;
        }
    }
    snapshot.diverged[1] = true;
}

static enum catapult_status known_preset(const char *name, struct catapult_settings *settings,
                                         struct catapult_error *err)
{
    if (strcmp(name, "known") != 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no preset '%.100s'", name);
    settings->data.n = 30;
    return CATAPULT_STATUS_OK;
}

static void check_text(const char *text, size_t room)
{
    fuzz_require(memchr(text, '\0', room) != NULL, "a text without an end");
    for (const char *c = text; *c; c++)
        fuzz_require(((unsigned char)*c >= 0x20 && *c != 0x7f) || *c == '\n', "a control character in a text");
}

static void check_filled(const char *text, const struct run_view *run)
{
    char out[2 * LESSON_TEXT], small[7];
    struct catapult_error err;
    check_text(text, LESSON_TEXT);
    fuzz_require(quantity_check(text, &err) == CATAPULT_STATUS_OK, "a text that was accepted is refused");
    quantity_fill(text, run, out, sizeof out);
    check_text(out, sizeof out);
    quantity_fill(text, NULL, small, sizeof small);
    check_text(small, sizeof small);
}

static void check_condition(const struct condition *condition, const struct run_view *run)
{
    char text[60];
    condition_holds(condition, run);
    condition_measured(condition, run, text, sizeof text);
    check_text(text, sizeof text);
}

static void check_step(const struct lesson_step *step, const struct run_view *run)
{
    fuzz_require(step->count >= 0 && step->count <= LESSON_RUN_MAX, "iterations beyond their bounds");
    if (step->kind == STEP_RUN_UNTIL)
        check_condition(&step->until, run);
    check_text(step->command, sizeof step->command);
#ifdef HAVE_TUI
    struct catapult_error err = {0};
    enum catapult_status status = step->kind == STEP_DO ? command_of_lesson(step->command, &err) : CATAPULT_STATUS_OK;
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
#endif
}

static void check_slide(const struct lesson_slide *slide, const struct run_view *run)
{
    fuzz_require(slide->steps <= LESSON_STEPS_MAX && slide->marks <= LESSON_MARKS_MAX &&
                 slide->expects <= LESSON_EXPECTS_MAX, "more than there is room for");
    check_text(slide->title, sizeof slide->title);
    check_text(slide->suggestion, sizeof slide->suggestion);
    check_filled(slide->text, run);
    check_filled(slide->question, run);
    check_filled(slide->answer, run);
    for (int i = 0; i < slide->steps; i++)
        check_step(&slide->step[i], run);
    for (int i = 0; i < slide->marks; i++) {
        value_of(&slide->mark[i].at, run);
        check_text(slide->mark[i].name, sizeof slide->mark[i].name);
    }
    for (int i = 0; i < slide->expects; i++)
        check_condition(&slide->expect[i].condition, run);
}

static void one_lesson(const uint8_t *data, size_t size)
{
    struct lesson lesson;
    struct catapult_error err = {0};
    fuzz_write("x.lesson", data, size);
    enum catapult_status status = lesson_read(&lesson, fuzz_path("x.lesson"), known_preset, &err);
    if (histories[0].length == 0)
        make_run();
    struct run_view run = {&lesson.settings, &snapshot, histories};
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    for (int i = 0; status == CATAPULT_STATUS_OK && i < lesson.slides; i++)
        check_slide(&lesson.slide[i], &run);
    if (status == CATAPULT_STATUS_OK)
        fuzz_require(catapult_settings_validate(&lesson.settings, &err) == CATAPULT_STATUS_OK,
                     "settings that are not sound");
    lesson_free(&lesson);
}

const struct fuzz_target fuzz_lesson = {"lesson", one_lesson};

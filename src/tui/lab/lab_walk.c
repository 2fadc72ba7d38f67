/* lab_walk.c - plays a lesson from its first slide to its last without a screen: is everything it says true?
 *
 * It goes through the lesson three times: forward, with the expectations; back, slide by slide; forward again,
 * changing the run and the view at every slide.  All three must reach the same states, to the bit. */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab.h"
#include "tui/lab/lab_state.h"

enum { LOOK_MS = 100, STAGES = 2 };

/* What two visits to a slide must have in common. */
struct walk_visit {
    long t;
    int seed, screen, pane, focus;
    bool follow, log;
    long cursor, window;
    double eta, loss, lambda_1;
};

struct lesson_walk {
    struct lab *lab;
    FILE *out;
    bool (*stopped)(void);
    bool passed;
    struct walk_visit place[LESSON_SLIDES_MAX][STAGES]; /* when a slide is complete; after its answer */
};

static void walk_fail(struct lesson_walk *walk, const char *what)
{
    walk->passed = false;
    fprintf(walk->out, "  FAIL %s\n", what);
}

/* --- waiting -------------------------------------------------------------------------------------------------- */

static enum catapult_status walk_look(struct lesson_walk *walk, struct catapult_error *err)
{
    struct lab *lab = walk->lab;
    struct pollfd news = {.fd = session_fd(lab->link.session), .events = POLLIN};
    int wait = lab_lesson_wait(lab);
    poll(&news, 1, wait >= 0 && wait < LOOK_MS ? wait : LOOK_MS);
    lab_fetch(lab);
    if (walk->stopped())
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    if (lab->link.snapshot.state == SESSION_FAILED)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", lab->link.snapshot.message);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status bring(struct lesson_walk *walk, struct catapult_error *err)
{
    struct lab *lab = walk->lab;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (lab_lesson_serve(lab); lab->lesson.bringing && status == CATAPULT_STATUS_OK; lab_lesson_serve(lab))
        status = walk_look(walk, err);
    return status;
}

static enum catapult_status press(struct lesson_walk *walk, enum request request, struct catapult_error *err)
{
    lab_do(walk->lab, request);
    lab_last(walk->lab, "walk: ");
    lab_lesson_hurry(walk->lab); /* nobody watches */
    return bring(walk, err);
}

/* --- states ----------------------------------------------------------------------------------------------------- */

static void walk_find_visit(const struct lab *lab, struct walk_visit *place)
{
    const struct view *view = &lab->sight.view;
    const struct catapult_measure *now = &lab->link.snapshot.now[0];
    place->t = lab->link.snapshot.t;
    place->seed = lab->link.snapshot.seed;
    place->screen = (int)view->screen;
    place->pane = (int)view->pane;
    place->focus = view->focus;
    place->follow = view->follow;
    place->log = view->log_scale[view->pane];
    place->cursor = view->follow ? 0 : view->cursor;
    place->window = view->window;
    place->eta = lab->link.snapshot.eta;
    place->loss = now->train_loss;
    place->lambda_1 = now->lambda[0];
}

/* Bitwise comparison, so that a NaN equals the same NaN. */
static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_place(const struct walk_visit *a, const struct walk_visit *b)
{
    return a->t == b->t && a->seed == b->seed && a->screen == b->screen && a->pane == b->pane && a->focus == b->focus
           && a->follow == b->follow && a->log == b->log && a->cursor == b->cursor && a->window == b->window
           && same_number(a->eta, b->eta) && same_number(a->loss, b->loss) && same_number(a->lambda_1, b->lambda_1);
}

static void walk_compare(struct lesson_walk *walk, int slide, int stage, const char *way)
{
    struct walk_visit place;
    const struct walk_visit *known = &walk->place[slide][stage];
    walk_find_visit(walk->lab, &place);
    if (same_place(&place, known))
        return;
    walk->passed = false;
    fprintf(walk->out, "  FAIL slide %d, %s: step %ld, loss %.17g instead of step %ld, loss %.17g%s\n", slide + 1, way,
            place.t, place.loss, known->t, known->loss,
            place.t == known->t && place.loss == known->loss ? ", or another picture" : "");
}

static bool asks(const struct lab *lab)
{
    const struct lab_lesson *l = &lab->lesson;
    return l->step < l->lesson->slide[l->slide].steps;
}

/* --- the three passes ------------------------------------------------------------------------------------------- */

static void walk_put_text(struct lesson_walk *walk, const char *lead, const char *text)
{
    if (*text)
        fprintf(walk->out, "  %s%s\n", lead, text);
}

static void check_slide(struct lesson_walk *walk)
{
    struct lab *lab = walk->lab;
    const struct lab_lesson *l = &lab->lesson;
    const struct lesson_slide *slide = &l->lesson->slide[l->slide];
    struct run_view run = {lab->origin.settings, &lab->link.snapshot, lab->rows.focus.histories};
    char measured[400], line[80];
    if (l->unmet) {
        snprintf(line, sizeof line, "line %ld: the condition was never met", l->unmet);
        walk_fail(walk, line);
    }
    for (int i = 0; i < slide->expects; i++) {
        bool holds = condition_holds(&slide->expect[i].condition, &run);
        condition_measured(&slide->expect[i].condition, &run, measured, sizeof measured);
        walk->passed &= holds;
        fprintf(walk->out, "  %s line %ld: %s  [%s]\n", holds ? "ok  " : "FAIL", slide->expect[i].line,
                slide->expect[i].text, measured);
    }
    for (int i = 0; i < l->caption.marks; i++)
        if (!isfinite(l->caption.mark[i].at))
            walk_fail(walk, "a mark has no value");
    if (l->missing)
        walk_fail(walk, "a quantity in the text does not exist");
}

static enum catapult_status walk_forward(struct lesson_walk *walk, struct catapult_error *err)
{
    struct lab *lab = walk->lab;
    const struct lesson *lesson = lab->lesson.lesson;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int i = 0; i < lesson->slides && status == CATAPULT_STATUS_OK; i++) {
        lab_lesson_hurry(lab);
        status = i == 0 ? bring(walk, err) : press(walk, REQUEST_SLIDE_NEXT, err);
        walk_find_visit(lab, &walk->place[i][0]);
        if (status == CATAPULT_STATUS_OK && asks(lab))
            status = press(walk, REQUEST_SLIDE_NEXT, err);
        walk_find_visit(lab, &walk->place[i][1]);
        if (status != CATAPULT_STATUS_OK)
            break;
        fprintf(walk->out, "%d/%d %s  (step %ld, %.2f s)\n", i + 1, lesson->slides, lesson->slide[i].title,
                lab->link.snapshot.t, lab->lesson.lasts);
        walk_put_text(walk, "", lab->lesson.text);
        walk_put_text(walk, "? ", lab->lesson.question);
        walk_put_text(walk, "! ", lab->lesson.answer);
        check_slide(walk);
    }
    return status;
}

static enum catapult_status walk_back(struct lesson_walk *walk, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int i = walk->lab->lesson.lesson->slides - 2; i >= 0 && status == CATAPULT_STATUS_OK; i--) {
        status = press(walk, REQUEST_SLIDE_BACK, err);
        if (status == CATAPULT_STATUS_OK)
            walk_compare(walk, i, 0, "after going back");
    }
    return status;
}

/* Changes the learning rate, the iteration and the screen. */
static enum catapult_status meddle(struct lesson_walk *walk, struct catapult_error *err)
{
    struct lab *lab = walk->lab;
    enum catapult_status status = CATAPULT_STATUS_OK;
    lab_last(lab, "walk: ");
    lab_do(lab, REQUEST_ETA_LEAP_UP);
    lab_forward(lab, 3);
    long goal = lab->link.snapshot.t + 3;
    lab_do(lab, REQUEST_MODEL);
    lab_show_screen(lab, lab->sight.view.screen == SCREEN_MAIN ? SCREEN_DIRECTIONS : SCREEN_MAIN);
    lab_do(lab, REQUEST_ZOOM_IN);
    lab_last(lab, "walk: ");
    while (status == CATAPULT_STATUS_OK && !link_at_rest(&lab->link, goal))
        status = walk_look(walk, err);
    return status;
}

static enum catapult_status walk_meddling(struct lesson_walk *walk, struct catapult_error *err)
{
    struct lab *lab = walk->lab;
    int slides = lab->lesson.lesson->slides, stage = 1;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int i = 0; i < slides && status == CATAPULT_STATUS_OK;) {
        status = meddle(walk, err);
        stage = asks(lab) ? 1 : 0;
        i += stage == 0;
        if (i < slides && status == CATAPULT_STATUS_OK)
            status = press(walk, REQUEST_SLIDE_NEXT, err);
        if (i < slides && status == CATAPULT_STATUS_OK)
            walk_compare(walk, i, stage, "after changes by a user");
    }
    return status;
}

static enum catapult_status walk_all(struct lesson_walk *walk, struct catapult_error *err)
{
    static enum catapult_status (*const ways[])(struct lesson_walk * walk,
                                                struct catapult_error * err) = {walk_forward, walk_back, walk_meddling};
    static const char *const names[] = {"", "back, slide by slide\n", "forward again, with changes by a user before each slide\n"};
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int i = 0; i < 3 && status == CATAPULT_STATUS_OK; i++) {
        fputs(names[i], walk->out);
        fflush(walk->out); /* a user may be waiting */
        status = ways[i](walk, err);
    }
    if (status == CATAPULT_STATUS_OK)
        fprintf(walk->out, "%s\n", walk->passed ? "everything holds: forward, back, and after changes by a user"
                                               : "NOT everything holds");
    return status;
}

enum catapult_status lab_walk(const struct lesson *lesson, session_loader load, FILE *out, bool (*stopped)(void),
                              bool *passed, struct catapult_error *err)
{
    static struct lab lab;
    static struct lesson_walk walk;
    struct lab_options options = {.paused = true, .lesson = lesson, .rate = lesson->rate};
    struct device device = {0};
    lab_init(&lab, &lesson->settings, &options, &device);
    walk = (struct lesson_walk){.lab = &lab, .out = out, .stopped = stopped, .passed = true};
    lab_resize(&lab, LAB_PLAIN_ROWS, LAB_PLAIN_COLS);
    enum catapult_status status = link_begin(&lab.link, &lesson->settings, load, &options, false, err);
    if (status == CATAPULT_STATUS_OK) {
        lab_lesson_begin(&lab, lesson);
        status = walk_all(&walk, err);
    }
    status = link_end(&lab.link, status, err);
    lab_done(&lab);
    *passed = walk.passed;
    return status;
}

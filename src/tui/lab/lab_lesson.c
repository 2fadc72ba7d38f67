/* lab_lesson.c - see lab_lesson.h.
 *
 * A slide is a list of steps: commands, as typed after ':', and iterations.  Each step waits until the one before is
 * done, so that a slide gives the same result at any rate.  The loop of the laboratory runs between two steps, so
 * every key is answered.  If the user has changed the run, the next slide still shows the lesson's own state: it is
 * rebuilt from the last `fresh` slide, as fast as possible.  Going back to a slide does the same. */
#include "tui/lab/lab_lesson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "tui/input/command.h"
#include "tui/lab/lab_state.h"

enum catapult_status lab_lesson_check(const struct lesson *lesson, struct catapult_error *err)
{
    struct catapult_error why;
    for (int i = 0; i < lesson->slides; i++)
        for (int k = 0; k < lesson->slide[i].steps; k++) {
            const struct lesson_step *step = &lesson->slide[i].step[k];
            if (step->kind == STEP_DO && command_of_lesson(step->command, &why) != CATAPULT_STATUS_OK)
                return lesson_fail(lesson, step->line, err, "%.300s", why.text);
        }
    return CATAPULT_STATUS_OK;
}

/* --- has the user changed the run? ----------------------------------------------------------------------------- */

/* The run is as the lesson left it from now on. */
static void own(struct lab *lab)
{
    lab->lesson.own = link_changes(&lab->link);
    lab->lesson.reopened = lab->link.reopened;
}

static bool same_run(const struct lab *lab)
{
    return lab->lesson.own == link_changes(&lab->link) && lab->lesson.reopened == lab->link.reopened;
}

bool lab_lesson_untouched(const struct lab *lab)
{
    return !lab->lesson.touched && same_run(lab);
}

void lab_lesson_hurry(struct lab *lab)
{
    lab->lesson.hurry = true;
}

/* --- captions --------------------------------------------------------------------------------------------------- */

static const struct lesson_slide *slide_of(const struct lab_lesson *l)
{
    return &l->lesson->slide[l->slide];
}

/* The step at which a slide asks its question; the number of steps if it does not. */
static int question_of(const struct lesson_slide *slide)
{
    int step = 0;
    while (step < slide->steps && slide->step[step].kind != STEP_ASK)
        step++;
    return step;
}

static struct run_view run_of(const struct lab *lab)
{
    return (struct run_view){lab->origin.settings, &lab->link.snapshot, lab->rows.focus.histories};
}

/* The caption of a slide before its numbers are known. */
static void lesson_announce(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    const struct lesson_slide *slide = &l->lesson->slide[l->target];
    quantity_fill(slide->text, NULL, l->text, sizeof l->text);
    *l->question = *l->answer = '\0';
    l->caption = (struct caption){.title = slide->title, .number = l->target + 1, .count = l->lesson->slides,
                                  .text = l->text, .question = l->question, .answer = l->answer,
                                  .suggestion = "", .state = l->state};
}

static void say_text(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    struct run_view run = run_of(lab);
    l->missing = quantity_fill(slide_of(l)->text, &run, l->text, sizeof l->text) +
                 quantity_fill(slide_of(l)->question, &run, l->question, sizeof l->question);
}

static void say_state(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    char key[16];
    keymap_text(&lab->keymap, REQUEST_SLIDE_NEXT, 1, key, sizeof key);
    if (l->bringing)
        snprintf(l->state, sizeof l->state, "%s: at once", key);
    else if (l->step < slide_of(l)->steps)
        snprintf(l->state, sizeof l->state, "%s: the answer", key);
    else if (l->slide + 1 < l->lesson->slides)
        snprintf(l->state, sizeof l->state, "%s: next", key);
    else
        snprintf(l->state, sizeof l->state, "the end");
}

static void find_marks(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    const struct lesson_slide *slide = slide_of(l);
    struct run_view run = run_of(lab);
    l->caption.marks = l->step == slide->steps ? slide->marks : 0; /* hidden until the answer */
    for (int i = 0; i < l->caption.marks; i++)
        l->caption.mark[i] = (struct caption_mark){slide->mark[i].kind, value_of(&slide->mark[i].at, &run),
                                                   slide->mark[i].name};
}

/* --- executing steps -------------------------------------------------------------------------------------------- */

static void begin_slide(struct lab *lab, int slide)
{
    struct lab_lesson *l = &lab->lesson;
    l->slide = slide;
    l->step = 0;
    l->begun = false;
    l->lasts = 0;
    l->unmet = 0;
}

/* Restarts with the lesson's own settings.  Returns false without memory or a thread. */
static bool begin_afresh(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    l->goal = -1;
    if (!lab_reopen(lab, &l->lesson->settings, l->words, false)) {
        l->bringing = false;
        lab_refuse(lab, " (no memory or no thread)");
        return false;
    }
    lab_look_show(lab, &l->first);
    own(lab);
    return true;
}

static void next_step(struct lab *lab)
{
    lab->lesson.step++;
    lab->lesson.begun = false;
}

/* Executes a command of the lesson; the last line still shows the key's text. */
static void lesson_obey(struct lab *lab, const char *command)
{
    struct said said = lab->said;
    struct catapult_error err;
    lab_by_hand(lab, false);
    lab_clamp(lab);
    lab_command(lab, command, &err);
    lab->lesson.goal = lab_goal(lab, command);
    lab_said_restore(lab, &said);
    own(lab);
}

static void lesson_forward(struct lab *lab, long steps)
{
    struct said said = lab->said;
    lab_forward(lab, (int)steps);
    lab->lesson.goal = lab->link.snapshot.t + steps;
    lab_said_restore(lab, &said);
    own(lab);
}

static bool paced(const struct lab *lab)
{
    const struct lab_lesson *l = &lab->lesson;
    return lab->link.snapshot.rate > 0 && l->slide == l->target && !l->hurry;
}

/* Takes iterations of a step.  Returns false if the next one is not due. */
static bool run_on(struct lab *lab, const struct lesson_step *step)
{
    struct lab_lesson *l = &lab->lesson;
    struct run_view run = run_of(lab);
    long t = lab->link.snapshot.t;
    bool until = step->kind == STEP_RUN_UNTIL;
    if (!l->begun)
        l->from = t;
    l->begun = true;
    long end = step->kind == STEP_RUN_TO ? step->count : l->from + step->count;
    bool holds = until && condition_holds(&step->until, &run);
    if (t >= end || holds || link_over(&lab->link)) {
        if (until && !holds)
            l->unmet = step->line;
        if (lab->link.snapshot.rate > 0)
            l->lasts += (double)(t - l->from) / lab->link.snapshot.rate;
        next_step(lab);
        return true;
    }
    int64_t now = clock_now();
    if (paced(lab) && now < l->due)
        return false;
    l->due = (l->due > now - 50000000 ? l->due : now)
             + (int64_t)(1e9 / (lab->link.snapshot.rate > 0 ? lab->link.snapshot.rate : 1));
    lesson_forward(lab, until || paced(lab) ? 1 : end - t);
    return true;
}

/* Returns whether there may be more to do at once. */
static bool do_step(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    const struct lesson_step *step = &slide_of(l)->step[l->step];
    switch (step->kind) {
    case STEP_DO:
        next_step(lab);
        lesson_obey(lab, step->command);
        return true;
    case STEP_ASK:
        if (l->slide == l->target)
            say_text(lab);
        next_step(lab);
        return true;
    default:
        return run_on(lab, step);
    }
}

/* The target is reached: its numbers are known now. */
static void lesson_complete(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    const struct lesson_slide *slide = slide_of(l);
    struct run_view run = run_of(lab);
    l->bringing = false;
    if (l->step <= question_of(slide))
        say_text(lab);
    if (l->step == slide->steps) {
        l->missing += quantity_fill(slide->answer, &run, l->answer, sizeof l->answer);
        l->caption.suggestion = slide->suggestion;
    }
    find_marks(lab);
    say_state(lab);
    lab_look_keep(lab, &l->look);
    own(lab);
}

static bool serve_once(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    if (!l->bringing || !same_run(lab) || lab->link.snapshot.state == SESSION_FAILED) {
        l->touched |= l->bringing;
        l->bringing = false;
        return false;
    }
    if (!link_at_rest(&lab->link, l->goal))
        return false;
    if (l->slide == l->target && l->step >= l->target_step) {
        lesson_complete(lab);
        return false;
    }
    if (l->step < slide_of(l)->steps)
        return do_step(lab);
    begin_slide(lab, l->slide + 1);
    if (slide_of(l)->fresh)
        return begin_afresh(lab);
    return true;
}

bool lab_lesson_serve(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    bool was = l->bringing, changed = false;
    while (l->lesson && l->bringing && serve_once(lab))
        changed = true;
    if (was && !l->bringing)
        say_state(lab);
    return changed || was != l->bringing;
}

int lab_lesson_wait(const struct lab *lab)
{
    const struct lab_lesson *l = &lab->lesson;
    if (!l->lesson || !l->bringing || !paced(lab) || !link_at_rest(&lab->link, l->goal))
        return -1;
    int64_t wait = l->due - clock_now();
    return wait > 0 ? (int)(wait / 1000000) + 1 : 0;
}

/* --- navigation ------------------------------------------------------------------------------------------------- */

/* again: rebuild from the last `fresh` slide. */
static void go(struct lab *lab, int slide, int step, bool again, bool hurry)
{
    struct lab_lesson *l = &lab->lesson;
    int from = slide;
    while (from > 0 && !l->lesson->slide[from].fresh)
        from--;
    bool other = l->target != slide || again;
    l->target = slide;
    l->target_step = step;
    l->bringing = true;
    l->hurry = hurry;
    l->touched = false;
    l->due = 0;
    if (other)
        lesson_announce(lab);
    if (again) {
        begin_slide(lab, from);
        if (!begin_afresh(lab))
            return;
    } else {
        lab_look_show(lab, &l->look);
    }
    say_state(lab);
    lab_lesson_serve(lab);
}

void lab_lesson_goto(struct lab *lab, int slide)
{
    go(lab, slide, question_of(&lab->lesson.lesson->slide[slide]), true, true);
}

void lab_lesson_begin(struct lab *lab, const struct lesson *lesson)
{
    struct lab_lesson *l = &lab->lesson;
    memset(l, 0, sizeof *l);
    l->lesson = lesson;
    l->words = lab->origin.words;
    l->goal = -1;
    l->target_step = question_of(&lesson->slide[0]);
    l->bringing = true;
    lab_look_keep(lab, &l->first);
    own(lab);
    lesson_announce(lab);
    say_state(lab);
}

static bool given(struct lab *lab)
{
    if (!lab->lesson.lesson)
        lab_refuse(lab, "there is no lesson: see catapult play --list");
    return lab->lesson.lesson != NULL;
}

static void do_slide_next(struct lab *lab)
{
    struct lab_lesson *l = &lab->lesson;
    if (!given(lab))
        return;
    bool again = !lab_lesson_untouched(lab);
    if (l->bringing && !again) {
        l->hurry = true;
        lab_say(lab, "at once");
    } else if (l->target_step < l->lesson->slide[l->target].steps) {
        lab_say(lab, "the answer");
        go(lab, l->target, l->lesson->slide[l->target].steps, again, false);
    } else if (l->target + 1 < l->lesson->slides) {
        lab_say(lab, "slide %d%s", l->target + 2, again ? ", from the lesson's own run" : "");
        go(lab, l->target + 1, question_of(&l->lesson->slide[l->target + 1]), again, false);
    } else {
        lab_refuse(lab, "this is the last slide");
    }
}

static void do_slide_back(struct lab *lab)
{
    if (!given(lab))
        return;
    int to = lab->lesson.target - 1;
    lab_say(lab, to < 0 ? "this is the first slide, as it was" : "back to slide %d", to + 1);
    lab_lesson_goto(lab, to < 0 ? 0 : to);
}

static void with_slide(struct lab *lab, const char *number)
{
    if (!given(lab))
        return;
    long slide;
    if (!number_whole(number, &slide) || slide < 1 || slide > lab->lesson.lesson->slides) {
        lab_mistyped(lab, "'%.40s' is not a slide from 1 to %d", number, lab->lesson.lesson->slides);
        return;
    }
    lab_say(lab, "slide %ld", slide);
    lab_lesson_goto(lab, (int)slide - 1);
}

const struct lab_action lab_lesson_actions[] = {
    {REQUEST_SLIDE_NEXT, do_slide_next, NULL},
    {REQUEST_SLIDE_BACK, do_slide_back, NULL},
    {REQUEST_SLIDE, NULL, with_slide},
    {REQUEST_NONE, NULL, NULL},
};

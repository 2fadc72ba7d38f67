/* lab_lesson.h - a running lesson: its position, and the data needed to rebuild a slide. */
#ifndef TUI_LAB_LESSON_H
#define TUI_LAB_LESSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lesson/lesson.h"
#include "tui/panes/caption.h"
#include "tui/panes/view.h"

struct lab;

/* The part of the view that belongs to a slide. */
struct lab_look {
    enum screen_kind screen;
    enum pane_kind pane, panes[SCREEN_COUNT];
    int focus;
    bool overlay, follow, zoom, frozen;
    enum compare compare;
    long cursor, window;
    bool log_scale[PANE_COUNT];
    struct pane_scale scales[PANE_COUNT];
};

struct lab_lesson {
    const struct lesson *lesson;  /* NULL: no lesson */
    const char *words;            /* of the lab's command at the start of the lesson */
    struct lab_look first, look;  /* at the start of the lesson; when the slide was complete */
    int slide, step;              /* current position: step of a slide */
    int target, target_step;      /* position to reach */
    bool bringing;                /* on the way to the target */
    bool hurry;                   /* as fast as possible, including the target slide */
    bool touched;                 /* the user changed the run on the way */
    bool begun;                   /* the iterations of this step have begun, at `from` */
    long from;
    long goal;                    /* the last requested iteration; -1: none */
    int64_t due;                  /* time of the next iteration of a slide with a rate */
    unsigned long own, reopened;  /* commands sent and sessions opened when the lesson last did something itself */
    double lasts;                 /* seconds the slide's iterations take at their rate */
    int missing;                  /* quantities in the slide's texts that do not exist */
    long unmet;                   /* line of a `run until` that reached its limit; 0: none */
    struct caption caption;
    char text[2 * LESSON_TEXT], question[2 * LESSON_TEXT], answer[2 * LESSON_TEXT], state[80];
};

/* Whether every command is allowed in a lesson; CATAPULT_STATUS_INPUT with FILE:LINE if not. */
enum catapult_status lab_lesson_check(const struct lesson *lesson, struct catapult_error *err);

/* Starts the lesson; the session already has its settings. */
void lab_lesson_begin(struct lab *lab, const struct lesson *lesson);

/* Does the next step on the way to the target slide, if all before is done.  Returns whether anything has changed. */
bool lab_lesson_serve(struct lab *lab);

/* Milliseconds until lab_lesson_serve is due; -1: nothing to wait for. */
int lab_lesson_wait(const struct lab *lab);

/* Whether the run is as the slide left it: the user has not changed it. */
bool lab_lesson_untouched(const struct lab *lab);

/* Does the rest of the slide as fast as possible. */
void lab_lesson_hurry(struct lab *lab);

/* Goes to a slide (from 0), in the state in which it first appears. */
void lab_lesson_goto(struct lab *lab, int slide);

#endif

/* lab_lesson.h - a lesson being given: where it stands, and what it needs to bring a slide about again. */
#ifndef TUI_LAB_LESSON_H
#define TUI_LAB_LESSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lesson/lesson.h"
#include "tui/panes/caption.h"
#include "tui/panes/view.h"

struct lab;

/* What of the picture belongs to a slide. */
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
    const struct lesson *lesson;  /* NULL: none is given */
    const char *words;            /* of the lab's command at its start */
    struct lab_look first, look;  /* at the lesson's start; when the slide had come */
    int slide, step;              /* where the run stands: at that step of that slide */
    int target, target_step;      /* where it goes */
    bool bringing;                /* it is on its way */
    bool hurry;                   /* as fast as it goes, the slide aimed at, too */
    bool touched;                 /* somebody else did something to the run, on the way */
    bool begun;                   /* the iterations of this step have begun, at: */
    long from;
    long goal;                    /* the iteration asked for last; -1 */
    int64_t due;                  /* the next iteration of a slide that runs at a pace */
    unsigned long own, reopened;  /* commands sent and sessions begun, when the lesson had done the last of its own */
    double lasts;                 /* seconds that its iterations take at their pace */
    int missing;                  /* figures of the slide's texts that do not exist */
    long unmet;                   /* the line of a wait that ended in vain; 0: none */
    struct caption caption;
    char text[2 * LESSON_TEXT], question[2 * LESSON_TEXT], answer[2 * LESSON_TEXT], state[80];
};

/* Whether every command is one that a lesson may give; CATAPULT_STATUS_INPUT with FILE:LINE. */
enum catapult_status lab_lesson_check(const struct lesson *lesson, struct catapult_error *err);

/* The lesson begins, with the session that has its settings. */
void lab_lesson_begin(struct lab *lab, const struct lesson *lesson);

/* Does what is next on the way to a slide, if all before is done.  Whether anything has changed. */
bool lab_lesson_serve(struct lab *lab);

/* Milliseconds until lab_lesson_serve has something to do by itself; -1: nothing. */
int lab_lesson_wait(const struct lab *lab);

/* The run is where the slide left it, by itself and by nobody else. */
bool lab_lesson_untouched(const struct lab *lab);

/* From 0: that slide, as it is when it comes. */
void lab_lesson_goto(struct lab *lab, int slide);

#endif

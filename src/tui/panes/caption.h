/* caption.h - the texts of a lesson on the screen: plain data, filled by lab_lesson.c and drawn by pane_caption.c. */
#ifndef TUI_CAPTION_H
#define TUI_CAPTION_H

#include "lesson/lesson.h"

struct caption_mark {
    enum lesson_mark_kind kind;
    double at;         /* NaN: does not exist yet */
    const char *name;
};

struct caption {
    const char *title;
    int number, count;                       /* slide 3 of 8 */
    const char *text, *question, *answer, *suggestion; /* "": none; '\n' between paragraphs */
    const char *state;                       /* current activity, or what the next key does */
    int marks;
    struct caption_mark mark[LESSON_MARKS_MAX];
};

/* Rows needed to show all of it at that width. */
int caption_rows(const struct caption *caption, int cols);

#endif

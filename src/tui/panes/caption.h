/* caption.h - what a lesson says on the screen: plain data, that lab_lesson.c fills and pane_caption.c draws. */
#ifndef TUI_CAPTION_H
#define TUI_CAPTION_H

#include "lesson/lesson.h"

struct caption_mark {
    enum lesson_mark_kind kind;
    double at;         /* NaN: not there yet */
    const char *name;
};

struct caption {
    const char *title;
    int number, count;                       /* slide 3 of 8 */
    const char *text, *question, *answer, *suggestion; /* "": none; '\n' between paragraphs */
    const char *state;                       /* what goes on, or what the next key does */
    int marks;
    struct caption_mark mark[LESSON_MARKS_MAX];
};

/* Rows that all of it would take at that width. */
int caption_rows(const struct caption *caption, int cols);

#endif

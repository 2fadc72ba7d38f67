/* lesson.h - a lesson: slides that bring the laboratory into a state and say what it shows.
 *
 *     lesson 1
 *     title The catapult
 *     about Why the loss may rise first and fall all the same
 *     preset single
 *     set network.widths=500
 *     rate 20
 *
 *     slide Below eta_crit
 *       do eta 0.9crit      a command, as typed after ':'
 *       run 40              number of iterations; run to 40; run until CONDITION [within N]
 *       text The loss falls to {loss} without ever rising.
 *       mark step 9 here    a labelled line: at an iteration, a loss or a lambda
 *       ask                 the steps after it are done, and the answer is shown, on the next key
 *       question And above?
 *       answer It rises to {peak}, in step {peak_step}.
 *       try + x 3           a suggestion
 *       expect loss < 1e-3  checked by `catapult play --check`
 *
 * A slide continues from the final state of the slide before it.  A slide with `fresh` starts from the lesson's
 * settings at iteration 0.  A line is a word followed by its argument; '#' begins a comment line.  Consecutive text
 * lines form one text; a `text` alone begins a new paragraph.  Quantities and conditions are those of quantity.h. */
#ifndef SESSION_LESSON_H
#define SESSION_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

#include "lesson/quantity.h"

enum {
    LESSON_VERSION = 1,
    LESSON_BYTES_MAX = 1 << 20,
    LESSON_SLIDES_MAX = 100,
    LESSON_STEPS_MAX = 24,      /* per slide */
    LESSON_MARKS_MAX = 6,
    LESSON_EXPECTS_MAX = 16,
    LESSON_WITHIN = 2000,       /* default limit of `run until`, iterations */
    LESSON_RUN_MAX = 1000000,
    LESSON_LINE = 200,          /* bytes of a title, a command, a suggestion */
    LESSON_NAME = 40,           /* of the label of a mark */
    LESSON_TEXT = 800           /* of a text */
};

enum lesson_step_kind { STEP_DO, STEP_RUN, STEP_RUN_TO, STEP_RUN_UNTIL, STEP_ASK };

struct lesson_step {
    enum lesson_step_kind kind;
    long line;                 /* line in the file */
    char command[LESSON_LINE]; /* DO */
    long count;                /* RUN: iterations; RUN_TO: the iteration; RUN_UNTIL: the limit */
    struct condition until;
};

enum lesson_mark_kind { LESSON_MARK_STEP, LESSON_MARK_LOSS, LESSON_MARK_LAMBDA, LESSON_MARK_KINDS };

struct lesson_mark {
    enum lesson_mark_kind kind;
    struct value at;
    char name[LESSON_NAME];
};

struct lesson_expect {
    long line;
    char text[LESSON_LINE];
    struct condition condition;
};

struct lesson_slide {
    long line;
    bool fresh;
    char title[LESSON_LINE], suggestion[LESSON_LINE];
    char text[LESSON_TEXT], question[LESSON_TEXT], answer[LESSON_TEXT]; /* with {QUANTITY}; '\n' between paragraphs */
    int steps, marks, expects;
    struct lesson_step step[LESSON_STEPS_MAX];
    struct lesson_mark mark[LESSON_MARKS_MAX];
    struct lesson_expect expect[LESSON_EXPECTS_MAX];
};

struct lesson {
    char path[CATAPULT_SETTING_TEXT];   /* for messages */
    char title[LESSON_LINE], about[LESSON_LINE];
    double rate;               /* iterations per second while a slide runs; 0: as fast as possible */
    struct catapult_settings settings;
    struct lesson_slide *slide;
    int slides;
};

/* Fills settings with those of the preset of that name. */
typedef enum catapult_status (*lesson_preset)(const char *name, struct catapult_settings *settings,
                                              struct catapult_error *err);

/* On error err says FILE:LINE.  Commands are not checked here; the laboratory knows them (lab.h).  Call lesson_free
 * in any case. */
enum catapult_status lesson_read(struct lesson *lesson, const char *path, lesson_preset preset,
                                 struct catapult_error *err);

/* The same from a text in memory, with path as its name; modifies text. */
enum catapult_status lesson_parse(struct lesson *lesson, char *text, size_t length, const char *path,
                                  lesson_preset preset, struct catapult_error *err);

void lesson_free(struct lesson *lesson);

/* "FILE:LINE: TEXT" */
enum catapult_status lesson_fail(const struct lesson *lesson, long line, struct catapult_error *err, const char *format,
                                 ...) __attribute__((format(printf, 4, 5)));

#endif

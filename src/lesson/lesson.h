/* lesson.h - a lesson: slides that bring the laboratory into a state and say what is to be seen there.
 *
 *     lesson 1
 *     title The catapult
 *     about Why the loss may rise first and fall all the same
 *     preset single
 *     set network.widths=500
 *     rate 20
 *
 *     slide Below eta_crit
 *       do eta 0.9crit               a command, as typed after ':'
 *       run 40                       so many iterations; run to 40; run until CONDITION [within N]
 *       text The loss falls to {loss} without ever rising.
 *       mark step 9 here             a line with a name: at an iteration, a loss or a lambda
 *       ask                          what follows is done, and the answer shown, on the next key
 *       question And above?
 *       answer It rises to {peak}, in step {peak_step}.
 *       try + x 3                    a suggestion
 *       expect loss < 1e-3           what `catapult play --check` looks at
 *
 * A slide goes on from the state in which the one before it ends; one that says `fresh` begins with the lesson's settings
 * at iteration 0.  A line is a word and what stands behind it; '#' begins a comment line.  Lines of text become one
 * text, a `text` alone begins a new paragraph.  Quantities and conditions are those of quantity.h. */
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
    LESSON_STEPS_MAX = 24,      /* of a slide */
    LESSON_MARKS_MAX = 6,
    LESSON_EXPECTS_MAX = 16,
    LESSON_WITHIN = 2000,       /* iterations that `run until` waits if it does not say */
    LESSON_RUN_MAX = 1000000,
    LESSON_LINE = 200,          /* bytes of a title, a command, a suggestion */
    LESSON_NAME = 40,           /* of a mark */
    LESSON_TEXT = 800           /* of a text */
};

enum lesson_step_kind { STEP_DO, STEP_RUN, STEP_RUN_TO, STEP_RUN_UNTIL, STEP_ASK };

struct lesson_step {
    enum lesson_step_kind kind;
    long line;                 /* of the file */
    char command[LESSON_LINE]; /* DO */
    long count;                /* RUN: iterations; RUN_TO: the iteration; RUN_UNTIL: at most so many */
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
    double rate;               /* iterations a second while a slide runs; 0: as fast as it goes */
    struct catapult_settings settings;
    struct lesson_slide *slide;
    int slides;
};

/* Fills settings with those of the preset of that name. */
typedef enum catapult_status (*lesson_preset)(const char *name, struct catapult_settings *settings,
                                              struct catapult_error *err);

/* Of what is wrong err says FILE:LINE.  What commands are, the laboratory knows (lab.h).  lesson_free in any case. */
enum catapult_status lesson_read(struct lesson *lesson, const char *path, lesson_preset preset,
                                 struct catapult_error *err);

/* The same from a text in memory, with path as its name; text is changed. */
enum catapult_status lesson_parse(struct lesson *lesson, char *text, size_t length, const char *path,
                                  lesson_preset preset, struct catapult_error *err);

void lesson_free(struct lesson *lesson);

/* "FILE:LINE: TEXT" */
enum catapult_status lesson_fail(const struct lesson *lesson, long line, struct catapult_error *err, const char *format,
                                 ...) __attribute__((format(printf, 4, 5)));

#endif

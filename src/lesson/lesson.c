/* lesson.c - see lesson.h.  The file is not trusted: sizes, numbers and words are checked where they are read, and
 * characters that could control a terminal are made harmless here. */
#include "lesson/lesson.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/outfile.h"
#include "base/text.h"

struct lesson_reader {
    struct lesson *lesson;
    long line;
    bool versioned, with_settings; /* a `set` was read; `preset` after it is an error */
    lesson_preset preset;
    struct catapult_error *err;
};

static enum catapult_status lesson_vfail(const struct lesson *lesson, long line, struct catapult_error *err,
                                         const char *format, va_list args)
{
    char why[400];
    vsnprintf(why, sizeof why, format, args);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.150s:%ld: %s", lesson->path, line, why);
}

enum catapult_status lesson_fail(const struct lesson *lesson, long line, struct catapult_error *err, const char *format,
                                 ...)
{
    va_list args;
    va_start(args, format);
    enum catapult_status status = lesson_vfail(lesson, line, err, format, args);
    va_end(args);
    return status;
}

static enum catapult_status lesson_line_fail(struct lesson_reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum catapult_status lesson_line_fail(struct lesson_reader *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    enum catapult_status status = lesson_vfail(r->lesson, r->line, r->err, format, args);
    va_end(args);
    return status;
}

static struct lesson_slide *lesson_last_slide(struct lesson_reader *r)
{
    return &r->lesson->slide[r->lesson->slides - 1];
}

/* --- texts --------------------------------------------------------------------------------------------------- */

static enum catapult_status lesson_keep_text(struct lesson_reader *r, const char *text, char *out, size_t size,
                                             const char *what)
{
    if (*out)
        return lesson_line_fail(r, "%s is given twice", what);
    if (!*text || strlen(text) >= size)
        return lesson_line_fail(r, *text ? "%s is longer than %zu bytes" : "%s needs a text", what, size - 1);
    strcpy(out, text);
    return CATAPULT_STATUS_OK;
}

/* Appends a line to a text; an empty line ends a paragraph. */
static enum catapult_status text_append(struct lesson_reader *r, const char *text, char *out)
{
    struct catapult_error why;
    size_t used = strlen(out);
    bool first = used == 0 || out[used - 1] == '\n';
    if (!*text && first)
        return CATAPULT_STATUS_OK;
    if (used + strlen(text) + 2 > LESSON_TEXT)
        return lesson_line_fail(r, "a text longer than %d bytes: make two slides of it", LESSON_TEXT - 1);
    if (quantity_check(text, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    snprintf(out + used, LESSON_TEXT - used, "%s%s", !*text ? "\n" : first ? "" : " ", text);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status lesson_take_text(struct lesson_reader *r, char *text)
{
    return text_append(r, text, lesson_last_slide(r)->text);
}

static enum catapult_status take_question(struct lesson_reader *r, char *text)
{
    return text_append(r, text, lesson_last_slide(r)->question);
}

static enum catapult_status take_answer(struct lesson_reader *r, char *text)
{
    return text_append(r, text, lesson_last_slide(r)->answer);
}

static enum catapult_status take_try(struct lesson_reader *r, char *text)
{
    return lesson_keep_text(r, text, lesson_last_slide(r)->suggestion, LESSON_LINE, "try");
}

/* --- the lesson itself --------------------------------------------------------------------------------------- */

static enum catapult_status take_title(struct lesson_reader *r, char *text)
{
    return lesson_keep_text(r, text, r->lesson->title, LESSON_LINE, "title");
}

static enum catapult_status take_about(struct lesson_reader *r, char *text)
{
    return lesson_keep_text(r, text, r->lesson->about, LESSON_LINE, "about");
}

static enum catapult_status take_preset(struct lesson_reader *r, char *text)
{
    struct catapult_error why;
    if (r->with_settings)
        return lesson_line_fail(r, "preset may appear once, before set");
    r->with_settings = true;
    if (r->preset(text, &r->lesson->settings, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_set(struct lesson_reader *r, char *text)
{
    struct catapult_error why;
    char *value = strchr(text, '=');
    if (!value)
        return lesson_line_fail(r, "expected set KEY=VALUE, not '%.60s'", text);
    *value++ = '\0';
    r->with_settings = true;
    if (catapult_settings_set(&r->lesson->settings, text, value, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_rate(struct lesson_reader *r, char *text)
{
    if (!number_only(text, &r->lesson->rate) || !(r->lesson->rate >= 0 && r->lesson->rate <= 1e6))
        return lesson_line_fail(r, "rate '%.40s' is not a number from 0 to 1e+06", text);
    return CATAPULT_STATUS_OK;
}

/* --- slides --------------------------------------------------------------------------------------------------- */

static enum catapult_status take_slide(struct lesson_reader *r, char *text)
{
    struct lesson *lesson = r->lesson;
    struct catapult_error why;
    if (catapult_settings_validate(&lesson->settings, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    if (lesson->slides == LESSON_SLIDES_MAX)
        return lesson_line_fail(r, "more than %d slides", LESSON_SLIDES_MAX);
    struct lesson_slide *slides = realloc(lesson->slide, ((size_t)lesson->slides + 1) * sizeof *slides);
    if (!slides)
        return lesson_line_fail(r, "no memory for another slide");
    lesson->slide = slides;
    memset(&slides[lesson->slides], 0, sizeof *slides);
    slides[lesson->slides++].line = r->line;
    return lesson_keep_text(r, text, lesson_last_slide(r)->title, LESSON_LINE, "slide");
}

static enum catapult_status take_fresh(struct lesson_reader *r, char *text)
{
    if (*text || lesson_last_slide(r)->steps > 0)
        return lesson_line_fail(r, *text ? "fresh takes no argument"
                                         : "fresh must come before the other steps of its slide");
    lesson_last_slide(r)->fresh = true;
    return CATAPULT_STATUS_OK;
}

static struct lesson_step *add_step(struct lesson_reader *r, enum lesson_step_kind kind)
{
    struct lesson_slide *slide = lesson_last_slide(r);
    if (slide->steps == LESSON_STEPS_MAX)
        return NULL;
    struct lesson_step *step = &slide->step[slide->steps++];
    step->kind = kind;
    step->line = r->line;
    return step;
}

static enum catapult_status too_many(struct lesson_reader *r)
{
    return lesson_line_fail(r, "a slide has at most %d steps", LESSON_STEPS_MAX);
}

static enum catapult_status take_do(struct lesson_reader *r, char *text)
{
    struct lesson_step *step = add_step(r, STEP_DO);
    return step ? lesson_keep_text(r, text, step->command, LESSON_LINE, "do") : too_many(r);
}

static enum catapult_status take_count(struct lesson_reader *r, const char *text, long *count)
{
    if (!number_whole(text, count) || *count < 0 || *count > LESSON_RUN_MAX)
        return lesson_line_fail(r, "'%.40s' is not a whole number from 0 to %d", text, LESSON_RUN_MAX);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_until(struct lesson_reader *r, struct lesson_step *step, char *text)
{
    struct catapult_error why;
    char *within = strstr(text, " within ");
    enum catapult_status status = CATAPULT_STATUS_OK;
    step->count = LESSON_WITHIN;
    if (within) {
        *within = '\0';
        status = take_count(r, within + strlen(" within "), &step->count);
    }
    if (status == CATAPULT_STATUS_OK && condition_parse(text, &step->until, &why) != CATAPULT_STATUS_OK)
        status = lesson_line_fail(r, "%.300s", why.text);
    return status;
}

static enum catapult_status take_run(struct lesson_reader *r, char *text)
{
    bool to = strncmp(text, "to ", 3) == 0, until = strncmp(text, "until ", 6) == 0;
    struct lesson_step *step = add_step(r, to ? STEP_RUN_TO : until ? STEP_RUN_UNTIL : STEP_RUN);
    if (!step)
        return too_many(r);
    return until ? take_until(r, step, text + 6) : take_count(r, to ? text + 3 : text, &step->count);
}

static enum catapult_status take_ask(struct lesson_reader *r, char *text)
{
    struct lesson_slide *slide = lesson_last_slide(r);
    for (int i = 0; i < slide->steps; i++)
        if (slide->step[i].kind == STEP_ASK)
            return lesson_line_fail(r, "a slide asks only once");
    if (*text)
        return lesson_line_fail(r, "ask takes no argument");
    return add_step(r, STEP_ASK) ? CATAPULT_STATUS_OK : too_many(r);
}

static enum catapult_status take_mark(struct lesson_reader *r, char *text)
{
    static const char *const kinds[LESSON_MARK_KINDS + 1] = {"step", "loss", "lambda", NULL};
    struct lesson_slide *slide = lesson_last_slide(r);
    struct catapult_error why;
    int kind;
    char *value = text + strcspn(text, " "), *name;
    if (slide->marks == LESSON_MARKS_MAX)
        return lesson_line_fail(r, "a slide has at most %d marks", LESSON_MARKS_MAX);
    struct lesson_mark *mark = &slide->mark[slide->marks++];
    if (*value)
        *value++ = '\0';
    value += strspn(value, " ");
    name = value + strcspn(value, " ");
    if (*name)
        *name++ = '\0';
    if (catapult_settings_word("mark", text, kinds, &kind, &why) != CATAPULT_STATUS_OK
        || value_parse(value, &mark->at, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    mark->kind = (enum lesson_mark_kind)kind;
    return lesson_keep_text(r, name + strspn(name, " "), mark->name, LESSON_NAME, "the name of a mark");
}

static enum catapult_status take_expect(struct lesson_reader *r, char *text)
{
    struct lesson_slide *slide = lesson_last_slide(r);
    struct catapult_error why;
    if (slide->expects == LESSON_EXPECTS_MAX)
        return lesson_line_fail(r, "a slide has at most %d expectations", LESSON_EXPECTS_MAX);
    struct lesson_expect *expect = &slide->expect[slide->expects++];
    expect->line = r->line;
    if (condition_parse(text, &expect->condition, &why) != CATAPULT_STATUS_OK)
        return lesson_line_fail(r, "%.300s", why.text);
    return lesson_keep_text(r, text, expect->text, LESSON_LINE, "expect");
}

/* --- lines ---------------------------------------------------------------------------------------------------- */

static const struct lesson_word {
    const char *word;
    bool in_slide;
    enum catapult_status (*take)(struct lesson_reader *r, char *text);
} words[] = {
    {"title", false, take_title},   {"about", false, take_about},       {"preset", false, take_preset},
    {"set", false, take_set},       {"rate", false, take_rate},         {"fresh", true, take_fresh},
    {"do", true, take_do},          {"run", true, take_run},            {"ask", true, take_ask},
    {"text", true, lesson_take_text},      {"question", true, take_question},  {"answer", true, take_answer},
    {"try", true, take_try},        {"mark", true, take_mark},          {"expect", true, take_expect},
    {"slide", false, take_slide},
};
enum { WORDS = sizeof words / sizeof words[0] };

static enum catapult_status lesson_word(struct lesson_reader *r, const char *name, char *text)
{
    const char *names[WORDS + 1];
    bool in_slide = r->lesson->slides > 0;
    for (int i = 0; i < WORDS; i++) {
        names[i] = words[i].word;
        if (strcmp(words[i].word, name) != 0)
            continue;
        if (words[i].take != take_slide && words[i].in_slide != in_slide)
            return lesson_line_fail(r, in_slide ? "'%s' must be before the first slide" : "'%s' must be in a slide",
                                    name);
        return words[i].take(r, text);
    }
    names[WORDS] = NULL;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(name, names);
    return lesson_line_fail(r, "unknown word '%.40s'%s", name, catapult_settings_hint(near, "", hint));
}

static enum catapult_status take_version(struct lesson_reader *r, const char *line)
{
    long version;
    if (strncmp(line, "lesson ", 7) != 0 || !number_whole(line + 7, &version))
        return lesson_line_fail(r, "not a lesson: expected 'lesson %d'", LESSON_VERSION);
    if (version != LESSON_VERSION)
        return lesson_line_fail(r, "a lesson of format %ld; this program knows format %d", version, LESSON_VERSION);
    r->versioned = true;
    return CATAPULT_STATUS_OK;
}

/* A tab in a line of text counts as a blank. */
static enum catapult_status lesson_take_line(struct lesson_reader *r, char *line)
{
    for (char *c = line; *c; c++)
        if (*c == '\t' || *c == '\r')
            *c = ' ';
    text_tame(line);
    line += strspn(line, " ");
    for (size_t length = strlen(line); length > 0 && line[length - 1] == ' ';)
        line[--length] = '\0';
    if (!*line || *line == '#')
        return CATAPULT_STATUS_OK;
    if (!r->versioned)
        return take_version(r, line);
    char *text = line + strcspn(line, " ");
    if (*text)
        *text++ = '\0';
    return lesson_word(r, line, text + strspn(text, " "));
}

static enum catapult_status take_end(struct lesson_reader *r)
{
    if (!r->versioned)
        return lesson_line_fail(r, "not a lesson: expected 'lesson %d'", LESSON_VERSION);
    if (r->lesson->slides == 0 || !*r->lesson->title)
        return lesson_line_fail(r, r->lesson->slides ? "the lesson has no title" : "the lesson has no slides");
    for (int i = 0; i < r->lesson->slides; i++) {
        const struct lesson_slide *slide = &r->lesson->slide[i];
        bool asks = false;
        for (int k = 0; k < slide->steps; k++)
            asks |= slide->step[k].kind == STEP_ASK;
        r->line = slide->line;
        if (asks != (*slide->question != '\0') || asks != (*slide->answer != '\0'))
            return lesson_line_fail(r, "a slide needs all of ask, question and answer, or none of them");
    }
    return CATAPULT_STATUS_OK;
}

enum catapult_status lesson_parse(struct lesson *lesson, char *text, size_t length, const char *path,
                                  lesson_preset preset, struct catapult_error *err)
{
    struct lesson_reader r = {.lesson = lesson, .preset = preset, .err = err};
    enum catapult_status status = CATAPULT_STATUS_OK;
    memset(lesson, 0, sizeof *lesson);
    snprintf(lesson->path, sizeof lesson->path, "%.255s", path);
    lesson->rate = 20;
    catapult_settings_defaults(&lesson->settings);
    if (strlen(text) != length)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.150s: a zero byte: not a text file", lesson->path);
    while (*text && status == CATAPULT_STATUS_OK) {
        char *end = text + strcspn(text, "\n");
        bool last = !*end;
        *end = '\0';
        r.line++;
        status = lesson_take_line(&r, text);
        text = last ? end : end + 1;
    }
    if (status == CATAPULT_STATUS_OK)
        status = take_end(&r);
    return status;
}

static enum catapult_status lesson_read_text(const char *path, char **text, size_t *length, struct catapult_error *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: %s", path, strerror(errno));
    outfile_note_input(fileno(file));
    *text = malloc(LESSON_BYTES_MAX + 1);
    *length = *text ? fread(*text, 1, LESSON_BYTES_MAX + 1, file) : 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (!*text)
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%.300s: no memory to read it", path);
    else if (ferror(file))
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: cannot read: %s", path, strerror(errno));
    else if (*length > LESSON_BYTES_MAX)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.300s: more than %d MB", path,
                                    LESSON_BYTES_MAX >> 20);
    else
        (*text)[*length] = '\0';
    fclose(file);
    return status;
}

enum catapult_status lesson_read(struct lesson *lesson, const char *path, lesson_preset preset,
                                 struct catapult_error *err)
{
    char *text = NULL;
    size_t length = 0;
    memset(lesson, 0, sizeof *lesson);
    enum catapult_status status = lesson_read_text(path, &text, &length, err);
    if (status == CATAPULT_STATUS_OK)
        status = lesson_parse(lesson, text, length, path, preset, err);
    free(text);
    return status;
}

void lesson_free(struct lesson *lesson)
{
    free(lesson->slide);
    *lesson = (struct lesson){.slide = NULL};
}

/* lab_shot.c - the laboratory without a terminal: takes some steps, then writes the screen or its rows to a file.
 *
 * The picture is that of a paused laboratory, without an eta_max or, if that is waited for, with a measured one: the
 * same command makes the same picture. */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "tui/input/command.h"
#include "tui/lab/lab.h"
#include "tui/lab/lab_state.h"
enum {
    LOOK_MS = 100, /* interval of checks for Ctrl-C and of the progress line */
    QUIET = 5      /* checks without news after which a screen's probes count as complete */
};

/* Whether all probes of the screen have been made. */
static bool probes_made(struct lab *lab)
{
    for (int i = 0; i < PROBE_COUNT; i++) {
        const struct probe_head *head = probes_member(&lab->link.probes, (enum probe_kind)i);
        if (lab->link.wanted >> i & 1 && head->serial == 0)
            return false;
    }
    return true;
}

static bool shot_report(const struct lab *lab, const struct lab_shot *shot)
{
    const struct snapshot *s = &lab->link.snapshot;
    if (!shot->progress)
        return false;
    if (s->models == 0)
        return shot->progress(shot->context, s->task, s->fraction);
    if (s->t < shot->steps)
        return shot->progress(shot->context, "steps", (double)s->t / (double)shot->steps);
    return shot->progress(shot->context, shot->eta_max ? "measuring eta_max" : s->task, -1);
}

/* Waits until the run has reached its goal.  CATAPULT_STATUS_CANCELLED if the progress callback asked to stop. */
static enum catapult_status run_to(struct lab *lab, const struct lab_shot *shot, long goal, struct catapult_error *err)
{
    int quiet = 0;
    lab_want(lab);
    while (!link_at_rest(&lab->link, goal) || lab->link.snapshot.searching || !probes_made(lab)
           || (lab->link.wanted && quiet < QUIET)) {
        struct pollfd news = {.fd = session_fd(lab->link.session), .events = POLLIN};
        if (shot_report(lab, shot))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
        poll(&news, 1, LOOK_MS);
        quiet = lab_fetch(lab) ? 0 : quiet + 1;
        if (lab->link.snapshot.state == SESSION_FAILED)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", lab->link.snapshot.message);
    }
    return CATAPULT_STATUS_OK;
}

/* Whether a command failed.  A picture of something else than requested, or a missing file, is worse than none.  A
 * command that merely has no effect, such as a step after all models diverged, counts as done. */
static bool command_failed(const struct lab *lab, const char *line)
{
    enum request request;
    const char *argument;
    if (lab->said.mistyped || !lab->said.refused
        || command_parse(line, &request, &argument, NULL) != CATAPULT_STATUS_OK)
        return lab->said.mistyped;
    return request == REQUEST_WRITE || request == REQUEST_FIGURE;
}

static enum catapult_status shot_obey(struct lab *lab, const struct lab_shot *shot, const char *line,
                                      struct catapult_error *err)
{
    struct catapult_error reason;
    lab_clamp(lab);
    if (!lab_command(lab, line, &reason))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--do: %.200s", reason.text);
    if (command_failed(lab, line))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--do: %.200s",
                                  lab->said.text + (*lab->said.text == ':'));
    return run_to(lab, shot, lab_goal(lab, line), err);
}

/* Executes the commands of --do, each after the one before is done. */
static enum catapult_status obey_all(struct lab *lab, const struct lab_shot *shot, struct catapult_error *err)
{
    const char *next = shot->commands ? shot->commands : "";
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (*next && status == CATAPULT_STATUS_OK) {
        size_t length = strcspn(next, ";");
        char *line = xnew_array(length + 1, 1); /* the whole line: the command parser checks its length */
        memcpy(line, next, length);
        status = shot_obey(lab, shot, line, err);
        free(line);
        next += length + (next[length] == ';');
    }
    return status;
}

enum catapult_status lab_shot(const struct catapult_settings *settings, session_loader load,
                              const struct lab_options *options, const struct lab_shot *shot,
                              struct catapult_error *err)
{
    static struct lab lab;
    enum catapult_status status;
    enum write_kind kind;
    if (!lab_write_kind(shot->path, &kind))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--shot: '%.200s' does not end in .svg, .txt or .csv",
                                  shot->path);
    struct device device = {.unicode = true, .colors = options->color == TERM_COLOR_NEVER ? 0 : 256};
    device.glyphs = options->glyphs == GLYPHS_COUNT ? GLYPHS_BRAILLE : (enum glyph_set)options->glyphs;
    lab_init(&lab, settings, options, &device);
    lab_resize(&lab, shot->rows, shot->cols);
    lab.link.unmeasured = !shot->eta_max;
    status = link_begin(&lab.link, settings, load, options, false, err);
    if (status == CATAPULT_STATUS_OK) {
        link_forward(&lab.link, (int)shot->steps);
        status = run_to(&lab, shot, shot->steps, err);
        if (status == CATAPULT_STATUS_OK)
            status = obey_all(&lab, shot, err);
    }
    lab_clamp(&lab);
    if (status == CATAPULT_STATUS_OK)
        status = lab_write_file(&lab, shot->path, err);
    lab_figure_serve(&lab, true);
    status = link_end(&lab.link, status, err);
    lab_done(&lab);
    return status;
}

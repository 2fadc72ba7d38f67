/* lab_shot.c - the laboratory without a terminal: so many steps, and then the screen or its rows into a file.
 *
 * The picture is that of a paused laboratory whose eta_max has been measured, so that the same command makes the
 * same picture. */
#include <math.h>
#include <poll.h>
#include <string.h>

#include "tui/lab.h"
#include "tui/lab_state.h"
#include "tui/lab_write.h"

enum { LOOK_MS = 100 /* between two looks at Ctrl-C and the progress line */ };

static bool all_diverged(const struct snapshot *snapshot)
{
    for (int i = 0; i < snapshot->models; i++)
        if (!snapshot->diverged[i])
            return false;
    return snapshot->models > 0;
}

/* Measured, or known not to be measurable: then the search has left a bracket behind, and no kind. */
static bool eta_max_settled(const struct snapshot *s)
{
    return s->eta_max_kind == ETA_MAX_MEASURED ||
           (s->eta_max_kind == ETA_MAX_UNKNOWN && (s->eta_max > 0 || isfinite(s->eta_max_high)));
}

static bool arrived(const struct lab *lab, long steps)
{
    const struct snapshot *s = &lab->snapshot;
    if (s->applied < lab->asked.sent || s->models == 0)
        return false;
    return (s->t >= steps || all_diverged(s)) && eta_max_settled(s);
}

static bool report(const struct lab *lab, const struct lab_shot *shot)
{
    const struct snapshot *s = &lab->snapshot;
    if (!shot->progress)
        return false;
    if (s->models == 0)
        return shot->progress(shot->context, s->task, s->fraction);
    if (s->t < shot->steps)
        return shot->progress(shot->context, "steps", (double)s->t / (double)shot->steps);
    return shot->progress(shot->context, "measuring eta_max", -1);
}

/* Until the run stands where it shall.  STATUS_CANCELLED if the progress line was interrupted. */
static enum status run_to(struct lab *lab, const struct lab_shot *shot, struct error *err)
{
    while (!arrived(lab, shot->steps)) {
        struct pollfd news = {.fd = session_fd(lab->session), .events = POLLIN};
        if (report(lab, shot))
            return error_set(err, STATUS_CANCELLED, "interrupted");
        poll(&news, 1, LOOK_MS);
        lab_fetch(lab);
        if (lab->snapshot.state == SESSION_FAILED)
            return error_set(err, STATUS_INPUT, "%s", lab->snapshot.message);
    }
    return STATUS_OK;
}

enum status lab_shot(const struct settings *settings, session_loader load, const struct lab_options *options,
                     const struct lab_shot *shot, struct error *err)
{
    static struct lab lab;
    enum status status;
    enum write_kind kind;
    if (!lab_write_kind(shot->path, &kind))
        return error_set(err, STATUS_USAGE, "--shot: '%.200s' does not end in .svg, .txt or .csv", shot->path);
    lab_init(&lab, settings, options);
    lab.unicode = true;
    lab.colors = options->color == TERM_COLOR_NEVER ? 0 : 256;
    lab.view.glyphs = options->glyphs == GLYPHS_COUNT ? GLYPHS_BRAILLE : (enum glyph_set)options->glyphs;
    canvas_resize(&lab.canvas, shot->rows, shot->cols);
    lab.load = load;
    lab.session = session_start(settings, load, false);
    if (!lab.session) {
        status = error_set(err, STATUS_NOMEM, "no memory or no thread for the laboratory");
    } else {
        session_forward(lab.session, (int)shot->steps);
        lab.asked.sent = 1;
        status = run_to(&lab, shot, err);
    }
    lab_clamp(&lab);
    if (status == STATUS_OK)
        status = lab_write_file(&lab, shot->path, err);
    session_stop(lab.session);
    lab_done(&lab);
    return status;
}

/* lab_write.c - files that the laboratory writes: the screen as a picture and as text, the rows as CSV, each with the
 * command that reproduces it; figures for print; and the readout, to the clipboard.
 *
 * If a name is taken, a number is appended: no file is ever overwritten.  A name is reserved with an empty file,
 * which is then replaced as a whole (base/outfile.h). */
#include <catapult/export.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "tui/lab/lab_state.h"
#include "tui/lab/reproduce.h"
#include "tui/terminal/term.h"
#include "tui/writers/ansi.h"
#include "tui/writers/svg.h"

enum {
    FILES_MAX = 9999,
    STEM_TEXT = 120,
    PATH_TEXT = FIGURE_PATH,
    STEM_PATH = PATH_TEXT + 2 * STEM_TEXT,
    FILE_PATH = STEM_PATH + 8,
    LOOK_MS = 50 /* interval between two checks of the child that draws a figure */
};

static const char *const endings[WRITE_COUNT] = {".svg", ".txt", ".csv"};

/* --- the command that reproduces it ----------------------------------------------------------------------- */

/* The command that makes a file of that kind again, and the settings of the run as it was. */
static void reproduce(const struct lab *lab, enum write_kind kind, struct catapult_settings *of,
                      char command[REPRODUCE_TEXT])
{
    const struct catapult_history *run = lab->link.snapshot.models > 0
                                             ? &lab->rows.focus.histories[lab->sight.view.focus]
                                             : NULL;
    char text[40];
    bool rows = kind == WRITE_CSV, all = reproduce_settings(lab->origin.settings, &lab->link.snapshot, run, of);
    reproduce_command(rows ? "run" : "lab", lab->origin.words, lab->origin.original, of, command, REPRODUCE_TEXT);
    snprintf(text, sizeof text, "%ld", lab->link.snapshot.t);
    reproduce_add(command, REPRODUCE_TEXT, "--steps");
    reproduce_add(command, REPRODUCE_TEXT, text);
    if (!rows)
        reproduce_view(&lab->sight.view, lab->sight.canvas.rows, lab->sight.canvas.cols, command);
    snprintf(text, sizeof text, "%s%s", rows ? "rows" : "screen", endings[kind]);
    if (!rows && lab->link.snapshot.eta_max_kind == ETA_MAX_MEASURED) {
        reproduce_add(command, REPRODUCE_TEXT, "--wait");
        reproduce_add(command, REPRODUCE_TEXT, "eta_max");
    }
    reproduce_add(command, REPRODUCE_TEXT, rows ? "--csv" : "--shot");
    reproduce_add(command, REPRODUCE_TEXT, text);
    size_t used = strlen(command);
    if (!all)
        used += (size_t)snprintf(command + used, REPRODUCE_TEXT - used,
                                 " # eta was changed more than %d times: the first are here", CATAPULT_SCHEDULE_MAX);
    if (!rows && lab->link.snapshot.runs > 1 && used < REPRODUCE_TEXT)
        snprintf(command + used, REPRODUCE_TEXT - used, "%s run %c alone: --record keeps the others", all ? " #" : ";",
                 lab->link.snapshot.run[lab->link.snapshot.focus].name);
}

/* --- one file ------------------------------------------------------------------------------------------------ */

/* Draws the current screen, without the text being typed. */
static void draw_screen(struct lab *lab, struct canvas *canvas)
{
    struct view view;
    lab_view(lab, &view);
    view.prompt = NULL;
    canvas_init(canvas);
    canvas_resize(canvas, lab->sight.canvas.rows, lab->sight.canvas.cols);
    screen_draw(canvas, &view);
}

static enum catapult_status write_screen(struct lab *lab, enum write_kind kind, const char *path,
                                         struct catapult_error *err)
{
    struct canvas canvas;
    struct outfile *file;
    struct catapult_settings of;
    char command[REPRODUCE_TEXT], title[600];
    if (outfile_open(&file, path, err) != CATAPULT_STATUS_OK)
        return err->code;
    FILE *out = outfile_stream(file);
    reproduce(lab, kind, &of, command);
    snprintf(title, sizeof title, "%.200s: %.200s, step %ld", of.name, of.title, lab->link.snapshot.t);
    draw_screen(lab, &canvas);
    if (kind == WRITE_SVG) {
        svg_write(&canvas, lab->sight.view.theme, lab->device.colors, title, command, out);
    } else {
        canvas_write(&canvas, out);
        fprintf(out, "# %s\n", command);
    }
    canvas_done(&canvas);
    return outfile_commit(file, err);
}

static enum catapult_status lab_write_rows(const struct lab *lab, const char *path, struct catapult_error *err)
{
    struct catapult_settings of;
    char command[REPRODUCE_TEXT];
    const struct snapshot *now = &lab->link.snapshot;
    if (now->models == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "nothing is loaded, so there are no rows to write");
    reproduce(lab, WRITE_CSV, &of, command);
    return catapult_export_csv(path, &of, lab->rows.focus.histories, now->kind, now->models, command, err);
}

bool lab_write_kind(const char *path, enum write_kind *kind)
{
    const char *dot = strrchr(path, '.');
    for (int i = 0; i < WRITE_COUNT && dot; i++)
        if (strcmp(dot, endings[i]) == 0) {
            *kind = (enum write_kind)i;
            return true;
        }
    return false;
}

enum catapult_status lab_write_file(struct lab *lab, const char *path, struct catapult_error *err)
{
    enum write_kind kind;
    if (!lab_write_kind(path, &kind))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "'%.200s': the name must end in .svg, .txt or .csv",
                                  path);
    return kind == WRITE_CSV ? lab_write_rows(lab, path, err) : write_screen(lab, kind, path, err);
}

/* --- names --------------------------------------------------------------------------------------------------- */

/* The preset's name without folders and suffix, and without characters that a file name should not have. */
static void preset_stem(const struct catapult_settings *settings, char *stem, size_t size)
{
    const char *base = strrchr(settings->name, '/');
    snprintf(stem, size, "%.60s", base ? base + 1 : settings->name);
    char *end = strstr(stem, ".conf");
    if (end && end[5] == '\0')
        *end = '\0';
    for (char *c = stem; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *c))
            *c = '-';
    if (*stem == '\0' || *stem == '.')
        snprintf(stem, size, "preset");
}

/* "DIR/" or "". */
static void folder_text(const struct lab *lab, char *text, size_t size)
{
    const char *folder = lab->folder ? lab->folder : "";
    size_t length = strlen(folder);
    snprintf(text, size, "%s%s", folder, length && folder[length - 1] != '/' ? "/" : "");
}

/* Creates an empty file of that name if the name is free. */
static bool file_reserve(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Reserves the three names of one number, or none of them. */
static bool reserve_all(const char *stem)
{
    char path[FILE_PATH];
    for (int kind = 0; kind < WRITE_COUNT; kind++) {
        snprintf(path, sizeof path, "%s%s", stem, endings[kind]);
        if (file_reserve(path))
            continue;
        int reason = errno;
        while (kind-- > 0) {
            snprintf(path, sizeof path, "%s%s", stem, endings[kind]);
            unlink(path);
        }
        errno = reason;
        return false;
    }
    return true;
}

/* "catapult-fig3-seed1-t41", with "-2" appended if that is taken. */
static bool reserve_stem(const struct lab *lab, char *stem, size_t size)
{
    char name[STEM_TEXT], folder[PATH_TEXT];
    const struct snapshot *now = &lab->link.snapshot;
    preset_stem(lab->origin.settings, name, sizeof name);
    folder_text(lab, folder, sizeof folder);
    for (int i = 1; i <= FILES_MAX; i++) {
        int used = snprintf(stem, size, "%scatapult-%s-seed%d-t%ld", folder, name, now->seed, now->t);
        if (i > 1)
            snprintf(stem + used, size - (size_t)used, "-%d", i);
        if (reserve_all(stem))
            return true;
        if (errno != EEXIST)
            return false;
    }
    errno = EEXIST;
    return false;
}

/* The path for a given name: in the folder for files unless the name is an absolute path.  If it does not fit, reports
 * that and returns false. */
static bool file_path(struct lab *lab, const char *name, char path[PATH_TEXT])
{
    char folder[PATH_TEXT] = "";
    if (*name != '/')
        folder_text(lab, folder, sizeof folder);
    int used = snprintf(path, PATH_TEXT, "%s%s", folder, name);
    if (used >= 0 && used < PATH_TEXT)
        return true;
    lab_mistyped(lab, "'%.60s...': the path is too long", name);
    return false;
}

/* --- the requests -------------------------------------------------------------------------------------------- */

static void do_write(struct lab *lab)
{
    char stem[STEM_PATH], path[FILE_PATH];
    struct catapult_error err;
    if (!lab_ready(lab))
        return;
    if (!reserve_stem(lab, stem, sizeof stem)) {
        lab_refuse(lab, "cannot write %s.svg: %s", stem, strerror(errno));
        return;
    }
    for (int kind = 0; kind < WRITE_COUNT; kind++) {
        snprintf(path, sizeof path, "%s%s", stem, endings[kind]);
        if (lab_write_file(lab, path, &err) != CATAPULT_STATUS_OK) {
            for (; kind < WRITE_COUNT; kind++) { /* written files stay, reserved ones are removed */
                snprintf(path, sizeof path, "%s%s", stem, endings[kind]);
                unlink(path);
            }
            lab_refuse(lab, "%s", err.text);
            return;
        }
    }
    lab_say(lab, "wrote %s.svg, .txt, .csv", stem);
}

/* Writes one file, if the name is free. */
static void with_write(struct lab *lab, const char *name)
{
    char path[PATH_TEXT];
    struct catapult_error err;
    enum write_kind kind;
    if (!file_path(lab, name, path))
        return;
    if (!lab_write_kind(path, &kind)) {
        lab_mistyped(lab, "'%s': the name must end in .svg, .txt or .csv", name);
    } else if (!file_reserve(path)) {
        lab_mistyped(lab, errno == EEXIST ? "%s is there already" : "cannot write %s: %s", path, strerror(errno));
    } else if (lab_write_file(lab, path, &err) != CATAPULT_STATUS_OK) {
        unlink(path);
        lab_refuse(lab, "%s", err.text);
    } else {
        lab_say(lab, "wrote %s", path);
    }
}

static void do_copy(struct lab *lab)
{
    char text[CLIPBOARD_TEXT], sequence[CLIPBOARD_SEQUENCE];
    if (!lab_ready(lab))
        return;
    screen_readout(&lab->sight.view, text, sizeof text);
    if (!lab->device.terminal || !term_send(sequence, clipboard_sequence(text, sequence)))
        lab_refuse(lab, "the terminal accepts nothing now");
    else
        lab_say(lab, "sent to the clipboard (OSC 52, if the terminal lets it): %s", text);
}

/* --- figures for print --------------------------------------------------------------------------------------- */

int lab_figure_wait(const struct lab *lab)
{
    return lab->figure.work ? LOOK_MS : -1;
}

bool lab_figure_serve(struct lab *lab, bool wait)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    struct catapult_error err;
    if (!lab->figure.work || !lab->illustrator->end(lab->figure.work, wait, &status, &err))
        return false;
    lab->figure.work = NULL;
    lab_last(lab, ":figure: ");
    if (status == CATAPULT_STATUS_OK)
        lab_say(lab, "wrote %.200s", lab->figure.path);
    else
        lab_refuse(lab, "%.200s", err.text);
    return true;
}

static void with_figure(struct lab *lab, const char *name)
{
    struct figure_job *figure = &lab->figure;
    struct catapult_settings of;
    struct catapult_error err;
    char command[REPRODUCE_TEXT];
    if (!lab_ready(lab))
        return;
    if (!lab->illustrator || figure->work) {
        lab_refuse(lab, figure->work ? "gnuplot is still drawing %.200s" : "this build cannot draw figures", figure->path);
        return;
    }
    if (!file_path(lab, name, figure->path))
        return;
    reproduce(lab, WRITE_CSV, &of, command);
    enum catapult_status status = lab->illustrator->begin(&figure->work, figure->path, lab->origin.settings,
                                                          &lab->link.snapshot, lab->rows.focus.histories,
                                                          lab->sight.view.focus, command, &err);
    if (status == CATAPULT_STATUS_USAGE)
        lab_mistyped(lab, "%.200s", err.text);
    else if (status != CATAPULT_STATUS_OK)
        lab_refuse(lab, "%.200s", err.text);
    else if (!figure->work)
        lab_refuse(lab, "gnuplot is not installed; its .gp and .csv are written");
    else
        lab_say(lab, "gnuplot is drawing %.200s", figure->path);
    if (!lab->device.terminal)
        lab_figure_serve(lab, true); /* no user is waiting */
}

const struct lab_action lab_write_actions[] = {
    {REQUEST_WRITE, do_write, with_write},
    {REQUEST_FIGURE, NULL, with_figure},
    {REQUEST_COPY, do_copy, NULL},
    {REQUEST_NONE, NULL, NULL},
};

/* lab_write.c - files that the laboratory writes: the screen as a picture and as text, the rows as CSV, each with the
 * command that reproduces it; and the readout, to the clipboard.
 *
 * If a name is taken, a number is appended: no file is ever overwritten.  A name is reserved with an empty file,
 * which is then replaced as a whole (base/outfile.h). */
#include "tui/lab/lab_write.h"

#include <catapult/export.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "tui/terminal/clipboard.h"
#include "tui/lab/lab_looks.h"
#include "tui/lab/lab_state.h"
#include "tui/writers/svg.h"
#include "tui/terminal/term.h"

enum { FILES_MAX = 9999, STEM_TEXT = 120, PATH_TEXT = 4200, STEM_PATH = PATH_TEXT + 2 * STEM_TEXT, FILE_PATH = STEM_PATH + 8 };

static const char *const endings[WRITE_COUNT] = {".svg", ".txt", ".csv"};

/* --- the command that reproduces it ----------------------------------------------------------------------- */

void lab_reproduce(const struct lab *lab, enum write_kind kind, struct catapult_settings *of,
                   char command[REPRODUCE_TEXT])
{
    const struct catapult_history *run = lab->snapshot.models > 0 ? &lab->histories[lab->view.focus] : NULL;
    char text[40];
    bool rows = kind == WRITE_CSV, all = reproduce_settings(lab->settings, &lab->snapshot, run, of);
    reproduce_command(rows ? "run" : "lab", lab->words, lab->original, of, command, REPRODUCE_TEXT);
    snprintf(text, sizeof text, "%ld", lab->snapshot.t);
    reproduce_add(command, REPRODUCE_TEXT, "--steps");
    reproduce_add(command, REPRODUCE_TEXT, text);
    if (!rows)
        lab_looks(lab, command);
    snprintf(text, sizeof text, "%s%s", rows ? "rows" : "screen", endings[kind]);
    reproduce_add(command, REPRODUCE_TEXT, rows ? "--csv" : "--shot");
    reproduce_add(command, REPRODUCE_TEXT, text);
    size_t used = strlen(command);
    if (!all)
        used += (size_t)snprintf(command + used, REPRODUCE_TEXT - used,
                                 " # eta was changed more than %d times: the first are here", CATAPULT_SCHEDULE_MAX);
    if (!rows && lab->snapshot.runs > 1 && used < REPRODUCE_TEXT)
        snprintf(command + used, REPRODUCE_TEXT - used, "%s run %c alone: --record keeps the others", all ? " #" : ";",
                 lab->snapshot.run[lab->snapshot.focus].name);
}

/* --- one file ------------------------------------------------------------------------------------------------ */

/* Draws the current screen, without the text being typed. */
static void draw_screen(const struct lab *lab, struct canvas *canvas)
{
    struct view view = lab->view;
    view.prompt = NULL;
    canvas_init(canvas);
    canvas_resize(canvas, lab->canvas.rows, lab->canvas.cols);
    screen_draw(canvas, &view);
}

static enum catapult_status write_screen(const struct lab *lab, enum write_kind kind, const char *path,
                                         struct catapult_error *err)
{
    struct canvas canvas;
    struct outfile *file;
    struct catapult_settings of;
    char command[REPRODUCE_TEXT], title[600];
    if (outfile_open(&file, path, err) != CATAPULT_STATUS_OK)
        return err->code;
    FILE *out = outfile_stream(file);
    lab_reproduce(lab, kind, &of, command);
    snprintf(title, sizeof title, "%.200s: %.200s, step %ld", of.name, of.title, lab->snapshot.t);
    draw_screen(lab, &canvas);
    if (kind == WRITE_SVG) {
        svg_write(&canvas, lab->view.theme, lab->colors, title, command, out);
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
    if (lab->snapshot.models == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "nothing is loaded, so there are no rows to write");
    lab_reproduce(lab, WRITE_CSV, &of, command);
    return catapult_export_csv(path, &of, lab->histories, lab->snapshot.kind, lab->snapshot.models, command, err);
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

enum catapult_status lab_write_file(const struct lab *lab, const char *path, struct catapult_error *err)
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
    preset_stem(lab->settings, name, sizeof name);
    folder_text(lab, folder, sizeof folder);
    for (int i = 1; i <= FILES_MAX; i++) {
        int used = snprintf(stem, size, "%scatapult-%s-seed%d-t%ld", folder, name, lab->snapshot.seed, lab->snapshot.t);
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

/* --- the requests -------------------------------------------------------------------------------------------- */

void lab_write_all(struct lab *lab)
{
    char stem[STEM_PATH], path[FILE_PATH];
    struct catapult_error err;
    lab_see_others(lab);
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

bool lab_write_path(struct lab *lab, const char *name, char *path, size_t size)
{
    const char *folder = *name == '/' || !lab->folder ? "" : lab->folder;
    size_t length = strlen(folder);
    int used = snprintf(path, size, "%s%s%s", folder, length && folder[length - 1] != '/' ? "/" : "", name);
    if (used >= 0 && (size_t)used < size)
        return true;
    lab_mistyped(lab, "'%.60s...': the path is too long", name);
    return false;
}

void lab_write_named(struct lab *lab, const char *name)
{
    char path[PATH_TEXT];
    struct catapult_error err;
    enum write_kind kind;
    lab_see_others(lab);
    if (!lab_write_path(lab, name, path, sizeof path))
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

void lab_copy(struct lab *lab)
{
    char text[CLIPBOARD_TEXT], sequence[CLIPBOARD_SEQUENCE];
    screen_readout(&lab->view, text, sizeof text);
    if (!lab->terminal || !term_send(sequence, clipboard_sequence(text, sequence)))
        lab_refuse(lab, "the terminal takes nothing now");
    else
        lab_say(lab, "sent to the clipboard (OSC 52, if the terminal lets it): %s", text);
}

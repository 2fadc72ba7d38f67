/* live.c - see live.h. */
#include "figure/live.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/outfile.h"
#include "base/xalloc.h"
#include "figure/draw.h"
#include "figure/page.h"

enum { FOLDER = 4000, NAME = 101, PATH = FOLDER + NAME + 8 };

/* The columns of the CSV, from 1. */
enum { COLUMN_SERIES = 1, COLUMN_STEP, COLUMN_ETA, COLUMN_LOSS, COLUMN_TEST, COLUMN_LAMBDA, COLUMN_LOWER, COLUMN_UPPER };

struct live_place {
    char folder[FOLDER], name[NAME];
    enum page_format format;
};

/* Control characters would begin a new line in the script, or control a terminal. */
static bool has_controls(const char *text)
{
    while (*text && (unsigned char)*text >= ' ' && *text != 0x7f)
        text++;
    return *text;
}

static enum catapult_status live_find_place(struct live_place *place, const char *path, struct catapult_error *err)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    int format = 0;
    while (page_format_name[format] && (!dot || strcmp(dot + 1, page_format_name[format]) != 0))
        format++;
    if (!page_format_name[format] || dot == base)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "'%.200s': the name must end in .svg, .pdf or .png",
                                  path);
    if (has_controls(base))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "'%.200s': a name with control characters", base);
    if (slash - path >= FOLDER)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.100s...: the path is too long", path);
    if (dot - base >= NAME)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.60s...: the name is too long", base);
    place->format = (enum page_format)format;
    snprintf(place->folder, sizeof place->folder, "%.*s", slash == path ? 1 : slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    snprintf(place->name, sizeof place->name, "%.*s", (int)(dot - base), base);
    return CATAPULT_STATUS_OK;
}

static void live_path_of(const struct live_place *place, const char *ending, char path[PATH])
{
    snprintf(path, PATH, "%s/%s.%s", place->folder, place->name, ending);
}

/* Creates the three files empty, or none of them. */
static enum catapult_status live_reserve(const struct live_place *place, struct catapult_error *err)
{
    const char *const endings[] = {"csv", "gp", page_format_name[place->format]};
    char path[PATH];
    for (int i = 0; i < 3; i++) {
        live_path_of(place, endings[i], path);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), reason = errno;
        if (fd >= 0) {
            close(fd);
            continue;
        }
        catapult_error_set(err, reason == EEXIST ? CATAPULT_STATUS_USAGE : CATAPULT_STATUS_IO,
                           reason == EEXIST ? "%.300s is there already" : "cannot write %.300s: %s", path,
                           strerror(reason));
        while (i-- > 0) {
            live_path_of(place, endings[i], path);
            unlink(path);
        }
        return err->code;
    }
    return CATAPULT_STATUS_OK;
}

/* --- the rows ------------------------------------------------------------------------------------------------- */

/* A value that is not finite becomes an empty field. */
static void put_field(FILE *csv, double value)
{
    number_field(csv, isfinite(value) ? value : NAN);
}

static void live_put_rows(FILE *csv, const struct live_run *run)
{
    double threshold = catapult_settings_threshold(run->settings);
    fputs("series,step,eta,train_loss,test_loss,lambda_1,lower_boundary,upper_boundary,model\n", csv);
    for (int i = 0; i < run->models; i++) {
        const struct catapult_history *history = &run->histories[i];
        for (size_t t = 0; t < history->length; t++) {
            double eta = catapult_history_get(history, CATAPULT_FIELD_ETA, t);
            fprintf(csv, "%d,%zu", i, t);
            put_field(csv, eta);
            put_field(csv, catapult_history_get(history, CATAPULT_FIELD_TRAIN_LOSS, t));
            put_field(csv, catapult_history_get(history, CATAPULT_FIELD_TEST_LOSS, t));
            put_field(csv, catapult_history_get(history, CATAPULT_FIELD_LAMBDA, t));
            put_field(csv, threshold / eta);
            put_field(csv, 4 / eta);
            fprintf(csv, ",%s\n", catapult_model_name(run->kind[i]));
        }
    }
}

static enum catapult_status write_csv(const struct live_place *place, const struct live_run *run,
                                      struct catapult_error *err)
{
    struct outfile *file;
    char path[PATH];
    live_path_of(place, "csv", path);
    if (outfile_open(&file, path, err) != CATAPULT_STATUS_OK)
        return err->code;
    live_put_rows(outfile_stream(file), run);
    return outfile_commit(file, err);
}

/* --- the page ------------------------------------------------------------------------------------------------- */

/* The range of the losses: the model in focus and a factor of ten above; a model that diverged must not flatten the
 * others. */
static void find_losses(struct page_panel *panel, const struct live_run *run)
{
    const struct catapult_history *own = &run->histories[run->focus];
    double low = INFINITY, high = 0;
    for (size_t t = 0; t < own->length; t++) {
        double loss = catapult_history_get(own, CATAPULT_FIELD_TRAIN_LOSS, t);
        if (!isfinite(loss) || loss <= 0)
            continue;
        low = fmin(low, loss);
        high = fmax(high, loss);
    }
    if (!(low <= high))
        return;
    panel->y_low = pow(10, floor(log10(fmax(low, high * 1e-20))));
    panel->y_high = pow(10, ceil(log10(high) + 0.5));
}

static void add_losses(struct page *page, const struct live_run *run, double last)
{
    struct page_panel *panel = page_add_panel(page, "loss", "iteration t", "L");
    panel->log_y = true;
    panel->key = "top right";
    panel->x_low = 0;
    panel->x_high = last;
    find_losses(panel, run);
    for (int i = 0; i < run->models; i++) {
        struct page_curve *curve = page_add_curve(panel, i, COLUMN_STEP, COLUMN_LOSS, run->kind[i],
                                                  catapult_model_name(run->kind[i]));
        curve->length = run->histories[i].length;
        if (i != run->focus || run->settings->data.test == 0)
            continue;
        page_add_curve(panel, i, COLUMN_STEP, COLUMN_TEST, STYLE_GENERAL + 1, "test")->length = curve->length;
    }
}

static void live_add_lambdas(struct page *page, const struct live_run *run, double last)
{
    struct page_panel *panel = page_add_panel(page, "tangent kernel", "iteration t", "λ_1");
    double threshold = catapult_settings_threshold(run->settings),
           first = catapult_history_get(&run->histories[run->focus], CATAPULT_FIELD_LAMBDA, 0);
    char label[40];
    panel->key = "top right";
    panel->x_low = 0;
    panel->x_high = last;
    panel->y_low = 0;
    if (isfinite(first) && first > 0)
        panel->y_high = 2.2 * first;
    for (int i = 0; i < run->models; i++)
        page_add_curve(panel, i, COLUMN_STEP, COLUMN_LAMBDA, run->kind[i], "")->length = run->histories[i].length;
    snprintf(label, sizeof label, "%.3g/η", threshold);
    page_add_curve(panel, run->focus, COLUMN_STEP, COLUMN_LOWER, STYLE_GENERAL + 4, label)->faint = true;
    if (!(run->settings->momentum > 0))
        page_add_curve(panel, run->focus, COLUMN_STEP, COLUMN_UPPER, STYLE_GENERAL + 2, "4/η")->faint = true;
}

static enum catapult_status live_write_script(const struct live_place *place, const struct live_run *run,
                                              struct catapult_error *err)
{
    struct page *page = xnew_array(1, sizeof *page);
    struct outfile *file;
    char path[PATH];
    double last = fmax(1, (double)run->histories[run->focus].length - 1);
    page_init(page, 2);
    snprintf(page->title, sizeof page->title, "%.300s", run->settings->title);
    snprintf(page->note, sizeof page->note, "%.500s", run->note);
    snprintf(page->csv, sizeof page->csv, "%s.csv", place->name);
    add_losses(page, run, last);
    live_add_lambdas(page, run, last);
    live_path_of(place, "gp", path);
    enum catapult_status status = outfile_open(&file, path, err);
    if (status == CATAPULT_STATUS_OK) {
        page_write(page, place->name, place->format, outfile_stream(file));
        status = outfile_commit(file, err);
    }
    free(page);
    return status;
}

/* --- gnuplot --------------------------------------------------------------------------------------------------- */

struct live {
    struct live_place place;
    struct drawing *drawing;
};

static void remove_picture(const struct live_place *place)
{
    char path[PATH];
    live_path_of(place, page_format_name[place->format], path);
    unlink(path);
}

enum catapult_status live_begin(struct live **out, const char *path, const struct live_run *run,
                                struct catapult_error *err)
{
    struct live_place place;
    *out = NULL;
    if (live_find_place(&place, path, err) != CATAPULT_STATUS_OK)
        return err->code;
    if (live_reserve(&place, err) != CATAPULT_STATUS_OK)
        return err->code;
    struct drawing *drawing = NULL;
    enum catapult_status status = write_csv(&place, run, err);
    if (status == CATAPULT_STATUS_OK)
        status = live_write_script(&place, run, err);
    if (status == CATAPULT_STATUS_OK)
        status = draw_begin(&drawing, place.folder, place.name, page_format_name[place.format], err);
    if (status != CATAPULT_STATUS_OK || !drawing) {
        remove_picture(&place);
        return status;
    }
    struct live *live = xnew_array(1, sizeof *live);
    *live = (struct live){place, drawing};
    *out = live;
    return CATAPULT_STATUS_OK;
}

static bool live_finish(struct live *live, bool wait, enum catapult_status *status, struct catapult_error *err)
{
    bool drawn;
    if (!draw_end(live->drawing, wait, &drawn, status, err))
        return false;
    if (*status == CATAPULT_STATUS_OK && !drawn)
        *status = catapult_error_set(err, CATAPULT_STATUS_IO, "there is no gnuplot");
    if (*status != CATAPULT_STATUS_OK)
        remove_picture(&live->place);
    free(live);
    return true;
}

bool live_end(struct live *live, bool wait, enum catapult_status *status, struct catapult_error *err)
{
    struct draw_guard guard;
    if (!wait)
        return live_finish(live, false, status, err);
    draw_guard_begin(&guard);
    bool ended = live_finish(live, true, status, err);
    draw_guard_end(&guard);
    return ended;
}

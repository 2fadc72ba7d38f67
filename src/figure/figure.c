/* figure.c - see figure.h: finding a figure, and the files around making it. */
#include "figure/figure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/outfile.h"
#include "base/xalloc.h"
#include "figure/draw.h"
#include "figure/kind.h"

enum { FIGURES_MAX = 64, PATH_TEXT = 4400 };

const char *const figure_scale_name[] = {"small", "evidence", "paper", NULL};

const char *figure_verdict_word(enum figure_verdict verdict)
{
#define FIGURE_VERDICT_WORD(name, word) [name] = word,
    static const char *const words[] = {FIGURE_VERDICT_LIST(FIGURE_VERDICT_WORD)};
#undef FIGURE_VERDICT_WORD
    return words[verdict];
}

enum catapult_status figure_find(const char *name, const struct figure **out, struct catapult_error *err)
{
    const char *names[FIGURES_MAX + 1] = {NULL};
    for (int i = 0; i < FIGURES_MAX && figure_table[i].name; i++) {
        names[i] = figure_table[i].name;
        if (strcasecmp(name, names[i]) == 0) { /* the paper writes 8A */
            *out = &figure_table[i];
            return CATAPULT_STATUS_OK;
        }
    }
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(name, names);
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "no figure '%.60s'%s", name,
                              catapult_settings_hint(near, " (catapult figure --list names them)", hint));
}

static enum catapult_status figure_make_folder(const char *folder, struct catapult_error *err)
{
    struct stat info;
    if (!*folder)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--out: the name of the folder is empty");
    if (strlen(folder) > PATH_TEXT - 300)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--out: the name of the folder is too long");
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot make the folder: %s", folder,
                                  strerror(errno));
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s: is not a folder", folder);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status figure_open_file(struct outfile **out, const struct figure_request *request,
                                             const char *name, const char *ending, struct catapult_error *err)
{
    char path[PATH_TEXT], script[PATH_TEXT];
    snprintf(path, sizeof path, "%s/%s.%s", request->folder, name, ending);
    snprintf(script, sizeof script, "%s/%s.gp", request->folder, name);
    return outfile_open_beside(out, path, script, err);
}

/* Before the runs: whether all files of the figure may be written. */
static enum catapult_status figure_check_files(const struct figure_request *request, const char *name,
                                               struct catapult_error *err)
{
    const char *const endings[] = {"csv", "gp", page_format_name[request->format]};
    char path[PATH_TEXT], script[PATH_TEXT];
    enum catapult_status status = CATAPULT_STATUS_OK;
    snprintf(script, sizeof script, "%s/%s.gp", request->folder, name);
    for (int i = 0; i < 3 && status == CATAPULT_STATUS_OK; i++) {
        snprintf(path, sizeof path, "%s/%s.%s", request->folder, name, endings[i]);
        status = outfile_check(path, script, err);
    }
    return status;
}

static enum catapult_status figure_write_script(const struct page *page, const struct figure_request *request,
                                                const char *name, struct catapult_error *err)
{
    struct outfile *script;
    enum catapult_status status = figure_open_file(&script, request, name, "gp", err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    page_write(page, name, request->format, outfile_stream(script));
    return outfile_commit(script, err);
}

/* Writes the CSV first, because the script reads it; then the script, then the picture. */
static enum catapult_status figure_make_files(const struct figure *figure, const struct figure_request *request,
                                              struct page *page, struct figure_report *report,
                                              struct catapult_error *err)
{
    struct outfile *csv;
    enum catapult_status status = figure_check_files(request, report->name, err);
    if (status == CATAPULT_STATUS_OK)
        status = figure_open_file(&csv, request, report->name, "csv", err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = figure->kind->make(figure, request, outfile_stream(csv), page, report, err);
    if (status != CATAPULT_STATUS_OK) {
        outfile_abort(csv);
        return status;
    }
    status = outfile_commit(csv, err);
    snprintf(page->title, sizeof page->title, "%s", figure->title);
    snprintf(page->note, sizeof page->note, "%s", report->note);
    snprintf(page->csv, sizeof page->csv, "%s.csv", report->name);
    if (status == CATAPULT_STATUS_OK)
        status = figure_write_script(page, request, report->name, err);
    if (status == CATAPULT_STATUS_OK)
        status = draw_script(request->folder, report->name, page_format_name[request->format], &report->drawn, err);
    return status;
}

enum catapult_status figure_make(const struct figure *figure, const struct figure_request *request,
                                 struct figure_report *report, struct catapult_error *err)
{
    memset(report, 0, sizeof *report);
    snprintf(report->name, sizeof report->name, "figure-%s", figure->name);
    figure_note(report, "%s scale: ", figure_scale_name[request->scale]);
    enum catapult_status status = figure_make_folder(request->folder, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct page *page = xnew_array(1, sizeof *page); /* 60 KB */
    status = figure_make_files(figure, request, page, report, err);
    free(page);
    return status;
}

enum catapult_status figure_cost(const struct figure *figure, const struct figure_request *request,
                                 struct figure_cost *cost, struct catapult_error *err)
{
    memset(cost, 0, sizeof *cost);
    return figure->kind->cost(figure, request, cost, err);
}

/* folder.c - see folder.h. */
#include "sweep/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"
#include "base/outfile.h"
#include "base/xalloc.h"
#include "sweep/row.h"

enum { NAME = 64 };

/* runs.csv, or runs.2-of-4.csv */
static void own_name(const struct sweep_options *options, char name[NAME])
{
    if (options->shards > 0)
        snprintf(name, NAME, "runs.%d-of-%d.csv", options->shard, options->shards);
    else
        snprintf(name, NAME, "runs.csv");
}

static bool is_shard(const char *name)
{
    unsigned long long number;
    const char *end = strncmp(name, "runs.", 5) == 0 ? number_digits(name + 5, &number) : NULL;
    end = end && strncmp(end, "-of-", 4) == 0 ? number_digits(end + 4, &number) : NULL;
    return end && strcmp(end, ".csv") == 0;
}

static enum catapult_status sweep_make_folder(const char *path, struct catapult_error *err)
{
    struct stat info;
    if (mkdir(path, 0777) == 0)
        return CATAPULT_STATUS_OK;
    int reason = errno;
    if (reason == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "--out: cannot make the folder %.400s: %s", path,
                              reason == EEXIST ? "a file of that name is there" : strerror(reason));
}

static void add_rows(struct sweep_rows *to, const struct sweep_rows *from)
{
    struct sweep_row *row = xnew_array(to->count + from->count + 1, sizeof *row);
    if (to->count)
        memcpy(row, to->row, to->count * sizeof *row);
    if (from->count)
        memcpy(row + to->count, from->row, from->count * sizeof *row);
    free(to->row);
    *to = (struct sweep_rows){to->count + from->count, row};
}

/* Takes the rows of another journal in the folder.  It must be of the same sweep; an empty one has no rows. */
static enum catapult_status journal_take_over(const char *path, const char *head, struct sweep_rows *taken,
                                              struct catapult_error *err)
{
    struct stat info;
    struct sweep_rows rows;
    if (stat(path, &info) == 0 && info.st_size == 0)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = journal_read(path, head, &rows, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    add_rows(taken, &rows);
    sweep_rows_done(&rows);
    return CATAPULT_STATUS_OK;
}

/* Reads the other journals, sorted by name, so that the result does not depend on the file system's order. */
static enum catapult_status look_beside(const struct sweep_options *options, const char *own, const char *head,
                                        struct sweep_rows *taken, struct catapult_error *err)
{
    struct dirent **entry;
    int count = scandir(options->out, &entry, NULL, alphasort);
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (count < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot read: %s", options->out, strerror(errno));
    for (int i = 0; i < count; i++) {
        const char *name = entry[i]->d_name;
        bool journal = is_shard(name) || strcmp(name, "runs.csv") == 0;
        if (status == CATAPULT_STATUS_OK && journal && strcmp(name, own) != 0) {
            char *path = journal_path(options->out, name);
            if (options->shards == 0 && !options->resume)
                status = catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                            "%.400s is there already: --resume takes its rows over", path);
            else
                status = journal_take_over(path, head, taken, err);
            free(path);
        }
        free(entry[i]);
    }
    free(entry);
    if (options->shards > 0)
        sweep_rows_done(taken); /* only their headings had to be checked */
    return status;
}

enum catapult_status folder_open_journal(const struct sweep *sweep, const struct sweep_options *options,
                                         struct journal *journal, struct sweep_rows *taken, struct catapult_error *err)
{
    char name[NAME];
    own_name(options, name);
    *taken = (struct sweep_rows){0};
    *journal = (struct journal){.file = -1};
    char *path = journal_path(options->out, name), *head = row_heading(sweep);
    char *summary = journal_path(options->out, "summary.csv");
    enum catapult_status status = sweep_make_folder(options->out, err);
    if (status == CATAPULT_STATUS_OK)
        status = outfile_check(summary, NULL, err);
    if (status == CATAPULT_STATUS_OK)
        status = journal_open(journal, path, sweep, options->resume, err);
    if (status
        == CATAPULT_STATUS_OK) /* our journal exists now, so of two sweeps that begin at once one sees the other's */
        status = look_beside(options, name, head, taken, err);
    if (status != CATAPULT_STATUS_OK)
        journal_withdraw(journal);
    free(path);
    free(summary);
    free(head);
    return status;
}
